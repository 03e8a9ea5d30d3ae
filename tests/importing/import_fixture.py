"""Fixture: a directory of three departments, and imports of people files by the steps of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Plan, RowOutcome, Transaction
from importer.row_fields import FORMS, check
from importer.table_files import Row
from store.engine.session import Store
from store.people import persons
from store.people.account_changes import everybody
from store.people.sealed_people import seal_department
from store.tables import Person

NOON = datetime(2026, 9, 16, 4, 0, tzinfo=UTC)
HEADING = "name,department,roles,mobile,wecom,dingtalk,active"
DEPARTMENTS = (
    ("DSJ", "区大数据中心", "centre"),
    ("MZJ", "区民政局", "responsible"),
    ("JYJ", "区教育局", "responsible"),
)
BEFORE = (
    "张伟,MZJ,officer-a,13812345678,zhang.wei,zw-d,",
    "李娜,MZJ,officer-b,,li.na,,",
    "王芳,JYJ,leader,,wang.fang,,",
    "赵云,DSJ,operator,,zhao.yun,,",
)


@dataclass
class ImportFixture:
    """One database; `run` imports rows with the options given and returns the plan."""

    store: Store

    def build(self) -> ImportFixture:
        with self.store.write() as session:
            for code, name, kind in DEPARTMENTS:
                row = persons.upsert_department(session, code=code, name=name, kind=kind)
                seal_department(session, row, NOON)
        assert self.run(*BEFORE).refused == []
        return self

    def run(
        self, *rows: str, heading: str = HEADING, new: str = "", renamed: str = "", moves: str = "", dry: bool = False,
        skip: bool = False,
    ) -> Plan:  # fmt: skip
        """Options as on the command line, several apart by spaces. Nothing is written where anything is refused.

        `skip` leaves out rows with faults, as --skip-bad does.
        """
        options = AccountOptions(*(tuple(text.split()) for text in (new, renamed, moves)))
        table = [Row(number, tuple(text.split(","))) for number, text in enumerate((heading, *rows), 1)]
        with self.store.write() as session:
            reading = check(table, FORMS["people"], known(session))
            plan = planned(session, self.store.vault, "people", reading, options)
            plan.refused = [*([] if skip else reading.faults), *plan.refused]
            for step in () if plan.refused or dry else plan.steps:
                step(Transaction(session, self.store.vault, NOON))
        return plan

    def whole(self) -> dict[int, tuple[str, str, str, str, bool]]:
        """Everybody by number: name, department, roles, accounts, whether active."""
        with self.store.read() as session:
            return {person.id: _written(person) for person in everybody(session)}

    def who(self, user: str, platform: str = "wecom") -> Person:
        with self.store.read() as session:
            person = persons.by_account(session, platform, user)
        assert person is not None, user
        return person

    def number(self, user: str) -> int:
        return self.who(user).id


def outcomes(plan: Plan) -> list[str]:
    return [line.outcome.value for line in plan.lines]


def refused(plan: Plan) -> list[int]:
    return [fault.row for fault in plan.refused]


def changes(plan: Plan) -> Iterator[str]:
    for line in plan.lines:
        if line.outcome is RowOutcome.CHANGED:
            yield "；".join(map(str, line.changes))


def _written(person: Person) -> tuple[str, str, str, str, bool]:
    accounts = " ".join(f"{account.platform}:{account.user}" for account in person.accounts)
    return person.name, person.department.code, person.roles, accounts, person.active
