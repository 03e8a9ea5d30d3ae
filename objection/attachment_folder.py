"""The file store that the settings name: folder, size limit and accepted types of attachments."""

from __future__ import annotations

from objection.config.load import Config
from store.files.file_store import DailyQuota, FileStore
from store.vault import Vault


def file_store_of(config: Config, vault: Vault) -> FileStore:
    limits = config.attachments
    return FileStore(
        config.data_dir / "attachments",
        vault,
        limit=limits.max_bytes,
        types=limits.types,
        quota=DailyQuota(limits.daily_files, limits.daily_bytes),
    )
