"""Files of a release that did not encrypt them: sealed in the background after the upgrade, by folder (0033)."""

from __future__ import annotations

from datetime import datetime

import structlog

from scheduler.deps import Deps
from store.files.stored_files import FileCount, seal_folder
from store.upkeep import run_claims

log = structlog.get_logger(__name__)
NOTE, DONE = "files-sealed", "all"


def sweep(deps: Deps, now: datetime) -> int:
    """Seal one folder, the next after the one noted; returns how many files were sealed."""
    with deps.store.read() as session:
        last = run_claims.note(session, NOTE)
    if last == DONE:
        return 0
    folder = next((name for name in deps.file_store.folders() if name > last), DONE)
    count = FileCount()
    if folder != DONE:
        seal_folder(deps.store, deps.file_store, folder, now, count)
    with deps.store.write() as session:
        run_claims.write_note(session, NOTE, folder)
    if count.done or count.failed or folder == DONE:
        log.info("files were encrypted", folder=folder, files=count.done, failed=len(count.failed))
    return count.done
