"""Signed heads of the record: one a day, whatever else is sent; each minute a fresh one beside the database (M5)."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import structlog

from regulation.shanghai import local_date
from store.engine.session import Store
from store.record import other_lists, record_sealing, sealed_as_found, signed_heads
from store.upkeep import run_claims

if TYPE_CHECKING:
    from scheduler.deps import Deps

log = structlog.get_logger(__name__)
JOB, LATEST = "head", "latest.json"
_LAST: WeakKeyDictionary[Store, str] = WeakKeyDictionary()  # the root in the latest file, where this process wrote it


def seal_as_found(deps: Deps, now: datetime) -> int:
    """After an upgrade: what was there before the record is sealed as it is, in batches beside the service."""
    with deps.store.read() as session:
        if not sealed_as_found.is_due(session):
            return 0
    done = sealed_as_found.seal_all(deps.store, now)
    log.info("records from before the upgrade are sealed as found", rows=done)
    return 0


def sweep(deps: Deps, now: datetime) -> int:
    """The day's head, once in the whole installation; else the latest one as a file. Nobody is told."""
    day = local_date(now).isoformat()
    with deps.store.read() as session:
        taken = run_claims.taken(session, JOB, day)
        has_grown = bool(other_lists.grown(session, now))
    if not taken:
        _daily(deps, now, day)
    elif has_grown:
        with deps.store.write() as session:
            record_sealing.add(session, other_lists.grown(session, now))
    _write_latest(deps, now)
    return 0


def _daily(deps: Deps, now: datetime, day: str) -> None:
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, day, deps.owner, now):
            return
        record_sealing.begin(session, now)
        record_sealing.add(session, other_lists.grown(session, now))
    head = signed_heads.present(deps.store, now)
    if head is None:
        return
    with deps.store.write() as session:
        signed_heads.keep(session, head, now)
    with deps.store.read() as session:
        text = signed_heads.file_of(session, head, signed_heads.before(session, head))
    taken = deps.head_folder is not None and (deps.head_folder / f"{day}.json").exists()  # by a day since undone
    _write(deps.head_folder, f"{day}-{head['size']}.json" if taken else f"{day}.json", text)
    log.info("the record's head", size=head["size"], root=head["root"], key=head["key"])


def _write_latest(deps: Deps, now: datetime) -> None:
    """A rollback within the day shows against this file, which a database's password does not reach.

    A file that the record no longer contains is kept under another name.
    """
    head = signed_heads.present(deps.store, now)
    if head is None or deps.head_folder is None:
        return
    place = deps.head_folder / LATEST
    known = _known(place)
    if (known.get("size"), known.get("root")) == (head["size"], head["root"]):
        return
    with deps.store.read() as session:
        text = signed_heads.file_of(session, head, None)
        lost = known and known["root"] != _LAST.get(deps.store) and not signed_heads.is_contained(session, known)
    if lost:
        place.replace(deps.head_folder / f"lost-{known['size']}-{known['root'][:8]}.json")
        log.error("the record no longer contains its latest head: restored or rewritten", size=known["size"])
    _write(deps.head_folder, LATEST, text)
    _LAST[deps.store] = head["root"]


def _known(place: Path) -> signed_heads.Head:
    """The head in the latest file; an unreadable file is kept under another name."""
    if not place.is_file():
        return {}
    try:
        head = signed_heads.read_file(place.read_text(encoding="utf-8"))[0]
        return {"size": int(head["size"]), "root": str(head["root"])}
    except (ValueError, KeyError, TypeError):
        place.replace(place.with_name("lost-unreadable.json"))
        return {}


def _write(folder: Path | None, name: str, text: str) -> None:
    if folder is None:
        return
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = folder / f".{name}-{secrets.token_hex(4)}"
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / name)
    finally:
        draft.unlink(missing_ok=True)
