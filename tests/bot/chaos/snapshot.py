"""Snapshot of all rows that an input could change, and the difference between two snapshots."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from store.tables import HistoryLine, Ticket
from tests.oracle.law import Facts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = Mapping[str, Any]
# Watched columns by table; the first is the row's id.
COLUMNS: Mapping[str, str] = {
    "tickets": ", ".join(column.name for column in Ticket.__table__.columns),
    "clocks": "id, ticket_id, kind, party, department_id, started_at, start_seq, total_days, due_on, missed, "
    "stopped_at, verdict, reason",
    "flags": "id, ticket_id, record_index, set_at, cleared_at, special",
    "flag_events": "id, ticket_id, seq, event, flagged, special",
    "drafts": "id, person_id, ticket_id, form, step, state, version",
    "attachments": "id, person_id, ticket_id, draft_id, seq, state, name_sealed",
    "stand_ins": "id, person_id, deputy_id, from_on, to_on, ended_at",
    "people": "id, name, department_id, roles, active, mobile_index",
    "accounts": "id, person_id, user_key",
    "departments": "id, code, name, kind, active",
    "entries": "id, code, department_id, active",
    "corrections": "id, entry_id, suggested_id, state, settled_at",
    "correction_lines": "id, correction_id, act, person_id, reason, before_id, after_id",
    "quality_reports": "id, period, version",
    "erasures": "id, ticket_id",
    "notice_files": "year, version",
}
NAMES = {table: columns.replace(" ", "").split(",") for table, columns in COLUMNS.items()}
LINE = [column.name for column in HistoryLine.__table__.columns]
NOT_BY_INPUT = ("people", "accounts", "departments", "quality_reports", "erasures", "notice_files")
CATALOGUES = ("entries", "corrections", "correction_lines")


@dataclass(frozen=True)
class Change:
    """A changed row; `old` is None for an inserted, `new` for a deleted one."""

    table: str
    old: Row | None
    new: Row | None

    @property
    def row(self) -> Row:
        row = self.new or self.old
        assert row is not None
        return row

    @property
    def columns(self) -> set[str]:
        if self.old is None or self.new is None:
            return set(self.row)
        return {name for name in self.old if self.old[name] != self.new[name]}


@dataclass(frozen=True)
class Before:
    """A case before an act: its row, its limits, and the day of the act."""

    row: Row
    limits: Sequence[Row]
    today: date

    @property
    def facts(self) -> Facts:
        """The case as the oracle of the law takes it."""
        row, running = self.row, [limit for limit in self.limits if limit["stopped_at"] is None]
        holders: dict[str, set[object]] = {}
        for limit in running:
            holders.setdefault(limit["kind"], set()).add(limit["department_id"])
        return Facts(
            state=row["state"], city_order=row["track"] == "市级下发", proposer=row["proposer_id"],
            on_behalf=bool(row["on_behalf"]), department=row["department_id"], handler=row["handler_id"],
            fusion=bool(row["fusion"]), joint=row["joint"], related=listed(row["related_ids"]),
            pending=bool(row["pending"]), returns=row["returns"], ruled=bool(row["owner_locked"]),
            supplement_asked=bool(row["supplement_asked"]), result=row["result"] or "", outcome=row["outcome"] or "",
            evaluated=bool(row["evaluated"]), judged=len(running) < len(self.limits), running=holders,
            passed={limit["kind"] for limit in running if date.fromisoformat(f"{limit['due_on']}") < self.today},
        )  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """The watched tables at one moment, and the number of history lines."""

    rows: Mapping[str, Sequence[tuple[Any, ...]]]
    history: int
    texts: int
    _read: dict[str, dict[Any, Row]] = field(default_factory=dict, compare=False)
    _limits: dict[int, list[Row]] = field(default_factory=dict, compare=False)

    def table(self, name: str) -> dict[Any, Row]:
        """The rows of a table by their first column."""
        if name not in self._read:
            self._read[name] = {row[0]: dict(zip(NAMES[name], row, strict=True)) for row in self.rows[name]}
        return self._read[name]

    def limits(self, ticket_id: int) -> list[Row]:
        """Every limit of a case, running or stopped."""
        if not self._limits:
            for clock in self.table("clocks").values():
                self._limits.setdefault(clock["ticket_id"], []).append(clock)
        return self._limits.get(ticket_id, [])

    def changes_to(self, later: Snapshot) -> list[Change]:
        found: list[Change] = []
        for name, rows in self.rows.items():
            if rows != later.rows[name]:
                old, new = self.table(name), later.table(name)
                keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
                found += [Change(name, old.get(key), new.get(key)) for key in keys]
        return found

    def before(self, ticket_id: int, today: date) -> Before | None:
        row = self.table("tickets").get(ticket_id)
        return None if row is None else Before(row, self.limits(ticket_id), today)


def take_snapshot(session: Session) -> Snapshot:
    """Read every watched table, bypassing the ORM."""
    found = {name: query(session, f"SELECT {columns} FROM {name} ORDER BY 1, 2") for name, columns in COLUMNS.items()}
    last = "SELECT coalesce(max(id), 0) FROM"
    return Snapshot(found, _number(session, f"{last} history"), _number(session, f"{last} texts"))


def history_after(session: Session, after: int) -> list[Row]:
    """History lines after this id, of every ticket, in the order they were written."""
    found = query(session, f"SELECT {', '.join(LINE)} FROM history WHERE id > {after} ORDER BY id")
    return [dict(zip(LINE, row, strict=True)) for row in found]


def texts_after(session: Session, after: int) -> list[tuple[int, int, str, str]]:
    """Ticket, line, field and encrypted text of every text after this id."""
    found = query(session, f"SELECT ticket_id, seq, field, sealed FROM texts WHERE id > {after} ORDER BY id")
    return [(row[0], row[1], row[2], row[3]) for row in found]


def listed(value: object) -> list[int]:
    """A JSON column, as either database driver returns it."""
    found = json.loads(value) if isinstance(value, str) else value
    return list(found) if isinstance(found, list) else []


def query(session: Session, statement: str) -> list[tuple[Any, ...]]:
    """Rows of a statement as the driver returns them, bypassing the ORM."""
    driver: Any = session.connection().connection.driver_connection
    return [tuple(row) for row in driver.execute(statement).fetchall()]


def _number(session: Session, statement: str) -> int:
    return int(query(session, statement)[0][0])
