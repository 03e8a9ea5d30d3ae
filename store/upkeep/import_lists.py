"""Import lists: each import is a deed on record, with what it changed row by row (M5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from store.engine import at_commit
from store.engine.canonical_json import canonical
from store.record import record_sealing, row_entries
from store.tables import ImportList

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault

_LIST = "import_lists:list_sealed"


@dataclass(frozen=True, slots=True)
class SealedList:
    """What an import changes, sealed before its switch, for it names people; and how many lines these are."""

    told: int
    content: str


def sealed(vault: Vault, lines: Sequence[str]) -> SealedList:
    return SealedList(len(lines), vault.seal(canonical(list(lines)), _LIST))


def keep(session: Session, kind: str, told: SealedList, *, by: str, file: str, now: datetime) -> ImportList:
    """Keep what an import changed, in its transaction."""
    vault = at_commit.vault_of(session)
    row = ImportList(at=now, kind=kind, loaded_by=by, file=file, told=told.told, list_sealed=told.content)
    session.add(row)
    session.flush()
    record_sealing.add(session, [row_entries.import_list(vault, row, now)])
    return row


def lines_of(vault: Vault, row: ImportList) -> list[str]:
    """What an import changed."""
    return list(json.loads(vault.open(row.list_sealed, _LIST)))
