"""M14: sent is not read: an unread result is sent again, then to another account, then told by telephone."""

from __future__ import annotations

import json

from bot.ports import Blame, PlatformError
from regulation.states import Action, State
from store.cases import history
from store.people import persons
from tests.scheduler.fake_platform import FakePlatform, times
from tests.scheduler.rig import DIRECTOR, LEADER, OFFICER_A, OPERATOR, OPERATORS, PROPOSER, Rig
from tests.scheduler.test_leader_copies import buttons
from tests.staff import upsert_person

CALL = "请电话告知"
GONE = PlatformError("not in the app's range", retryable=False, code="81013", blame=Blame.RECEIVER)


def told(rig: Rig) -> str:
    """Notice sent on 2026-09-16 周三 10:00, limit 2026-09-17 周四; delivered and unread."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.clear_messages()
    return number


def second_account(rig: Rig, user: str = "zw") -> FakePlatform:
    """The proposer's account on another fake platform."""
    ding = FakePlatform(rig.clock.now, "dingtalk")
    object.__setattr__(rig.deps, "platforms", {**rig.deps.platforms, "dingtalk": ding})
    with rig.store.write() as session:
        known = persons.by_account(session, "wecom", PROPOSER)
        assert known is not None
        upsert_person(
            session,
            rig.store.vault,
            name=known.name,
            department_id=known.department_id,
            now=rig.now,
            accounts={"wecom": PROPOSER, "dingtalk": user},
        )
    return ding


def run_at(rig: Rig, moment: str) -> None:
    rig.at(moment)
    rig.run()
    rig.run()


def test_an_unread_result_is_first_repeated_in_the_same_chat(rig: Rig) -> None:
    number = told(rig)
    run_at(rig, "2026-09-16 周三 10:59")
    assert rig.platform.arrived == []
    run_at(rig, "2026-09-16 周三 11:00")
    assert [sent.user for sent in rig.platform.arrived] == [PROPOSER]
    again = rig.platform.to(PROPOSER, "请阅知办理结果", number, "已阅")
    assert len(again) == 1


def test_then_it_is_sent_to_the_next_account(rig: Rig) -> None:
    number, ding = told(rig), second_account(rig)
    run_at(rig, "2026-09-16 周三 11:59")
    assert ding.arrived == []
    run_at(rig, "2026-09-16 周三 12:00")
    assert [sent.user for sent in ding.arrived] == ["zw"]
    assert ding.to("zw", "办理结果告知", number)
    run_at(rig, "2026-09-16 周三 13:00")
    assert len(ding.arrived) == 1
    assert not rig.platform.to(OPERATOR, CALL)


def test_then_it_is_on_the_call_list_before_the_limit_ends(rig: Rig) -> None:
    """No telephone task once it was read or answered."""
    number, read, answered = told(rig), told(rig), told(rig)
    rig.send_text(PROPOSER, f"已阅 {read}")
    rig.act(answered, Action.CONFIRM, PROPOSER)
    run_at(rig, "2026-09-16 周三 13:59")
    assert not rig.platform.to(OPERATOR, CALL)
    run_at(rig, "2026-09-16 周三 14:00")
    for operator in OPERATORS:
        mine = rig.platform.to(operator, CALL)
        assert len(mine) == 1
        assert number in mine[0].text
        assert read not in mine[0].text
        assert answered not in mine[0].text
    assert not rig.platform.to(PROPOSER, "请阅知办理结果", read)


def test_an_automatic_notice_is_on_the_call_list_the_same_day(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    run_at(rig, "2026-09-17 周四 16:00")
    assert rig.ticket(number).state is State.CONFIRMING
    assert rig.platform.to(PROPOSER, "办理结果告知")
    run_at(rig, "2026-09-17 周四 16:30")
    assert len(rig.platform.to(OPERATOR, CALL)) == 1


def test_an_undeliverable_result_goes_to_the_next_account_at_once(rig: Rig) -> None:
    ding = second_account(rig)
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    rig.clear_messages()
    rig.platform.before = times(1, GONE)
    rig.act(number, Action.NOTIFY, OPERATOR)
    rig.deliver()
    assert [sent.user for sent in ding.to("zw", "办理结果告知")] == ["zw"]
    ding.arrived.clear()
    run_at(rig, "2026-09-16 周三 12:30")
    assert ding.arrived == [], "it has gone every way the directory knows"
    run_at(rig, "2026-09-16 周三 14:00")
    assert len(rig.platform.to(OPERATOR, CALL)) == 1


def test_refused_everywhere_the_centre_is_notified_at_once(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    rig.clear_messages()
    rig.at("2026-09-16 周三 20:00")
    rig.platform.before = lambda user, message: GONE if user == PROPOSER else None
    rig.act(number, Action.NOTIFY, OPERATOR)
    rig.deliver()
    for operator in OPERATORS:
        card = rig.platform.to(operator, f"{CALL} {number}")
        assert len(card) == 1
        assert buttons(card[0].message)["联系提出方"] == f"联系方式 {number}"
    run_at(rig, "2026-09-17 周四 13:00")
    assert rig.platform.to(OPERATOR, CALL, "未送达")


def test_a_call_is_recorded_from_the_card(rig: Rig) -> None:
    number = told(rig)
    run_at(rig, "2026-09-16 周三 14:00")
    pressed = buttons(rig.platform.to(OPERATOR, CALL)[0].message)
    assert "13800000001" not in rig.platform.to(OPERATOR, CALL)[0].text
    rig.clear_messages()
    rig.send_text(OPERATOR, pressed["联系提出方"])
    rig.deliver()
    opened = rig.platform.to(OPERATOR, "13800000001")
    assert len(opened) == 1
    answers = buttons(opened[0].message)
    assert list(answers) == ["已告知", "无人接听", "号码有误"]
    rig.send_text(OPERATOR, answers["无人接听"])
    rig.clear_messages()
    run_at(rig, "2026-09-17 周四 16:30")
    assert rig.platform.to(DIRECTOR, CALL, number), "nobody answered: it is on the list again before the limit"
    rig.send_text(OPERATOR, answers["已告知"])
    rig.clear_messages()
    run_at(rig, "2026-09-18 周五 10:00")
    assert not rig.platform.to(DIRECTOR, CALL)
    with rig.store.read() as session:
        calls = [line for line in history.lines(session, rig.ticket(number)) if line.action is Action.TELEPHONE]
        answered = [history.decision_of(line).data["answer"] for line in calls]
    assert answered == ["无人接听", "已告知"]
    assert {line.actor_id for line in calls} == {rig.person(OPERATOR).id}


def test_the_call_list_repeats_daily_until_somebody_is_reached(rig: Rig) -> None:
    told(rig)
    for moment in ("2026-09-16 周三 14:00", "2026-09-17 周四 16:30", "2026-09-18 周五 09:00", "2026-09-20 周日 09:00"):
        rig.clear_messages()
        run_at(rig, moment)
        assert len(rig.platform.to(OPERATOR, CALL)) == 1, moment
    rig.clear_messages()
    run_at(rig, "2026-09-19 周六 10:00")
    assert rig.platform.arrived == []


def test_two_machines_send_the_call_list_once(rig: Rig) -> None:
    told(rig)
    from scheduler.limits import unread_results
    from store.engine.session import Store
    from tests.bot.world import vault

    now, other = rig.at("2026-09-16 周三 14:00"), rig.machine(Store(rig.url, vault()))
    assert unread_results.sweep(rig.deps, now) + unread_results.sweep(other, now) == 1
    other.store.close()


def test_the_phone_number_is_shown_to_the_centre_only(rig: Rig) -> None:
    number = told(rig)
    for user in (OFFICER_A, LEADER, PROPOSER):
        rig.send_text(user, f"联系方式 {number}")
        rig.send_text(user, f"电话告知 {number} 已告知")
    rig.deliver()
    assert "13800000001" not in json.dumps([sent.text for sent in rig.platform.arrived])
    assert rig.ticket(number).seq == 9


def test_a_lookup_counts_as_read(rig: Rig) -> None:
    number = told(rig)
    rig.send_text(PROPOSER, f"查询 {number}")
    rig.clear_messages()
    for moment in ("2026-09-16 周三 11:00", "2026-09-16 周三 14:00", "2026-09-17 周四 16:30"):
        run_at(rig, moment)
    assert not rig.platform.to(OPERATOR, CALL)
    assert not rig.platform.to(PROPOSER, "请阅知办理结果")
