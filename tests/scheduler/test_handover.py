"""M7: on an absence or departure pending tasks are handed over, once each; the limits run on."""

from __future__ import annotations

from datetime import date

from regulation.states import Action
from scheduler.limits import handover
from store.engine.session import Store
from store.people import stand_ins
from tests.bot.world import vault
from tests.scheduler.rig import HANDLER, LEADER, OFFICER_A, OFFICER_B, Rig
from tests.scheduler.test_leader_copies import give_roles

TITLE = "请接手办理"


def lying(rig: Rig, until: Action = Action.TRANSFER) -> str:
    """With the department since 2026-09-16 周三 10:00; A has it."""
    handover.sweep(rig.deps, rig.now)
    number = rig.filed()
    rig.advance(number, until)
    rig.clear_messages()
    return number


def away(rig: Rig, user: str, deputy: str, day: date = date(2026, 9, 17)) -> None:
    with rig.store.write() as session:
        stand_ins.set_stand_in(
            session, rig.person(user).id, rig.person(deputy).id, from_on=day, to_on=date(2026, 9, 30), now=rig.now
        )


def swept(rig: Rig, moment: str) -> None:
    now = rig.at(moment)
    handover.sweep(rig.deps, now)
    handover.sweep(rig.deps, now)
    rig.deliver()


def test_a_stand_in_gets_open_tasks_on_the_first_day(rig: Rig) -> None:
    first, second = lying(rig), lying(rig, Action.RECEIVE)
    away(rig, OFFICER_A, HANDLER)
    swept(rig, "2026-09-16 周三 17:00")
    assert rig.platform.arrived == []
    swept(rig, "2026-09-17 周四 08:59")
    assert rig.platform.arrived == []
    swept(rig, "2026-09-17 周四 09:00")
    assert [sent.user for sent in rig.platform.arrived] == [HANDLER]
    said = rig.platform.to(HANDLER, f"{TITLE}：2件")[0].text
    assert first in said
    assert second in said
    assert "99号" not in said
    assert "张伟" not in said
    rig.send_text(HANDLER, f"签收 {first}")
    assert rig.ticket(first).received_at is not None


def test_a_new_officer_gets_the_open_tasks_of_the_former(rig: Rig) -> None:
    number = lying(rig)
    give_roles(rig, OFFICER_A, "proposer")
    swept(rig, "2026-09-16 周三 11:00")
    assert rig.platform.to(OFFICER_B, TITLE, number)
    give_roles(rig, HANDLER, "officer-a")
    rig.clear_messages()
    swept(rig, "2026-09-16 周三 11:01")
    assert [sent.user for sent in rig.platform.arrived] == [HANDLER]


def test_a_task_already_known_is_not_handed_over(rig: Rig) -> None:
    """B has had the task since half a working day; A is absent afterwards."""
    number = lying(rig)
    rig.at("2026-09-16 周三 14:00")
    rig.run()
    assert rig.platform.to(OFFICER_B, number)
    rig.clear_messages()
    away(rig, OFFICER_A, OFFICER_B)
    swept(rig, "2026-09-17 周四 09:00")
    assert rig.platform.arrived == []


def test_who_stands_in_for_a_is_not_asked_again_as_b(rig: Rig) -> None:
    """B had it as A's stand-in from the beginning: after half a working day it is escalated to the leader."""
    handover.sweep(rig.deps, rig.now)
    away(rig, OFFICER_A, OFFICER_B, date(2026, 9, 16))
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.deliver()
    assert rig.platform.to(OFFICER_B, number, "签收")
    rig.clear_messages()
    rig.at("2026-09-16 周三 14:00")
    rig.run()
    rig.at("2026-09-17 周四 09:30")
    rig.run()
    assert [sent.user for sent in rig.platform.arrived if number in sent.text] == [LEADER]


def test_a_circle_of_stand_ins_still_finds_a_recipient(rig: Rig) -> None:
    """Circular stand-ins (A names B, B names A): each gets the other's tasks, none is stuck."""
    away(rig, OFFICER_A, OFFICER_B, date(2026, 9, 16))
    away(rig, OFFICER_B, OFFICER_A, date(2026, 9, 16))
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.deliver()
    assert rig.platform.to(OFFICER_B, number, "签收")


def test_a_chain_of_stand_ins_is_followed(rig: Rig) -> None:
    away(rig, OFFICER_A, OFFICER_B, date(2026, 9, 16))
    away(rig, OFFICER_B, HANDLER, date(2026, 9, 16))
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.deliver()
    assert rig.platform.to(HANDLER, number, "签收")
    assert not rig.platform.to(OFFICER_B, number)


def test_two_machines_hand_over_once(rig: Rig) -> None:
    lying(rig)
    away(rig, OFFICER_A, HANDLER)
    now, other = rig.at("2026-09-17 周四 09:00"), rig.machine(Store(rig.url, vault()))
    assert handover.sweep(rig.deps, now) + handover.sweep(other, now) == 1
    other.store.close()


def test_a_limit_whose_extension_waits_is_handed_over_as_waiting(rig: Rig) -> None:
    """P7 (本系统约定): not overdue before the decision, nor is the centre's day for it the department's."""
    number = lying(rig, Action.REPLY_REPAIR)
    rig.act(number, Action.EXTEND, OFFICER_A, days=20, reason="街道重采", ground="regather", expected_on="2026-10-12")
    rig.clear_messages()
    away(rig, OFFICER_A, HANDLER, date(2026, 9, 28))
    swept(rig, "2026-09-28 周一 09:00")
    said = rig.platform.to(HANDLER, f"{TITLE}：1件")[0].text
    assert "待批" in said
    assert "超" not in said
