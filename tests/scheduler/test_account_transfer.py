"""Account transfer: pending messages never reach an account's new owner; they follow the person's new account."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.outbound import Lane
from bot.ports import PlatformError
from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Transaction
from importer.row_fields import FORMS, check
from importer.table_files import Row
from regulation.states import Action
from scheduler.delivery.message_delivery import MessageDelivery
from scheduler.limits import handover
from store.cases.history_chain import heads, verify_lines
from store.messages import outbox
from store.messages.inbox_writer import InboxWriter
from store.people import persons
from store.tables import HistoryLine, InboxRow, OutboxRow
from tests.bot.district import PLATFORM
from tests.scheduler.deliver_once import deliver
from tests.scheduler.fake_platform import FakePlatform, times
from tests.scheduler.rig import LEADER, OFFICER_A, OFFICER_B, OPERATOR, PROPOSER, Rig
from tests.staff import upsert_person

BUSY = PlatformError("busy", retryable=True, code="-1")


def imported(rig: Rig, row: str, **options: tuple[str, ...]) -> None:
    table = [Row(1, ("name", "department", "roles", "wecom")), Row(2, tuple(row.split(",")))]
    with rig.store.write() as session:
        reading = check(table, FORMS["people"], known(session))
        plan = planned(session, rig.store.vault, "people", reading, AccountOptions(**options))
        assert [*reading.faults, *plan.refused] == []
        for step in plan.steps:
            step(Transaction(session, rig.store.vault, rig.now))


def successor(rig: Rig, user: str, roles: str = "officer-a") -> int:
    """王新来 takes over the account; returns the person id of the former owner."""
    before = rig.person(user)
    imported(rig, f"王新来,{before.department.code},{roles},{user.upper()}", new_person=(user,))
    assert rig.person(user).name == "王新来"
    return before.id


def test_a_pending_task_is_escalated(rig: Rig) -> None:
    """The former owner had not received it yet: the successor gets an own card, without the other's texts."""
    handover.sweep(rig.deps, rig.now)
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    old = successor(rig, OFFICER_A, "proposer")
    rig.deliver()
    rig.deliver()
    assert not rig.platform.to(OFFICER_A, number)
    assert rig.platform.to(OFFICER_B, number, "签收")
    assert {row.state for row in rig.outbox(person_id=old)} == {"dead"}


def test_a_successor_gets_pending_tasks(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    old = successor(rig, OFFICER_A)
    rig.deliver()
    rig.deliver()
    rows = rig.outbox(user=OFFICER_A, state="sent")
    assert rows
    assert old not in {row.person_id for row in rows}
    rig.send_text(OFFICER_A, f"签收 {number}")
    assert rig.ticket(number).received_at is not None


@pytest.mark.parametrize("lane", [Lane.REMINDER, Lane.DIGEST, Lane.ANSWER, Lane.TASK, Lane.RESULT])
@pytest.mark.parametrize("state", ["pending", "sending", "dead"])
def test_personal_messages_never_reach_the_new_owner(rig: Rig, lane: Lane, state: str) -> None:
    """In any lane and state: pending, in flight when its sender died, or requeued by an operator."""
    rig.post(PROPOSER, "您的异议", lane, "words")
    with rig.store.write() as session:
        session.execute(update(OutboxRow).values(state=state))
    successor(rig, PROPOSER, "proposer")
    if state == "dead":
        with rig.store.write() as session:
            assert outbox.revive(session, rig.outbox()[0].id, rig.now)
    for _ in range(3):
        rig.later(minutes=10)
        MessageDelivery(rig.deps).deliver(rig.outbox()[0].id, rig.now)
    assert rig.platform.arrived == []
    assert rig.outbox()[0].state in ("dead", "superseded")


def test_an_undeliverable_result_is_on_the_call_list(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    rig.clear_messages()
    rig.act(number, Action.NOTIFY, OPERATOR)
    successor(rig, PROPOSER, "proposer")
    rig.deliver()
    rig.deliver()
    assert not rig.platform.to(PROPOSER, number)
    assert rig.platform.to(OPERATOR, number, "电话")


def test_the_new_owner_sees_no_earlier_tickets(rig: Rig) -> None:
    number = rig.filed()
    rig.send_text(PROPOSER, "提出异议")
    rig.clear_messages()
    old = successor(rig, PROPOSER, "proposer")
    for words in ("我的异议", f"查询 {number}", "继续填写"):
        rig.send_text(PROPOSER, words)
    rig.deliver()
    said = "".join(sent.text for sent in rig.platform.to(PROPOSER))
    assert number not in said
    assert "99号" not in said
    with rig.store.read() as session:
        left = persons.person(session, old)
        assert left is not None
        assert (left.active, left.accounts) == (False, [])


def test_pending_callbacks_of_the_former_owner_are_discarded(rig: Rig) -> None:
    writer = InboxWriter(rig.store)
    writer.put(PLATFORM, "late", PROPOSER, b"{}", rig.now)
    writer.close()
    successor(rig, PROPOSER, "proposer")
    with rig.store.read() as session:
        row = session.query(InboxRow).filter_by(message_key="late").one()
        assert (row.state, row.payload_sealed) == ("done", b"")


def test_the_history_keeps_the_earlier_names(rig: Rig) -> None:
    """M5: recorded actors stay the same, and the hash chain verifies as before."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    before = names(rig)
    successor(rig, OFFICER_A)
    assert names(rig) == before
    with rig.store.read() as session:
        assert list(verify_lines(session, heads(session))) == []


def names(rig: Rig) -> list[tuple[int, str]]:
    with rig.store.read() as session:
        lines = session.query(HistoryLine).order_by(HistoryLine.id).all()
        called = persons.names(session, {line.actor_id for line in lines})
    return [(line.seq, called.get(line.actor_id, "")) for line in lines]


def test_pending_messages_follow_a_changed_account(rig: Rig) -> None:
    rig.platform.before = times(1, BUSY)
    rig.post(OFFICER_A, "甲")
    rig.deliver()
    rig.post(OFFICER_A, "乙", Lane.RESULT)
    before = rig.person(OFFICER_A)
    row = f"{before.name},{before.department.code},{before.roles},new.account"
    imported(rig, row, accept_move=(f"{OFFICER_A}=new.account",))
    rig.later(minutes=10)
    rig.deliver()
    assert sorted(sent.user for sent in rig.platform.arrived) == ["new.account"] * 2
    assert rig.person("new.account").id == before.id
    with rig.store.read() as session:
        assert persons.by_account(session, PLATFORM, OFFICER_A) is None


def test_cards_are_redrawn_at_the_changed_account(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.deliver()
    before = rig.person(OFFICER_A)
    row = f"{before.name},{before.department.code},{before.roles},new.account"
    imported(rig, row, accept_move=(f"{OFFICER_A}=new.account",))
    rig.act(number, Action.RECEIVE, OFFICER_B)
    assert {row.user for row in rig.outbox(person_id=before.id, state="pending")} == {"new.account"}


def test_messages_use_the_persons_other_account(rig: Rig) -> None:
    ding = FakePlatform(rig.clock.now, "dingtalk")
    object.__setattr__(rig.deps, "platforms", {**rig.deps.platforms, "dingtalk": ding})
    with rig.store.write() as session:
        leader = persons.by_account(session, PLATFORM, LEADER)
        assert leader is not None
        upsert_person(
            session, rig.store.vault, name=leader.name, department_id=leader.department_id, now=rig.now,
            roles=leader.roles, accounts={PLATFORM: LEADER, "dingtalk": "leader-d"},
        )  # fmt: skip
    rig.post(LEADER, "您好")
    successor(rig, LEADER, "handler")
    deliver(rig.deps, rig.now)
    deliver(rig.deps, rig.now)
    assert rig.platform.arrived == []
    assert [sent.user for sent in ding.arrived] == ["leader-d"]
