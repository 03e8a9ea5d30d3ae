"""Export of departments, people and catalogue in the form of the import: imported again, it changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from importer.columns.forms import FORMS
from importer.formats.text_tables import harmless
from importer.spellings import ACTIVE, DEPARTMENT_KINDS, ENTRY_KINDS, ORIGINS, PLATFORMS, ROLES, shown
from store.catalogue import entries
from store.people import account_changes, persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Account, Department, Entry, Person
    from store.vault import Vault

Rows = list[list[str]]
_UNIT = ("部门编号", "部门名称")  # the code is imported, the name is for readers


def exported(session: Session, vault: Vault, kind: str) -> Rows:
    """The heading in Chinese, and every row."""
    return EXPORTS[kind](session, vault)


def _departments(session: Session, _vault: Vault) -> Rows:
    every = persons.all_departments(session)
    codes = {row.id: row.code for row in every}
    return [_heading("departments"), *(_department(row, codes) for row in every)]


def _department(row: Department, codes: Mapping[int, str]) -> list[str]:
    heir = codes.get(row.merged_into_id or 0, "")
    return [row.code, row.name, shown(row.kind, DEPARTMENT_KINDS), row.lead_office, _state(active=row.active), heir]


def _people(session: Session, vault: Vault) -> Rows:
    """Without former colleagues who have no account any more: nothing would tell them from each other.

    What the columns have no room for is told in remarks, which are not imported.
    """
    every = [row for row in account_changes.everybody(session) if row.active or row.accounts]
    every.sort(key=lambda row: row.department.code)
    told = [_remarks(row) for row in every]
    rows = [_heading("people"), *(_person(row, vault) for row in every)]
    return [[*row, text] for row, text in zip(rows, ["备注", *told], strict=True)] if any(told) else rows


def _account(row: Person, platform: str) -> Account | None:
    """The account of a platform that is in use; else one that left it, by which they are known all the same."""
    there = [account for account in row.accounts if account.platform == platform]
    return min(there, key=lambda account: account.gone, default=None)


def _remarks(row: Person) -> str:
    shown = [_account(row, each) for each in PLATFORMS]
    others = [f"另有帐号 {each.platform}:{each.user}" for each in row.accounts if each not in shown]
    gone = [f"帐号 {each.platform}:{each.user} 已离开平台" for each in row.accounts if each.gone]
    return "；".join([*others, *gone])


def _person(row: Person, vault: Vault) -> list[str]:
    accounts = [account.user if (account := _account(row, each)) else "" for each in PLATFORMS]
    roles = "、".join(shown(role, ROLES) for role in row.roles.split() or ["proposer"])
    unit = [row.department.code, row.department.name]
    listed = row.active or row.left_at is not None  # who left their platform is still in the roster
    return [row.name, *unit, roles, persons.mobile_of(vault, row), *accounts, _state(active=listed)]


def _catalogue(session: Session, _vault: Vault) -> Rows:
    return [_heading("catalogue"), *(_entry(row) for row in sorted(entries.entries(session), key=lambda row: row.code))]


def _entry(row: Entry) -> list[str]:
    unit = [row.department.code, row.department.name]
    origin, kind = shown(row.origin or "district", ORIGINS), shown(row.kind or "source", ENTRY_KINDS)
    return [row.code, row.name, *unit, origin, kind, row.sources, _state(active=row.active)]


def _heading(kind: str) -> list[str]:
    return list(_titles(kind))


def _titles(kind: str) -> Iterator[str]:
    for name, column in FORMS[kind].items():
        yield from _UNIT if name == "department" else (column.titles.split()[0],)


def _state(*, active: bool) -> str:
    return shown("yes" if active else "no", ACTIVE)


EXPORTS: Mapping[str, Callable[[Session, Vault], Rows]] = {
    "departments": _departments,
    "people": _people,
    "catalogue": _catalogue,
}


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with its mark, as Excel wants it; nothing in it is run as a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Every cell is text: leading zeros and long digits stay as they are, and nothing is a formula."""
    import xlsxwriter  # needed for this alone

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        text, sheet = book.add_format({"num_format": "@"}), book.add_worksheet()
        sheet.set_column(0, len(rows[0]) - 1, 18, text)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell, text)
    return content.getvalue()
