"""Import of departments: new, renamed, retired and merged ones; what a merged one had goes on with its heir."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from importer.plan import Line, Plan, RowOutcome, Transaction, compared
from importer.row_fields import Fault, Reading, Record
from importer.spellings import ACTIVE, DEPARTMENT_KINDS, shown
from store.catalogue import bulk_entries, department_changes
from store.catalogue.department_changes import Holdings
from store.characters import folded
from store.people import former_names, persons
from store.people.former_names import Named
from store.people.sealed_people import seal_department

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Department


@dataclass(frozen=True, slots=True)
class After:
    """A department as it will be; `heir` is the code of the one it is merged into."""

    code: str
    name: str
    kind: str
    active: bool
    heir: str = ""
    row: int = 0


def plan_departments(session: Session, reading: Reading) -> Plan:
    return _Departments(session, reading).plan()


class _Departments:
    """One file of departments, compared with the stored ones."""

    def __init__(self, session: Session, reading: Reading) -> None:
        self._session, self._reading, self._given = session, reading, reading.columns
        every = persons.all_departments(session)
        self._codes = {row.id: row.code for row in every}
        self._exact = {row.code: row for row in every}
        self._alike = {folded(row.code): row for row in reversed(every)}
        self._after = {row.code: self._as_stored(row) for row in every}
        self._rows = [(number, record, self._old(record["code"])) for number, record in reading.records]
        for number, record, old in self._rows:
            self._after[old.code if old else record["code"]] = self._as_written(number, record, old)

    def plan(self) -> Plan:
        plan, seen = Plan(), {folded(record.get("code", "")) for record in self._reading.skipped}
        for number, record, old in self._rows:
            after = self._with_heir(self._after[old.code if old else record["code"]], record, plan)
            self._after[after.code] = after
            seen.add(folded(after.code))
            line = self._line(number, record, old, after)
            plan.lines.append(line)
            if line.outcome is not RowOutcome.SAME:
                lead = record["lead_office"] if "lead_office" in self._given else None
                plan.steps.append(partial(_put, after, lead))
        plan.refused += self._faults()
        plan.steps += [
            partial(_merge, each.code, each.heir) for _, _, old in self._rows if (each := self._moved(old)) is not None
        ]
        there = self._exact.values()
        plan.missing = [f"{row.code} {row.name}" for row in there if row.active and folded(row.code) not in seen]
        return plan

    def _old(self, code: str) -> Department | None:
        return self._exact.get(code) or self._alike.get(folded(code))

    def _as_stored(self, row: Department) -> After:
        return After(row.code, row.name, row.kind, row.active, self._codes.get(row.merged_into_id or 0, ""))

    def _as_written(self, number: int, record: Record, old: Department | None) -> After:
        """The row after the import; a column missing in the file keeps its stored value."""
        kind = record["kind"] if old is None or "kind" in self._given else old.kind
        active = record["active"] == "yes" if old is None or "active" in self._given else old.active
        active = active and not record["merged_into"]
        heir = "" if old is None or "merged_into" in self._given or active else self._as_stored(old).heir
        return After(old.code if old else record["code"], record["name"], kind, active, heir, number)

    def _with_heir(self, after: After, record: Record, plan: Plan) -> After:
        """The department named in 并入, by code or name, in the store or in the file."""
        named = folded(record["merged_into"])
        if not named:
            return after
        fits = [each for each in self._after.values() if named == folded(each.code)]
        fits = fits or [each for each in self._after.values() if named == folded(each.name) and each.active]
        kinds = {after.kind, *(each.kind for each in fits)}
        wrong = (
            f"没有部门“{record['merged_into'][:40]}”，请写并入部门的编号或名称" if len(fits) != 1
            else "部门不能并入自己" if fits[0].code == after.code
            else f"“{fits[0].name}”也已停用，请写现在的部门" if not fits[0].active
            else f"“{after.name}”和“{fits[0].name}”的类别不同，不能合并：一个负责数据，另一个不负责"
            if len(kinds) > 1 and not kinds <= set(persons.OWNERS)
            else ""
        )  # fmt: skip
        if wrong:
            plan.refused.append(Fault(after.row, "merged_into", wrong))
            return after
        return replace(after, heir=fits[0].code)

    def _line(self, number: int, record: Record, old: Department | None, after: After) -> Line:
        who = f"{after.code} {after.name}"
        if old is None:
            return Line(number, RowOutcome.NEW, who)
        before = self._as_stored(old)
        changes = compared(
            (True, "名称", before.name, after.name),
            (True, "类别", shown(before.kind, DEPARTMENT_KINDS), shown(after.kind, DEPARTMENT_KINDS)),
            ("lead_office" in self._given, "牵头机构", old.lead_office, record["lead_office"]),
            (True, "状态", _state(active=before.active), _state(active=after.active)),
            (True, "并入", before.heir, after.heir),
        )
        remarks = tuple(self._remarks(old, after)) if changes else ()
        return Line(number, RowOutcome.CHANGED if changes else RowOutcome.SAME, who, changes, remarks)

    def _remarks(self, old: Department, after: After) -> Iterator[str]:
        if old.name != after.name:
            yield "以往的办理记录仍显示当时的名称"
        if after.heir and after.heir != self._as_stored(old).heir:
            held = department_changes.holdings(self._session, old.id)
            yield f"{_told(held).strip()}转到“{self._after[after.heir].name}”，期限照走；以往的记录和认定仍在原名称下"

    def _moved(self, old: Department | None) -> After | None:
        """The department as it will be, where this file merges it into another one."""
        after = self._after[old.code] if old else None
        return after if old and after and after.heir and after.heir != self._as_stored(old).heir else None

    def _faults(self) -> Iterator[Fault]:
        names = defaultdict[str, list[After]](list)
        for each in self._after.values():
            if each.active:
                names[folded(each.name)].append(each)
        for number, _, old in self._rows:
            after = self._after[old.code if old else self._code(number)]
            twin = next((each for each in names[folded(after.name)] if each.code != after.code), None)
            if after.active and twin is not None and (old is None or old.name != after.name or not old.active):
                yield self._fault(number, "name", f"部门 {twin.code} 也叫“{twin.name}”。请改名，或写明并入哪个部门")
            if old is not None and old.active and not after.active and not after.heir:
                held = department_changes.holdings(self._session, old.id)
                if held.any:
                    todo = "请写明并入哪个部门接着办，或先把它们改到别处"
                    yield self._fault(number, "active", f"不能停用：还有{_told(held)}。{todo}")

    def _code(self, number: int) -> str:
        return next(record["code"] for each, record, _ in self._rows if each == number)

    def _fault(self, number: int, column: str, text: str) -> Fault:
        return Fault(number, column, text)


def _put(after: After, lead: str | None, at: Transaction) -> None:
    old = persons.department_by_code(at.session, after.code)
    if old is not None and old.name != after.name:
        former_names.keep(at.session, Named.DEPARTMENT, {old.id: old.name}, at.now)
    if old is not None and lead is not None and old.lead_office != lead:
        former_names.keep(at.session, Named.LEAD_OFFICE, {old.id: old.lead_office}, at.now)
    row = persons.upsert_department(
        at.session, code=after.code, name=after.name, kind=after.kind, active=after.active, lead_office=lead
    )
    if not after.heir or after.active:
        department_changes.part(at.session, row, at.now)
    _renamed(at, row.id)
    seal_department(at.session, row, at.now)


def _merge(code: str, heir: str, at: Transaction) -> None:
    department_changes.merge(at.session, code, heir, at.now)
    after = persons.department_by_code(at.session, heir)
    if after is not None:
        _renamed(at, after.id)


def _renamed(at: Transaction, department_id: int) -> None:
    """The search words of its entries hold its name."""
    if at.index_follows:
        bulk_entries.leave_stale(at.session)
    else:
        bulk_entries.renew(at.session, department_changes.entries_of(at.session, department_id))


def _told(held: Holdings) -> str:
    parts = ((held.people, "名在岗人员"), (held.entries, "条目录"), (held.tickets, "件在办工单"))
    told = "、".join(f"{count} {what}" for count, what in parts if count)
    return f" {told}" if told else "没有人员、目录和在办工单"


def _state(*, active: bool) -> str:
    return shown("yes" if active else "no", ACTIVE)
