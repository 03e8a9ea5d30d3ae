"""M7: reminders go to the officer who received the case; where they can't act, to the next in M7's order.

Transferred on 2026-09-16 周三, so the reply is due on the make-up 2026-09-20 周日.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from regulation.states import Action
from scheduler.limits import handover
from store.people import persons, stand_ins
from store.tables import Account
from tests.bot.district import PLATFORM
from tests.scheduler.rig import HANDLER, LEADER, OFFICER_A, OFFICER_B, OPERATOR, OPERATORS, PROPOSER, SUPERVISOR, Rig
from tests.scheduler.test_leader_copies import give_roles
from tests.staff import upsert_person

BEFORE, LAST, AFTER = "2026-09-18 周五 09:00", "2026-09-20 周日 09:00", "2026-09-21 周一 09:00"


def arrived(rig: Rig) -> str:
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    return number


def taken(rig: Rig, user: str = OFFICER_B) -> str:
    """By this officer, on the afternoon of the day it came."""
    number = arrived(rig)
    rig.at("2026-09-16 周三 15:00")
    rig.act(number, Action.RECEIVE, user)
    rig.clear_messages()
    return number


def reminded(rig: Rig, number: str, moment: str) -> set[str]:
    """Recipients of a reminder to act."""
    return _told(rig, number, moment, "请督促办理", wanted=False)


def copied(rig: Rig, number: str, moment: str) -> set[str]:
    return _told(rig, number, moment, "请督促办理", wanted=True)


def _told(rig: Rig, number: str, moment: str, mark: str, *, wanted: bool) -> set[str]:
    rig.at(moment)
    rig.run()
    of_limits = [sent for sent in rig.platform.arrived if number in sent.text and "逾期提示" not in sent.text]
    return {sent.user for sent in of_limits if (mark in sent.text) is wanted}


def leaves(rig: Rig, user: str) -> None:
    """Deactivated, as by an import of the directory."""
    with rig.store.write() as session:
        person = persons.by_account(session, PLATFORM, user)
        assert person is not None
        upsert_person(
            session, rig.store.vault, name=person.name, department_id=person.department_id, now=rig.now,
            accounts={PLATFORM: user}, active=False,
        )  # fmt: skip


def away(rig: Rig, user: str, deputy: str, first: date, last: date) -> None:
    who, by = rig.person(user).id, rig.person(deputy).id
    with rig.store.write() as session:
        stand_ins.set_stand_in(session, who, by, from_on=first, to_on=last, now=rig.now)


def handed(rig: Rig, number: str, by: str = OFFICER_B, to: str = HANDLER) -> None:
    colleague = rig.person(to)
    rig.act(number, Action.DISPATCH, by, handler_id=colleague.id, handler_department_id=colleague.department_id)
    rig.clear_messages()


@pytest.mark.parametrize("officer", [OFFICER_A, OFFICER_B])
def test_the_receiving_officer_is_reminded_and_no_other(rig: Rig, officer: str) -> None:
    number = taken(rig, officer)
    for moment in (BEFORE, LAST, AFTER):
        assert reminded(rig, number, moment) == {officer}, moment
        assert copied(rig, number, moment) == ({LEADER} if moment == AFTER else set())
        rig.clear_messages()


def test_a_reply_counts_as_receipt(rig: Rig) -> None:
    """P7: answered by B without 签收 on 2026-09-16 周三; seven working days end on 2026-09-24 周四."""
    number = arrived(rig)
    rig.act(number, Action.REPLY_REPAIR, OFFICER_B, finding="经核实登记地址确有错误", expected_on="2026-09-24")
    rig.clear_messages()
    assert rig.clock_of(number).due_on == date(2026, 9, 24)
    for moment in ("2026-09-23 周三 09:00", "2026-09-24 周四 09:00", "2026-09-28 周一 09:00"):
        assert reminded(rig, number, moment) == {OFFICER_B}, moment
        rig.clear_messages()


def test_repair_reminders_go_to_the_receiving_officer(rig: Rig) -> None:
    """B took it, A wrote the reply: the repair is B's."""
    number = taken(rig)
    rig.act(number, Action.REPLY_REPAIR, OFFICER_A, finding="经核实登记地址确有错误", expected_on="2026-09-24")
    rig.clear_messages()
    assert reminded(rig, number, "2026-09-24 周四 09:00") == {OFFICER_B}


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ((OFFICER_B,), {OFFICER_A}),
        ((OFFICER_B, OFFICER_A), {LEADER}),
        ((OFFICER_B, OFFICER_A, LEADER), set(OPERATORS)),
    ],
)
def test_after_a_departure_the_next_officer_is_reminded(rig: Rig, gone: tuple[str, ...], expected: set[str]) -> None:
    number = taken(rig)
    for user in gone:
        leaves(rig, user)
    for moment in (BEFORE, LAST, AFTER):
        told = reminded(rig, number, moment) | copied(rig, number, moment)
        assert told == (expected if moment != AFTER or LEADER in gone else expected | {LEADER}), moment
        rig.clear_messages()


def test_without_the_role_the_receiving_officer_is_not_reminded(rig: Rig) -> None:
    number = taken(rig)
    give_roles(rig, OFFICER_B, "proposer")
    assert reminded(rig, number, BEFORE) == {OFFICER_A}


def test_the_receiving_officers_stand_in_is_reminded(rig: Rig) -> None:
    number = taken(rig)
    away(rig, OFFICER_B, HANDLER, date(2026, 9, 18), date(2026, 9, 18))
    assert reminded(rig, number, BEFORE) == {HANDLER}
    rig.clear_messages()
    assert reminded(rig, number, LAST) == {OFFICER_B}


def test_a_case_received_by_a_stand_in_returns_to_the_represented_officer(rig: Rig) -> None:
    """The right to act ends with the absence, and a reminder is for somebody who can act (regulation/README)."""
    away(rig, OFFICER_A, HANDLER, date(2026, 9, 16), date(2026, 9, 18))
    number = arrived(rig)
    rig.send_text(HANDLER, f"签收 {number}")
    rig.clear_messages()
    assert rig.ticket(number).received_at is not None
    assert reminded(rig, number, BEFORE) == {HANDLER}
    rig.clear_messages()
    for moment in (LAST, AFTER):
        assert reminded(rig, number, moment) == {OFFICER_A}, moment
        rig.clear_messages()


def test_b_standing_in_for_a_is_the_receiving_officer(rig: Rig) -> None:
    away(rig, OFFICER_A, OFFICER_B, date(2026, 9, 16), date(2026, 9, 17))
    number = arrived(rig)
    rig.send_text(OFFICER_B, f"签收 {number}")
    rig.clear_messages()
    assert reminded(rig, number, BEFORE) == {OFFICER_B}


def test_the_handler_then_the_receiving_officer_is_reminded(rig: Rig) -> None:
    number = taken(rig)
    handed(rig, number)
    assert reminded(rig, number, BEFORE) == {HANDLER}
    rig.clear_messages()
    assert reminded(rig, number, LAST) == {HANDLER, OFFICER_B}
    rig.clear_messages()
    rig.act(number, Action.TAKE_BACK, HANDLER)
    rig.clear_messages()
    assert reminded(rig, number, AFTER) == {OFFICER_B}


def test_dispatched_before_anybody_received_it(rig: Rig) -> None:
    number = arrived(rig)
    handed(rig, number)
    rig.act(number, Action.RECEIVE, HANDLER)
    rig.clear_messages()
    assert reminded(rig, number, LAST) == {HANDLER, OFFICER_B}


@pytest.mark.parametrize("gone", [leaves, lambda rig, user: _unplugged(rig, user)], ids=["left", "no account"])
def test_a_departed_handler_is_replaced_by_the_receiving_officer(rig: Rig, gone: Callable[[Rig, str], None]) -> None:
    number = taken(rig)
    handed(rig, number)
    gone(rig, HANDLER)
    for moment in (BEFORE, LAST, AFTER):
        assert reminded(rig, number, moment) == {OFFICER_B}, moment
        rig.clear_messages()


def _unplugged(rig: Rig, user: str) -> None:
    with rig.store.write() as session:
        session.query(Account).filter_by(user_key=user).delete()


@pytest.mark.parametrize(("first", "second"), [(OFFICER_A, OFFICER_B), (OFFICER_B, OFFICER_A)])
def test_the_last_receipt_counts(rig: Rig, first: str, second: str) -> None:
    """Taken by one and given back; it comes again, and this time the other takes it."""
    number = taken(rig, first)
    rig.act(number, Action.RETURN, first, basis="不属本部门职责", suggested_department_id=rig.department("CIV"))
    rig.act(number, Action.TRANSFER, OPERATOR, department_id=rig.department(), target="responsible", basis="目录载明")
    rig.act(number, Action.RECEIVE, second)
    rig.clear_messages()
    for moment in (BEFORE, LAST, AFTER):
        assert reminded(rig, number, moment) == {second}, moment
        rig.clear_messages()


def test_after_a_transfer_the_former_department_is_not_reminded(rig: Rig) -> None:
    number = taken(rig)
    civil = rig.department("CIV")
    rig.act(number, Action.RETURN, OFFICER_B, basis="不属本部门职责", suggested_department_id=civil)
    rig.act(number, Action.TRANSFER, OPERATOR, department_id=civil, target="responsible", basis="目录载明")
    rig.clear_messages()
    for moment in (BEFORE, LAST, AFTER):
        told = reminded(rig, number, moment) | copied(rig, number, moment)
        assert told, moment
        assert not told & {OFFICER_A, OFFICER_B, LEADER}, moment
        rig.clear_messages()


def test_a_rejected_result_must_be_received_again(rig: Rig) -> None:
    """P9: the next round goes to A first, as the first did."""
    number = taken(rig)
    rig.act(number, Action.REPLY_CORRECT, OFFICER_B, finding="经核实与证照一致", basis="登记档案")
    rig.act(number, Action.NOTIFY, OPERATOR)
    rig.act(number, Action.REJECT, PROPOSER, reason="证照上是88号")
    rig.deliver()
    assert rig.platform.to(OFFICER_A, number, "签收")
    assert not rig.platform.to(OFFICER_B, number, "签收")
    rig.clear_messages()
    rig.act(number, Action.RECEIVE, OFFICER_A)
    rig.clear_messages()
    assert reminded(rig, number, BEFORE) == {OFFICER_A}


def test_urging_notifies_only_the_receiving_officer(rig: Rig) -> None:
    number = taken(rig)
    rig.act(number, Action.URGE, LEADER)
    rig.deliver()
    assert {sent.user for sent in rig.platform.arrived if number in sent.text} == {OFFICER_B}


def test_closing_notifies_only_the_receiving_officer(rig: Rig) -> None:
    number = taken(rig)
    rig.act(number, Action.REPLY_CORRECT, OFFICER_B, finding="经核实与证照一致", basis="登记档案")
    rig.act(number, Action.NOTIFY, OPERATOR)
    rig.deliver()
    rig.platform.arrived.clear()
    rig.act(number, Action.CONFIRM, PROPOSER)
    rig.deliver()
    told = {sent.user for sent in rig.platform.arrived if number in sent.text}
    assert OFFICER_B in told
    assert OFFICER_A not in told


def test_digest_and_list_name_the_receiving_officer(rig: Rig) -> None:
    number = taken(rig)
    rig.at(AFTER)
    rig.later(minutes=1)
    rig.run()
    assert rig.platform.to(LEADER, "逾期提示", number, "赵磊")
    assert rig.platform.to(SUPERVISOR, "逾期提示", number, "赵磊")
    rig.clear_messages()
    handed(rig, number)
    rig.send_text(LEADER, "逾期")
    rig.deliver()
    assert rig.platform.to(LEADER, number, "孙丽")
    leaves(rig, HANDLER)
    leaves(rig, OFFICER_B)
    rig.clear_messages()
    rig.send_text(LEADER, "逾期")
    rig.deliver()
    assert rig.platform.to(LEADER, number, "区市场监管局")
    assert not rig.platform.to(LEADER, "赵磊")


def test_only_tasks_of_the_absent_officer_are_handed_over(rig: Rig) -> None:
    """A is away: what B took is not A's stand-in's. B leaves: A gets it."""
    handover.sweep(rig.deps, rig.now)
    of_a, of_b = taken(rig, OFFICER_A), taken(rig)
    away(rig, OFFICER_A, HANDLER, date(2026, 9, 17), date(2026, 9, 17))
    handover.sweep(rig.deps, rig.at("2026-09-17 周四 09:00"))
    rig.deliver()
    (said,) = rig.platform.to(HANDLER, "请接手办理")
    assert of_a in said.text
    assert of_b not in said.text
    rig.clear_messages()
    leaves(rig, OFFICER_B)
    handover.sweep(rig.deps, rig.at("2026-09-18 周五 09:30"))
    rig.deliver()
    assert rig.platform.to(OFFICER_A, "请接手办理", of_b)


def test_handed_over_to_the_centre_where_a_department_has_nobody_left(rig: Rig) -> None:
    """The director has done nothing on it so far; the operator who transferred it knows of it."""
    handover.sweep(rig.deps, rig.now)
    number = taken(rig)
    for user in (OFFICER_A, OFFICER_B, LEADER):
        leaves(rig, user)
    handover.sweep(rig.deps, rig.at("2026-09-17 周四 09:00"))
    rig.deliver()
    assert {sent.user for sent in rig.platform.arrived if number in sent.text} <= set(OPERATORS)
