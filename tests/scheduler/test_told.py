"""送达: a limit of the proposer begins when the platform took the notice, and a result counts as told then (M14)."""

from __future__ import annotations

from bot.ports import Blame, PlatformError
from regulation.states import Action, ClockKind, State, Verdict
from store.lists import centre_tasks, ticket_lists
from store.lists.centre_tasks import Waiting
from store.people import persons
from tests.days import day
from tests.scheduler.rig import OFFICER_A, OPERATOR, PROPOSER, Rig

GONE = PlatformError("not in the app's range", retryable=False, code="81013", blame=Blame.RECEIVER)


def test_a_supplement_limit_begins_with_delivery(rig: Rig) -> None:
    """P3: asked on Wednesday, delivered on Thursday: three working days from Thursday, the make-up Sunday included."""
    number = rig.filed()
    rig.act(number, Action.ASK_SUPPLEMENT, OPERATOR, other="请补充截图")
    assert rig.ticket(number).to_tell == Action.ASK_SUPPLEMENT
    assert [clock for clock in rig.ticket(number).clocks if clock.kind is ClockKind.SUPPLEMENT] == []
    rig.at("2026-09-17 周四 10:00")
    rig.deliver()
    ticket = rig.ticket(number)
    assert ticket.to_tell == ""
    assert rig.clock_of(number).due_on == day("2026-09-21 周一")
    rig.deliver()
    redrawn = [sent.text for sent in rig.platform.updated if sent.user == PROPOSER]
    assert any("2026-09-21 周一" in text for text in redrawn), "told a day later, the card names the day that counts"


def test_a_result_is_told_when_it_was_delivered(rig: Rig) -> None:
    """M14: the notice limit gets its verdict at delivery; until then the days are the centre's."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    ticket = rig.ticket(number)
    assert (ticket.state, ticket.to_tell) == (State.NOTIFYING, Action.NOTIFY)
    rig.deliver()
    ticket = rig.ticket(number)
    notice = next(clock for clock in ticket.clocks if clock.kind is ClockKind.NOTICE)
    assert (ticket.state, notice.verdict) == (State.CONFIRMING, Verdict.IN_TIME)
    assert rig.clock_of(number).kind is ClockKind.CONFIRM


def test_a_second_delivery_changes_nothing(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.deliver()
    seq = rig.ticket(number).seq
    rig.deliver()
    assert rig.ticket(number).seq == seq


def test_a_department_that_no_message_reaches_is_listed_until_it_is_telephoned(rig: Rig) -> None:
    """M7, settled point 16: the reply limit runs from 转交; the centre telephones, recorded."""
    number = rig.filed()
    rig.advance(number, Action.CLEAR_PLATFORM)
    owner = {"department_id": rig.department("EDU"), "target": "responsible", "basis": "职责清单载明由其负责"}
    rig.act(number, Action.TRANSFER, OPERATOR, **owner)
    rig.at("2026-09-17 周四 09:20")
    rig.run()
    assert rig.platform.to(OPERATOR, number[-4:], "待致电")
    rig.act(number, Action.CALL_DEPARTMENT, OPERATOR, called="办公室值班员")
    rig.clear_messages()
    rig.at("2026-09-18 周五 09:20")
    rig.run()
    assert not rig.platform.to(OPERATOR, "待致电")


def test_who_cannot_be_reached_is_on_the_daily_list(rig: Rig) -> None:
    """Nothing lapses before it was told; the centre reads each working day whom it has not told yet."""
    rig.platform.before = lambda user, _message: GONE if user == PROPOSER else None
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.deliver()
    assert rig.ticket(number).to_tell == Action.NOTIFY
    for moment in ("2026-09-21 周一 10:00", "2026-09-22 周二 10:00", "2026-10-20 周二 10:00"):
        rig.clear_messages()
        rig.at(moment)
        rig.run()
        assert rig.platform.to(OPERATOR, number[-4:], "未送达"), moment
    assert rig.ticket(number).state is State.NOTIFYING


def test_the_daily_list_leads_to_what_it_names(rig: Rig) -> None:
    """Its button is 我的待办: who reads the list finds every ticket of it there, whatever the reason (M5)."""
    silent, lapsed, untold = rig.filed(), rig.filed(), rig.filed()
    rig.advance(silent, Action.RECEIVE)
    rig.act(silent, Action.REPLY_COOPERATE, OFFICER_A, finding="原始凭证缺失，无法核对登记地址",
            way="现场核对原始凭证", steps="携带租赁合同原件到三楼窗口核对")  # fmt: skip
    rig.act(lapsed, Action.ASK_SUPPLEMENT, OPERATOR, other="请补充截图")
    rig.deliver()
    rig.platform.before = lambda user, _message: GONE if user == PROPOSER else None
    rig.advance(untold, Action.NOTIFY)
    for moment in ("2026-09-22 周二 10:00", "2026-09-25 周五 10:00", "2026-09-28 周一 10:00"):
        rig.at(moment)
        rig.run()
    with rig.store.read() as session:
        staffed = {rig.person(OFFICER_A).department_id}
        items = centre_tasks.find(session, rig.now, rig.now.date(), rig.now, staffed)
        listed = {item.number: item.why for item in items}
        operator = persons.actor_of(rig.person(OPERATOR))
        tasks = {ticket.number for ticket in ticket_lists.open_for(session, operator)}
    assert listed == {silent: Waiting.UNCOOPERATIVE, lapsed: Waiting.LAPSED, untold: Waiting.UNTOLD}
    assert set(listed) <= tasks
