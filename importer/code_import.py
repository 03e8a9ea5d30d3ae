"""Idempotent import: a file is compared with the store and written, by code, or by account for people.

A column that the file does not have changes nothing of what is stored; an empty cell stands for the column's default.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from importer.catalogue_import import plan_catalogue
from importer.department_import import plan_departments
from importer.people.account_decisions import AccountOptions
from importer.people.people_import import PeopleImport
from importer.people.waiting_rights import WaitingRights
from importer.plan import Plan
from importer.row_fields import Known, Reading
from store.catalogue import entries
from store.characters import folded
from store.people import account_changes, persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault


def known(session: Session) -> Known:
    """What is in the store already, as reference targets."""
    every = persons.all_departments(session)
    successors = {row.id: row for row in every}
    spellings: dict[str, str] = {}
    closed: dict[str, str] = {}
    for row in sorted(every, key=lambda each: each.active):  # of two alike, the one in use
        spellings |= {row.name: row.code, folded(row.name): row.code}
    for row in sorted(every, key=lambda each: each.active):
        spellings |= {row.code.lower(): row.code, folded(row.code): row.code, row.code: row.code}
        if not row.active:
            heir = successors.get(row.merged_into_id or 0)
            closed[row.code] = f"，已并入“{heir.name}”（{heir.code}），请写这个部门" if heir else ""
    names = Counter(folded(row.name) for row in every if row.active)
    shared = {name for name, count in names.items() if count > 1} - {folded(row.code) for row in every}
    there = frozenset(form for code in entries.codes(session) for form in (code.lower(), folded(code)))
    return Known(spellings, there, frozenset(shared), closed, account_changes.user_keys(session))


def planned(
    session: Session,
    vault: Vault,
    kind: str,
    reading: Reading,
    options: AccountOptions,
    rights: WaitingRights | None = None,
) -> Plan:
    """Dry run: what the file would change in the departments, people or catalogue; nothing is written."""
    plan = (
        PeopleImport(session, vault, reading, options, rights or WaitingRights()).plan() if kind == "people"
        else plan_departments(session, reading) if kind == "departments"
        else plan_catalogue(session, reading)
    )  # fmt: skip
    plan.refused = [reading.placed(fault) for fault in plan.refused]
    return plan
