"""机构合并 in the middle of a case: limits run on, the heir goes on, and what is past stays under the old name."""

from __future__ import annotations

import pytest

from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Transaction
from importer.row_fields import FORMS, check
from importer.table_files import Row
from regulation.refusals import Refusal
from regulation.states import Action, State
from scheduler.limits import deadlines
from store.cases import history, who_acted
from store.cases.history_chain import heads, verify_lines
from store.people import persons
from tests.scheduler.rig import OFFICER_A, OPERATOR, Rig

HEIR = "liu.yang"  # officer of the department that the other one is merged into


def merge(rig: Rig) -> None:
    put(rig, "MKT,区市场监管局,否,CIV", "CIV,区民政和市场监管局,是,")


def put(rig: Rig, *rows: str) -> None:
    lines = enumerate(("code,name,active,merged_into", *rows), 1)
    table = [Row(number, tuple(text.split(","))) for number, text in lines]
    with rig.store.write() as session:
        reading = check(table, FORMS["departments"], known(session))
        plan = planned(session, rig.store.vault, "departments", reading, AccountOptions())
        assert [*reading.faults, *plan.refused] == []
        for step in plan.steps:
            step(Transaction(session, rig.store.vault, rig.now))


def told(rig: Rig, number: str, user: str) -> str:
    rig.clear_messages()
    rig.send_text(user, f"查询 {number}")
    rig.deliver()
    return "".join(sent.text for sent in rig.platform.to(user))


def acted(rig: Rig, number: str) -> list[tuple[str, str]]:
    with rig.store.read() as session:
        ticket = rig.ticket(number)
        lines = history.lines(session, ticket)
        by = who_acted.of_ticket(session, rig.store.vault, ticket, lines)
        return [(by[line.seq].name, by[line.seq].unit) for line in lines]


def held(rig: Rig, number: str) -> list[str]:
    with rig.store.read() as session:
        return [
            who_acted.departments_then(line).get(line.department_id or 0, "")
            for line in history.lines(session, rig.ticket(number))
        ]


@pytest.mark.parametrize("until", [Action.TRANSFER, Action.RECEIVE, Action.REPLY_REPAIR])
@pytest.mark.parametrize("user", [OFFICER_A, HEIR])
def test_the_heir_goes_on_with_the_case(rig: Rig, until: Action, user: str) -> None:
    number = rig.filed()
    rig.advance(number, until)
    before, people, units = rig.clock_of(number).due_on, acted(rig, number), held(rig, number)
    with pytest.raises(Refusal):
        rig.act(number, Action.RETURN, HEIR)
    merge(rig)
    assert rig.clock_of(number).due_on == before
    assert "已并入区民政和市场监管局" in told(rig, number, user)
    for action, _, given in rig.main_path():
        if [*Action].index(until) < [*Action].index(action) <= [*Action].index(Action.FINISH_REPAIR):
            rig.act(number, action, user, **given)
    assert rig.ticket(number).state is State.NOTIFYING
    assert acted(rig, number)[: len(people)] == people
    assert held(rig, number)[: len(units)] == units
    assert {unit for _, unit in acted(rig, number)[len(people) :]} == {"区民政和市场监管局"}
    with rig.store.read() as session:
        assert list(verify_lines(session, heads(session))) == []


def test_an_heir_that_is_merged_itself_hands_the_case_on(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    people, units = acted(rig, number), held(rig, number)
    merge(rig)
    put(rig, "CIV,区民政和市场监管局,否,EDU", "EDU,区社会事业局,是,")
    reply = {action: given for action, _, given in rig.main_path()}[Action.REPLY_REPAIR]
    rig.act(number, Action.REPLY_REPAIR, HEIR, **reply)
    assert (acted(rig, number)[:-1], held(rig, number)[: len(units)]) == (people, units)
    assert acted(rig, number)[-1][1] == "区社会事业局"
    with rig.store.read() as session:
        assert list(verify_lines(session, heads(session))) == []


def test_the_heirs_officers_are_reminded_and_dispatch(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    merge(rig)
    rig.clear_messages()
    rig.at("2026-09-22 周二 09:05")
    deadlines.sweep(rig.deps, rig.now)
    rig.deliver()
    assert rig.platform.to(OFFICER_A, number)
    assert not rig.platform.to(OPERATOR, number)
    with rig.store.read() as session:
        found = [person.name for person in persons.officers(session, rig.ticket(number).department_id or 0)]
    assert found == ["王芳", "刘洋", "赵磊"]  # A officers before B
    rig.send_text(HEIR, f"转派 {number} 孙丽")
    rig.deliver()
    handler = rig.ticket(number).handler_id
    assert handler == rig.person("sun.li").id


def test_another_department_has_no_part_in_it(rig: Rig) -> None:
    """What was not merged stays apart: the heir's own cases are not the merged one's."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    assert number not in told(rig, number, HEIR).replace(f"查询 {number}", "") or "没有" in told(rig, number, HEIR)
    merge(rig)
    rig.clear_messages()
    rig.send_text(HEIR, "我的待办")
    rig.deliver()
    assert rig.platform.to(HEIR, number)
