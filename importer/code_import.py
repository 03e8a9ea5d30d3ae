"""Idempotent import: a file is compared with the store and written, by code, or by account for people.

A column that the file does not have changes nothing of what is stored; an empty cell stands for the column's default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from importer.account_decisions import AccountOptions
from importer.people_import import PeopleImport
from importer.plan import Line, Plan, RowOutcome, Transaction, compared
from importer.row_fields import Known, Reading, Record
from importer.spellings import ACTIVE, DEPARTMENT_KINDS, ENTRY_KINDS, ORIGINS, shown
from store.catalogue import corrections, entries
from store.people import persons
from store.people.sealed_people import seal_department

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Department, Entry
    from store.vault import Vault


def known(session: Session) -> Known:
    """What is in the store already, as reference targets."""
    spellings: dict[str, str] = {}
    for department in persons.departments(session):
        spellings |= {department.name: department.code, department.code.lower(): department.code}
    return Known(spellings, frozenset(code.lower() for code in entries.codes(session)))


def planned(session: Session, vault: Vault, kind: str, reading: Reading, options: AccountOptions) -> Plan:
    """Dry run: what the file would change in the departments, people or catalogue; nothing is written."""
    if kind == "people":
        return PeopleImport(session, vault, reading, options).plan()
    return PLANS[kind](session, reading)


def _departments(session: Session, reading: Reading) -> Plan:
    there = {row.code: row for row in persons.all_departments(session)}
    plan, seen = Plan(), {record.get("code", "") for record in reading.skipped}
    for number, record in reading.records:
        code, old = record["code"], there.get(record["code"])
        seen.add(code)
        kind = record["kind"] if old is None or "kind" in reading.columns else old.kind
        changes = () if old is None else compared(
            (True, "名称", old.name, record["name"]),
            (True, "类别", shown(old.kind, DEPARTMENT_KINDS), shown(kind, DEPARTMENT_KINDS)),
            ("lead_office" in reading.columns, "牵头机构", old.lead_office, record["lead_office"]),
        )  # fmt: skip
        outcome = RowOutcome.NEW if old is None else RowOutcome.CHANGED if changes else RowOutcome.SAME
        plan.lines.append(Line(number, outcome, f"{code} {record['name']}", changes))
        if outcome is not RowOutcome.SAME:
            lead = record["lead_office"] if "lead_office" in reading.columns else None
            plan.steps.append(partial(_put_department, record, kind, lead, active=old is None or old.active))
    plan.missing = [f"{row.code} {row.name}" for row in there.values() if row.active and row.code not in seen]
    return plan


def _put_department(record: Record, kind: str, lead: str | None, at: Transaction, *, active: bool) -> None:
    code, name = record["code"], record["name"]
    row = persons.upsert_department(at.session, code=code, name=name, kind=kind, active=active, lead_office=lead)
    seal_department(at.session, row, at.now)


def _catalogue(session: Session, reading: Reading) -> Plan:
    there = {row.code.lower(): row for row in entries.entries(session)}
    departments = {row.code: row for row in persons.all_departments(session)}
    plan, seen = Plan(), {record.get("code", "").lower() for record in reading.skipped}
    for number, record in reading.records:
        old, owner = there.get(record["code"].lower()), departments[record["department"]]
        seen.add(record["code"].lower())
        merged = record if old is None else _merged(old, record, reading.columns)
        changes = () if old is None else compared(
            (True, "名称", old.name, merged["name"]),
            (True, "部门", old.department.name, owner.name),
            (True, "来源", shown(old.origin, ORIGINS), shown(merged["origin"], ORIGINS)),
            (True, "类别", shown(old.kind, ENTRY_KINDS), shown(merged["kind"], ENTRY_KINDS)),
            (True, "来源编号", old.sources, merged["sources"]),
            (True, "状态", _state(active=old.active), shown(merged["active"], ACTIVE)),
            (not entries.is_indexed(old), "检索用词", "旧", "新"),
        )  # fmt: skip
        outcome = RowOutcome.NEW if old is None else RowOutcome.CHANGED if changes else RowOutcome.SAME
        plan.lines.append(Line(number, outcome, f"{record['code']} {record['name']}（{owner.name}）", changes))
        if outcome is not RowOutcome.SAME:
            plan.steps.append(partial(_put_entry, merged, owner))
    plan.missing = [f"{row.code} {row.name}" for row in there.values() if row.active and row.code.lower() not in seen]
    return plan


def _merged(old: Entry, record: Record, columns: frozenset[str]) -> Record:
    """The row after the import; a column missing in the file keeps its stored value."""
    kept = {"origin": old.origin, "kind": old.kind, "sources": old.sources, "active": "yes" if old.active else "no"}
    return {**record, **{name: value for name, value in kept.items() if name not in columns}}


def _put_entry(record: Record, owner: Department, at: Transaction) -> None:
    before = corrections.before_import(at.session, record["code"])
    entry = entries.upsert_entry(
        at.session,
        code=record["code"],
        name=record["name"],
        department=owner,
        origin=record["origin"],
        kind=record["kind"],
        sources=record["sources"],
        active=record["active"] == "yes",
    )
    corrections.after_import(at.session, entry, before, at.now)


def _state(*, active: bool) -> str:
    return shown("yes" if active else "no", ACTIVE)


PLANS: Mapping[str, Callable[[Session, Reading], Plan]] = {"departments": _departments, "catalogue": _catalogue}
