"""等保三级 8.1.5 with `security.two_persons`: what a roster grants waits for two security administrators."""

from __future__ import annotations

from datetime import timedelta

import pytest

from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.people.waiting_rights import NOBODY_LEFT, waiting_rights
from importer.plan import Plan, Transaction
from importer.row_fields import FORMS, check
from importer.table_files import Row
from store.people import role_grants
from tests.importing.import_fixture import NOON, ImportFixture, changes, outcomes

HEADING = "name,department,roles,wecom,active"
ADMINISTRATORS = ("安全甲,DSJ,security-administrator,sec.a,", "安全乙,DSJ,security-administrator,sec.b,")


@pytest.fixture
def two(directory: ImportFixture) -> ImportFixture:
    """The first administrators come by roster: nobody could confirm them."""
    plan = roster(directory, *ADMINISTRATORS)
    assert (plan.refused, directory.who("sec.b").roles) == ([], "security-administrator")
    return directory


def roster(directory: ImportFixture, *rows: str, moves: str = "", heading: str = HEADING) -> Plan:
    options = AccountOptions(accept_move=tuple(moves.split()))
    table = [Row(number, tuple(text.split(","))) for number, text in enumerate((heading, *rows), 1)]
    with directory.store.write() as session:
        reading = check(table, FORMS["people"], known(session))
        rights = waiting_rights(session, NOON - timedelta(days=5))
        plan = planned(session, directory.store.vault, "people", reading, options, rights)
        plan.refused += reading.faults
        for step in () if plan.refused else plan.steps:
            step(Transaction(session, directory.store.vault, NOON))
    return plan


def asked(directory: ImportFixture) -> list[tuple[int, str]]:
    with directory.store.read() as session:
        found = role_grants.open_requests(session, NOON - timedelta(days=5))
        assert {row.asked_by for row in found} <= {role_grants.FROM_ROSTER}
        return [(row.person_id, row.role) for row in found]


def test_a_new_persons_right_waits(two: ImportFixture) -> None:
    plan = roster(two, "新来的,MZJ,leader,new,")
    assert "申请角色 （空） → 分管领导（待安全管理员确认）" in str(plan.lines[0])
    assert (two.who("new").roles, asked(two)) == ("proposer", [(two.number("new"), "leader")])
    again = roster(two, "新来的,MZJ,leader,new,")
    assert (outcomes(again), asked(two)) == (["未变"], [(two.number("new"), "leader")])
    assert "分管领导待安全管理员确认" in str(again.lines[0])


def test_a_further_right_waits_and_one_taken_away_is_gone(two: ImportFixture) -> None:
    roster(two, "李娜,MZJ,leader,li.na,")
    assert (two.who("li.na").roles, asked(two)) == ("proposer", [(two.number("li.na"), "leader")])
    roster(two, "张伟,MZJ,officer-a leader,zhang.wei,")
    assert two.who("zhang.wei").roles == "officer-a"
    roster(two, "张伟,MZJ,proposer,zhang.wei,")
    assert two.who("zhang.wei").roles == "proposer"


@pytest.mark.parametrize("heading", [HEADING, "name,department,wecom,active"])
def test_a_right_in_another_department_and_of_somebody_who_comes_back_waits(two: ImportFixture, heading: str) -> None:
    def rows(unit: str, active: str) -> str:
        role = "officer-b," if "roles" in heading else ""
        return f"李娜,{unit},{role}li.na,{active}"

    roster(two, rows("JYJ", ""), heading=heading)
    assert (two.who("li.na").roles, asked(two)) == ("proposer", [(two.number("li.na"), "officer-b")])
    roster(two, "张伟,MZJ,officer-a,zhang.wei,否")
    plan = roster(two, "张伟,MZJ,officer-a,zhang.wei,是")
    assert (two.who("zhang.wei").roles, plan.refused) == ("proposer", [])
    assert "状态 停用 → 启用" in next(changes(plan))


def test_an_administrators_right_does_not_go_to_another_account_alone(two: ImportFixture) -> None:
    roster(two, "安全乙,DSJ,security-administrator,sec.new,", moves="sec.b=sec.new")
    assert (two.who("sec.new").roles, asked(two)) == ("proposer", [(two.number("sec.new"), "security-administrator")])
    roster(two, "张伟,MZJ,officer-a,zw.new,", moves="zhang.wei=zw.new")
    assert two.who("zw.new").roles == "officer-a"  # their limits run on


@pytest.mark.parametrize("row", ["{},proposer,{},", "{},security-administrator,{},否"])
def test_somebody_who_confirms_is_left(two: ImportFixture, row: str) -> None:
    gone = [row.format(f"安全{name},DSJ", f"sec.{user}") for name, user in (("甲", "a"), ("乙", "b"))]
    assert NOBODY_LEFT in [fault.text for fault in roster(two, *gone).refused]
    assert roster(two, gone[0]).refused == []


def test_without_two_persons_nothing_waits(directory: ImportFixture) -> None:
    directory.run(*(f"{row.rpartition(',')[0]}" for row in ADMINISTRATORS), heading="name,department,roles,wecom")
    directory.run("李娜,MZJ,leader,,li.na,,")
    assert (directory.who("li.na").roles, asked(directory)) == ("leader", [])
