"""Entries of an import, written while it is staged and in effect from the one entry of its switch on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from store.record import record_sealing
from store.record.record_entries import STAGED, Entry, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(slots=True)
class StagedList:
    """The staged entries of one run in their order: how many, and the digest of them all."""

    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def take(self, step: int, digest: str) -> None:
        self._hash.update(f"{step} {digest}\n".encode())
        self.size += 1

    @property
    def digest(self) -> str:
        return str(self._hash.hexdigest())


def stage(session: Session, run: str, told: StagedList, rows: Iterable[Entry]) -> None:
    """Seal what these are to be; nothing of it counts before `put_in_effect`."""
    entries = [replace(entry, kind=STAGED[entry.kind], subject=run) for entry in rows]
    for entry in entries:
        told.take(entry.step, entry.digest)
    record_sealing.add(session, entries)


def put_in_effect(session: Session, run: str, told: StagedList, at: datetime) -> None:
    if told.size:
        record_sealing.add(session, [Entry(Kind.IN_EFFECT, run, told.size, told.digest, at)])
