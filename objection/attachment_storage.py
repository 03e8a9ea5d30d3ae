"""The file store that the settings name: folder or bucket, size limit and accepted types of attachments."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from objection.config.load import Config
from store.file_storage.file_backend import FileBackend, StorageAway
from store.file_storage.folder_backend import FolderBackend
from store.file_storage.storage_address import BucketAddress, Credentials
from store.files.file_store import DailyQuota, FileStore
from store.vault import Vault

ASKED_EVERY = 60.0  # seconds between two trials of a bucket


def file_store_of(config: Config, vault: Vault) -> FileStore:
    limits = config.attachments
    return FileStore(
        backend_of(config),
        vault,
        limit=limits.max_bytes,
        types=limits.types,
        quota=DailyQuota(limits.daily_files, limits.daily_bytes),
    )


def backend_of(config: Config) -> FileBackend:
    """Raises StorageAway where the certificate can't be read."""
    settings = config.attachments
    address = settings.address or config.data_dir / "attachments"
    if isinstance(address, Path):
        return FolderBackend(address)
    return _bucket(address, settings.access_key, settings.secret_key.get_secret_value(), settings.ca_bundle)


def _bucket(address: BucketAddress, access_key: str, secret_key: str, ca_bundle: Path | None) -> FileBackend:
    from store.file_storage.bucket_backend import BucketBackend  # the extra [s3]

    try:
        certificate = ca_bundle.read_text(encoding="ascii") if ca_bundle is not None else ""
    except (OSError, UnicodeDecodeError):
        raise StorageAway(errno.ENOENT, "读不了 attachments.ca_bundle 所写的文件") from None
    return BucketBackend(address, Credentials(access_key, secret_key, certificate))


class StorageWatch:
    """What a bucket's last trial said; asked again in a thread of its own, so that no probe waits for the network.

    It makes no server unready: another one would reach the bucket no better, and callbacks need it not.
    """

    def __init__(self, backend: FileBackend) -> None:
        self._backend, self._trouble, self._asked = backend, "", -ASKED_EVERY
        self._lock = Lock()

    def problems(self) -> Iterator[str]:
        with self._lock:
            is_due = self._backend.is_remote and monotonic() - self._asked >= ASKED_EVERY
            if is_due:
                self._asked = monotonic()
        if is_due:
            Thread(target=self._ask, name="storage-watch", daemon=True).start()
        if self._trouble:
            yield self._trouble

    def _ask(self) -> None:
        self._trouble = self._backend.trouble()
