"""M4, M7: who leaves the directory loses rights and duties at once; the tasks go on, the centre is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from bot import call_json
from bot.commands import COMMANDS
from bot.dispatch import Dispatcher
from bot.ports import Call, CallKind
from regulation.states import Action
from scheduler.limits import handover
from store.cases import tickets
from store.messages import held_cards
from store.messages.inbox_writer import InboxWriter
from store.people import directory_events, persons, stand_ins
from store.record_checks import row_check
from store.tables import Account, Person
from tests.bot.district import PLATFORM
from tests.scheduler.rig import HANDLER, LEADER, OFFICER_A, OFFICER_B, OPERATOR, PROPOSER, Rig

LEFT, BACK, CHECK = "人员离开", "帐号恢复", "请核对帐号"


def happens(rig: Rig, user: str, kind: CallKind = CallKind.DIRECTORY, at: datetime | None = None, **said: str) -> None:
    """One event of the directory, through the inbox; every one is a message of its own."""
    values = {name: (value,) for name, value in said.items()}
    call = Call(PLATFORM, f"event-{uuid4().hex}", user, kind, at or rig.now, values=values)
    writer = InboxWriter(rig.store)
    writer.put(call.platform, call.message_id, call.user, call_json.encode(call), rig.now)
    writer.close()
    dispatcher = Dispatcher(rig.store, rig.laws, lambda: rig.deps.dialects, COMMANDS)
    while dispatcher.run_once(rig.now):
        pass
    rig.deliver()


def knows(rig: Rig, user: str) -> str:
    with rig.store.read() as session:
        found = persons.by_account(session, PLATFORM, user)
        return found.name if found else ""


def lying(rig: Rig, until: Action = Action.RECEIVE) -> str:
    handover.sweep(rig.deps, rig.now)
    number = rig.filed()
    rig.advance(number, until)
    rig.clear_messages()
    rig.later(minutes=1)
    return number


def test_a_deleted_officer_has_no_rights_and_the_next_on_the_ladder_has_the_task(rig: Rig) -> None:
    number = lying(rig)
    happens(rig, OFFICER_A, change="deleted")
    assert knows(rig, OFFICER_A) == ""
    (told,) = rig.platform.to(OPERATOR, LEFT, number)
    assert "赵磊" in told.text
    with rig.store.read() as session:
        assert [row.name for row in persons.officers(session, rig.department())] == ["赵磊"]
    rig.clear_messages()
    handover.sweep(rig.deps, rig.now)
    rig.deliver()
    assert [sent.user for sent in rig.platform.arrived] == [OFFICER_B]
    rig.send_text(OFFICER_A, f"查询 {number}")
    rig.deliver()
    assert rig.platform.to(OFFICER_A, "还没有登记")


def test_a_colleague_with_a_dispatched_task_who_leaves_has_it_handed_over(rig: Rig) -> None:
    """A handler has no standing duty: duties are the same as before, the task has nobody."""
    number = lying(rig)
    rig.act(
        number, Action.DISPATCH, OFFICER_A, handler_id=rig.person(HANDLER).id, handler_department_id=rig.department()
    )
    rig.clear_messages()
    rig.later(minutes=1)
    happens(rig, HANDLER, CallKind.LEAVE)
    assert rig.platform.to(OPERATOR, LEFT, number, "王芳")


def test_with_all_officers_gone_the_leader_has_it(rig: Rig) -> None:
    number = lying(rig, Action.TRANSFER)
    happens(rig, OFFICER_A, CallKind.LEAVE)
    happens(rig, OFFICER_B, change="changed", status="off")
    assert rig.platform.to(OPERATOR, LEFT, number, "吴刚")
    handover.sweep(rig.deps, rig.now)
    rig.deliver()
    assert rig.platform.to(LEADER, "没有联络专员", number)  # a leader can't act: they see to it that somebody can


def test_the_own_cases_of_a_leaver_are_named(rig: Rig) -> None:
    number = lying(rig)
    happens(rig, PROPOSER, change="deleted")
    assert rig.platform.to(OPERATOR, LEFT, number, "电话告知")


def test_stand_ins_end_in_both_directions(rig: Rig) -> None:
    lying(rig)
    with rig.store.write() as session:
        for absent, deputy in ((OFFICER_A, HANDLER), (OFFICER_B, OFFICER_A)):
            ids = [rig.person(user).id for user in (absent, deputy)]
            stand_ins.set_stand_in(session, *ids, from_on=date(2026, 9, 1), to_on=date(2026, 9, 30), now=rig.now)
    colleague = rig.person(HANDLER).id
    happens(rig, OFFICER_A, change="deleted")
    with rig.store.read() as session:
        assert stand_ins.stands_in_for(session, colleague, date(2026, 9, 16)) == []
        assert stand_ins.stand_ins_of(session, date(2026, 9, 16)) == {}


def test_who_enters_the_visible_range_again_has_the_rights_of_the_roster(rig: Rig) -> None:
    lying(rig)
    happens(rig, OFFICER_A, CallKind.LEAVE)
    with rig.store.write() as session:
        session.query(Person).filter_by(name_index="王芳").update({"roles": "proposer"})
    rig.later(minutes=1)
    happens(rig, OFFICER_A, CallKind.ENTER)
    assert knows(rig, OFFICER_A) == "王芳"
    assert rig.platform.to(OPERATOR, BACK, "王芳")
    with rig.store.read() as session:
        assert [row.name for row in persons.officers(session, rig.department())] == ["赵磊"]


def test_whom_the_roster_ended_meanwhile_does_not_come_back(rig: Rig) -> None:
    lying(rig)
    happens(rig, OFFICER_A, CallKind.LEAVE)
    with rig.store.write() as session:
        session.query(Person).filter_by(name_index="王芳").update({"left_at": None})  # as an import with 否 does
    rig.later(minutes=1)
    happens(rig, OFFICER_A, CallKind.ENTER)
    assert knows(rig, OFFICER_A) == ""


def test_a_message_that_is_older_than_the_leaving_restores_nothing(rig: Rig) -> None:
    lying(rig)
    happens(rig, OFFICER_A, CallKind.LEAVE)
    happens(rig, OFFICER_A, CallKind.ENTER, at=rig.now - timedelta(seconds=30))
    assert knows(rig, OFFICER_A) == ""


def test_a_deleted_id_comes_back_only_under_the_same_name(rig: Rig) -> None:
    """The successor at the same desk has the account of the leaver, and a message from it proves nothing."""
    lying(rig)
    happens(rig, OFFICER_A, change="deleted")
    rig.later(minutes=1)
    happens(rig, OFFICER_A, CallKind.ENTER)
    assert knows(rig, OFFICER_A) == ""
    happens(rig, OFFICER_A, change="added", name="王新来")
    assert knows(rig, OFFICER_A) == ""
    assert rig.platform.to(OPERATOR, CHECK, "王新来", "王芳")
    rig.later(minutes=1)
    happens(rig, OFFICER_A, CallKind.ENTER)
    assert knows(rig, OFFICER_A) == ""
    happens(rig, OFFICER_A, change="added", name="王芳")
    assert knows(rig, OFFICER_A) == "王芳"


def test_a_successor_whose_predecessor_was_never_reported_gets_none_of_their_rights(rig: Rig) -> None:
    lying(rig)
    happens(rig, OFFICER_A, change="added", name="王新来")
    assert knows(rig, OFFICER_A) == ""
    assert rig.platform.to(OPERATOR, CHECK, "王新来")


@pytest.mark.parametrize("order", [("deleted", "left"), ("left", "deleted")])
@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_deleted_id_stays_deleted_in_any_order(
    small_rig: Rig, order: tuple[str, str], *, deleted_first: bool
) -> None:
    """The platform reports both; a message under the id may be the successor's."""
    rig = small_rig
    lying(rig)
    early, late = rig.now, rig.now + timedelta(seconds=1)
    for what in order:
        at = early if (what == "deleted") == deleted_first else late
        if what == "deleted":
            happens(rig, OFFICER_A, change="deleted", at=at)
        else:
            happens(rig, OFFICER_A, CallKind.LEAVE, at=at)
    rig.later(minutes=5)
    happens(rig, OFFICER_A, CallKind.ENTER)
    assert knows(rig, OFFICER_A) == ""


def test_leaving_and_returning_is_on_record(small_rig: Rig) -> None:
    """The record vouches for who is active and for which accounts are gone: a rewrite of either is found."""
    rig = small_rig
    lying(rig)
    before = set(row_check.check_rows(rig.store))  # the test's own district is not sealed
    for _ in range(2):
        happens(rig, OFFICER_A, CallKind.LEAVE)
        assert set(row_check.check_rows(rig.store)) <= before
        rig.later(minutes=1)
        happens(rig, OFFICER_A, CallKind.ENTER)
        assert set(row_check.check_rows(rig.store)) <= before
        rig.later(minutes=1)
    happens(rig, OFFICER_A, change="changed", new_user="wf2")
    assert set(row_check.check_rows(rig.store)) <= before
    happens(rig, "wf2", change="deleted")
    with rig.store.write() as session:
        session.query(Account).filter_by(user_key="wf2").update({"gone": False})
    assert not set(row_check.check_rows(rig.store)) <= before


def test_a_namesake_with_another_id_is_not_the_leaver(rig: Rig) -> None:
    lying(rig)
    happens(rig, OFFICER_A, change="deleted")
    rig.later(minutes=1)
    happens(rig, "wang.fang2", change="added", name="王芳")
    assert (knows(rig, OFFICER_A), knows(rig, "wang.fang2")) == ("", "")


def test_a_new_user_id_moves_the_account_with_what_waits_for_it(rig: Rig) -> None:
    number = lying(rig)
    rig.post(OFFICER_A, "等着送达")
    happens(rig, OFFICER_A, change="changed", new_user="Wang.Fang.New")
    assert (knows(rig, OFFICER_A), knows(rig, "wang.fang.new")) == ("", "王芳")
    assert rig.platform.to("Wang.Fang.New", "等着送达")
    rig.send_text("wang.fang.new", f"查询 {number}")
    rig.deliver()
    assert rig.platform.to("wang.fang.new", number)


def test_a_new_id_that_is_somebody_elses_is_not_merged(rig: Rig) -> None:
    lying(rig)
    happens(rig, OFFICER_A, change="changed", new_user=OFFICER_B)
    assert (knows(rig, OFFICER_A), knows(rig, OFFICER_B)) == ("", "赵磊")
    assert rig.platform.to(OPERATOR, CHECK, "没有合并")


def test_repeated_and_late_events_change_nothing(rig: Rig) -> None:
    lying(rig)
    early, late = rig.now, rig.now + timedelta(seconds=20)
    happens(rig, OFFICER_A, change="changed", new_user="wf2", at=early)
    happens(rig, OFFICER_A, change="changed", new_user="wf3", at=early)  # the same again
    assert knows(rig, "wf2") == "王芳"
    happens(rig, "wf2", change="deleted", at=late)
    happens(rig, "wf2", change="added", name="王芳", at=late + timedelta(seconds=1))
    rig.clear_messages()
    happens(rig, "wf2", change="deleted", at=late)
    happens(rig, "wf2", CallKind.LEAVE, at=early)
    assert knows(rig, "wf2") == "王芳"
    assert rig.platform.arrived == []


def test_a_leaving_that_overtook_the_new_id_counts(rig: Rig) -> None:
    lying(rig)
    happens(rig, "wf2", change="deleted", at=rig.now + timedelta(seconds=5))
    happens(rig, OFFICER_A, change="changed", new_user="wf2")
    assert (knows(rig, OFFICER_A), knows(rig, "wf2")) == ("", "")
    assert rig.platform.to(OPERATOR, LEFT, "王芳")


def test_one_of_two_accounts_that_leaves_ends_no_duty(rig: Rig) -> None:
    lying(rig)
    with rig.store.write() as session:
        session.add(Account(platform=PLATFORM, user="d1", user_key="d1", person_id=rig.person(OFFICER_A).id))
    happens(rig, OFFICER_A, change="deleted")
    assert knows(rig, OFFICER_A) == ""
    assert rig.platform.to(OPERATOR, "帐号停用")
    with rig.store.read() as session:
        assert [row.name for row in persons.officers(session, rig.department())] == ["王芳", "赵磊"]


def test_an_account_of_a_platform_that_is_not_served_keeps_no_rights(rig: Rig) -> None:
    """A roster names DingTalk accounts long before the district has DingTalk: nobody can come in by them."""
    number = lying(rig)
    with rig.store.write() as session:
        session.add(Account(platform="dingtalk", user="d1", user_key="d1", person_id=rig.person(OFFICER_A).id))
    happens(rig, OFFICER_A, change="deleted")
    assert rig.platform.to(OPERATOR, LEFT, number)
    with rig.store.read() as session:
        assert [row.name for row in persons.officers(session, rig.department())] == ["赵磊"]
    happens(rig, OFFICER_A, change="added", name="王芳", at=rig.now + timedelta(seconds=1))
    assert knows(rig, OFFICER_A) == "王芳"


def test_an_account_of_somebody_the_roster_has_ended_says_so(rig: Rig) -> None:
    lying(rig)
    with rig.store.write() as session:
        session.get_one(Person, rig.person(HANDLER).id).active = False
    happens(rig, HANDLER, change="deleted")
    (told,) = rig.platform.to(OPERATOR, "帐号停用")
    assert "另有帐号" not in told.text


def test_the_last_operator_who_leaves_is_reported_to_the_supervising_office(rig: Rig) -> None:
    lying(rig)
    happens(rig, OPERATOR, change="deleted")
    happens(rig, "zhou.jie", change="deleted")
    assert rig.platform.to("chen.mo", LEFT, "周杰")


def test_a_deletion_delayed_past_the_roster_that_gave_the_id_anew_ends_nobody(rig: Rig) -> None:
    """The event is of whoever had the id before; one of a later second is of the new holder."""
    lying(rig)
    with rig.store.write() as session:
        row = directory_events.account(session, PLATFORM, OFFICER_A)
        assert row is not None
        row.since = rig.now
    for change in ("deleted", "added"):
        happens(rig, OFFICER_A, change=change, name="前任", at=rig.now - timedelta(seconds=1))
    happens(rig, OFFICER_A, CallKind.LEAVE, at=rig.now - timedelta(hours=1))
    assert knows(rig, OFFICER_A) == "王芳"
    happens(rig, OFFICER_A, change="deleted", at=rig.now + timedelta(seconds=1))
    assert knows(rig, OFFICER_A) == ""


def test_cards_on_the_phone_of_a_leaver_are_redrawn_no_more(rig: Rig) -> None:
    """A redrawing that nobody sees would only fail, and stand on the ledger."""
    number = lying(rig)
    happens(rig, OFFICER_A, change="deleted")
    with rig.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        assert OFFICER_A not in {row.user for row in held_cards.live_for_ticket(session, ticket.id)}
