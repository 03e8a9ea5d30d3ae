"""The import plan: what a file would change, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from importer.row_fields import Fault
    from store.vault import Vault


class RowOutcome(StrEnum):
    """The effect of a row."""

    NEW = "新增"
    CHANGED = "变更"
    SAME = "未变"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one stored column; telephone numbers are reduced to their last digits."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what} {self.before or '（空）'} → {self.after or '（空）'}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its subject, its effect, and remarks for the operator."""

    row: int
    outcome: RowOutcome
    who: str
    changes: tuple[Change, ...] = ()
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        changes = f"：{'；'.join(map(str, self.changes))}" if self.changes else ""
        remarks = "".join(f"（{remark}）" for remark in self.remarks)
        return f"第 {self.row} 行 {self.outcome.value} {self.who}{changes}{remarks}"


@dataclass(frozen=True, slots=True)
class Transaction:
    """The context of a write step; `index_follows`: search words are renewed behind the switch, by no step."""

    session: Session
    vault: Vault
    now: datetime
    index_follows: bool = False


class Changed(Exception):
    """What the plan was made for has changed since: nothing is written."""


@dataclass(slots=True)
class Plan:
    """`missing` is what is in use and stands in no row: it stays as it is. `steps` write the lines that change.

    `stages` may be carried out before, each in a transaction of its own: what they write shows only with the steps.
    """

    lines: list[Line] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    steps: list[Callable[[Transaction], None]] = field(default_factory=list)
    stages: Callable[[], Sequence[Callable[[Transaction], None]]] = tuple

    def count(self, outcome: RowOutcome) -> int:
        return sum(line.outcome is outcome for line in self.lines)


def compared(*columns: tuple[bool, str, str, str]) -> tuple[Change, ...]:
    """The changes among columns: whether the file has it, what it is called, as it is stored, as the file says."""
    return tuple(Change(what, before, after) for given, what, before, after in columns if given and before != after)
