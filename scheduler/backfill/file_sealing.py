"""What an older release left in clear is encrypted in the background after the upgrade: columns, then files (0033)."""

from __future__ import annotations

from datetime import datetime

import structlog

from scheduler.deps import Deps
from store.files.stored_files import FileCount, seal_folder
from store.protection.key_rotation import seal_clear
from store.upkeep import run_claims

log = structlog.get_logger(__name__)
NOTE, ACCOUNTS, DONE = "files-sealed", "accounts-sealed", "all"


def sweep(deps: Deps, now: datetime) -> int:
    """Seal the columns, then one folder a run, the next after the one noted; returns how many files were sealed."""
    with deps.store.read() as session:
        last = run_claims.note(session, NOTE)
        accounts = run_claims.note(session, ACCOUNTS)
    if not accounts:
        log.info("names and accounts were encrypted", values=seal_clear(deps.store))
        with deps.store.write() as session:
            run_claims.write_note(session, ACCOUNTS, DONE)
    if last == DONE:
        return 0
    folder = next((name for name in deps.file_store.backend.folders() if name > last), DONE)
    count = FileCount()
    if folder != DONE:
        seal_folder(deps.store, deps.file_store, folder, now, count)
    with deps.store.write() as session:
        run_claims.write_note(session, NOTE, folder)
    if count.done or count.failed or folder == DONE:
        log.info("files were encrypted", folder=folder, files=count.done, failed=len(count.failed))
    return count.done
