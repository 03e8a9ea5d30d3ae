"""Import of the data catalogue: compared with the stored one by code, whatever its case and width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar

from importer.plan import Changed, Line, Plan, RowOutcome, Transaction, compared
from importer.row_fields import Reading, Record
from importer.spellings import ACTIVE, ENTRY_KINDS, ORIGINS, shown
from store.catalogue import bulk_entries, corrections, entries
from store.catalogue.bulk_entries import Change
from store.characters import folded
from store.people import persons
from store.record import row_entries, staged_entries
from store.record.staged_entries import StagedList
from store.upkeep import staged_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Department, Entry
BATCH = 50  # entries in one transaction
T = TypeVar("T")


def plan_catalogue(session: Session, reading: Reading) -> Plan:
    there = {folded(row.code): row for row in entries.entries(session)}
    departments = {row.code: row for row in persons.all_departments(session)}
    plan, write, seen = Plan(), CatalogueWrite(), {folded(record.get("code", "")) for record in reading.skipped}
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
            write.new.append(_new_entry(merged, owner))
        elif changes:
            write.change(old, _values(merged, owner))
    if write.new or write.changed:
        plan.steps, plan.stages = [write.write], write.stages
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
class CatalogueWrite:
    """What one file changes: new entries and changes, in batches that nobody sees until the switch."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    _ids: list[int] = field(default_factory=list)
    _run: str = field(default_factory=lambda: token_hex(8))
    _staged: bool = False
    _told: StagedList = field(default_factory=StagedList)
    _codes: dict[int, str] = field(default_factory=dict)

    def change(self, entry: Entry, values: Mapping[str, Any]) -> None:
        self._codes[entry.id] = entry.code
        self.changed.append((entry.id, {name: getattr(entry, name) for name in bulk_entries.COLUMNS}, values))

    def stages(self) -> list[partial[None]]:
        self._staged = True
        return [
            *(partial(self._stage_changes, part) for part in _parts(self.changed)),
            *(partial(self._stage, part) for part in _parts(self.new)),
        ]

    def write(self, at: Transaction) -> None:
        """The switch; what was not staged before is written here. Raises Changed where the plan no longer holds."""
        here = not self._staged
        for stage in self.stages() if here else ():
            stage(at)
        stay = [number for number, row in zip(self._ids, self.new, strict=True) if not row["active"]]
        staged_rows.activate(at.session, "entries", self._ids, stay)
        staged_entries.put_in_effect(at.session, self._run, self._told, at.now)
        if self.changed:
            self._switch(at)
        if here:
            bulk_entries.discard_changes(at.session)

    def _switch(self, at: Transaction) -> None:
        ids = [number for number, _, _ in self.changed]
        before = corrections.before_import(at.session, ids)
        if bulk_entries.switch(at.session, self._run) != len(ids):
            raise Changed
        corrections.after_import(at.session, before, at.now)
        if at.index_follows:
            bulk_entries.leave_stale(at.session)
        else:
            bulk_entries.renew(at.session, ids)

    def _stage(self, part: Sequence[Mapping[str, Any]], at: Transaction) -> None:
        ids = staged_rows.stage(at.session, "entries", part)
        self._ids += ids
        rows = [row_entries.catalogue(at.vault, {**row, "id": own}, at.now) for own, row in zip(ids, part, strict=True)]
        staged_entries.stage(at.session, self._run, self._told, rows)

    def _stage_changes(self, part: Sequence[Change], at: Transaction) -> None:
        bulk_entries.stage_changes(at.session, self._run, part)
        planned = ({"id": own, "code": self._codes[own], **before, **after} for own, before, after in part)
        rows = [row_entries.catalogue(at.vault, row, at.now) for row in planned]
        staged_entries.stage(at.session, self._run, self._told, rows)


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _values(record: Record, owner: Department) -> dict[str, Any]:
    """The columns of an entry after the import."""
    own = {name: record[name] for name in ("name", "origin", "kind", "sources")}
    return {**own, "department_id": owner.id, "active": record["active"] == "yes"}


def _new_entry(record: Record, owner: Department) -> dict[str, Any]:
    own = {name: record[name] for name in ("code", "name", "origin", "kind", "sources")}
    return entries.new_entry(**own, department=owner) | {"active": record["active"] == "yes"}


def _state(*, active: bool) -> str:
    return shown("yes" if active else "no", ACTIVE)
