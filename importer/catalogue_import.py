"""Import of the data catalogue: compared with the stored one by code, whatever its case and width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from importer.plan import Line, Plan, RowOutcome, Transaction, compared
from importer.row_fields import Reading, Record
from importer.spellings import ACTIVE, ENTRY_KINDS, ORIGINS, shown
from store.catalogue import corrections, entries
from store.characters import folded
from store.people import persons
from store.record import row_entries, row_sealing, staged_entries
from store.record.record_entries import Kind
from store.record.staged_entries import StagedList
from store.upkeep import staged_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Department, Entry


BATCH = 50  # entries in one transaction


def plan_catalogue(session: Session, reading: Reading) -> Plan:
    there = {folded(row.code): row for row in entries.entries(session)}
    departments = {row.code: row for row in persons.all_departments(session)}
    plan, new, seen = Plan(), NewEntries(), {folded(record.get("code", "")) for record in reading.skipped}
    for number, record in reading.records:
        old, owner = there.get(folded(record["code"])), departments[record["department"]]
        seen.add(folded(record["code"]))
        merged = record if old is None else _merged(old, record, reading.columns)
        changes = () if old is None else compared(
            (True, "名称", old.name, merged["name"]),
            (True, "部门", old.department.name, owner.name),
            (True, "来源", shown(old.origin or "district", ORIGINS), shown(merged["origin"], ORIGINS)),
            (True, "类别", shown(old.kind or "source", ENTRY_KINDS), shown(merged["kind"], ENTRY_KINDS)),
            (True, "来源编号", old.sources, merged["sources"]),
            (True, "状态", _state(active=old.active), shown(merged["active"], ACTIVE)),
            (not entries.is_indexed(old), "检索用词", "旧", "新"),
        )  # fmt: skip
        outcome = RowOutcome.NEW if old is None else RowOutcome.CHANGED if changes else RowOutcome.SAME
        plan.lines.append(Line(number, outcome, f"{record['code']} {record['name']}（{owner.name}）", changes))
        if old is None:
            new.rows.append(_new_entry(merged, owner))
        elif changes:
            plan.steps.append(partial(_put_entry, merged, owner))
    if new.rows:
        plan.steps, plan.stages = [new.write, *plan.steps], new.stages
    plan.missing = [f"{row.code} {row.name}" for row in there.values() if row.active and folded(row.code) not in seen]
    return plan


def _merged(old: Entry, record: Record, columns: frozenset[str]) -> Record:
    """The row after the import; a column missing in the file keeps its stored value."""
    kept = {
        "origin": old.origin or "district",
        "kind": old.kind or "source",
        "sources": old.sources,
        "active": "yes" if old.active else "no",
    }
    return {**record, "code": old.code, **{name: value for name, value in kept.items() if name not in columns}}


@dataclass(slots=True)
class NewEntries:
    """New entries, in batches that nobody sees until the switch."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    _ids: list[int] = field(default_factory=list)
    _staged: bool = False
    _told: StagedList = field(default_factory=StagedList)
    _run: str = field(default_factory=lambda: token_hex(8))

    def stages(self) -> list[partial[None]]:
        self._staged = True
        return [partial(self._stage, self.rows[at : at + BATCH]) for at in range(0, len(self.rows), BATCH)]

    def write(self, at: Transaction) -> None:
        if not self._staged:
            for stage in self.stages():
                stage(at)
        stay = [number for number, row in zip(self._ids, self.rows, strict=True) if not row["active"]]
        staged_rows.activate(at.session, "entries", self._ids, stay)
        staged_entries.put_in_effect(at.session, self._run, self._told, at.now)

    def _stage(self, part: Sequence[Mapping[str, Any]], at: Transaction) -> None:
        ids = staged_rows.stage(at.session, "entries", part)
        self._ids += ids
        rows = [row_entries.catalogue(at.vault, {**row, "id": own}, at.now) for own, row in zip(ids, part, strict=True)]
        staged_entries.stage(at.session, self._run, self._told, rows)


def _columns(record: Record, owner: Department) -> dict[str, Any]:
    return {name: record[name] for name in ("code", "name", "origin", "kind", "sources")} | {"department": owner}


def _new_entry(record: Record, owner: Department) -> dict[str, Any]:
    return entries.new_entry(**_columns(record, owner)) | {"active": record["active"] == "yes"}


def _put_entry(record: Record, owner: Department, at: Transaction) -> None:
    before = corrections.before_import(at.session, record["code"])
    entry = entries.upsert_entry(at.session, **_columns(record, owner), active=record["active"] == "yes")
    row_sealing.seal(at.session, Kind.CATALOGUE, [entry], at.now)
    corrections.after_import(at.session, entry, before, at.now)


def _state(*, active: bool) -> str:
    return shown("yes" if active else "no", ACTIVE)
