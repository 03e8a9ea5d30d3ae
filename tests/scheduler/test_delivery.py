"""Delivery is at-least-once to the platform, deduplicated for the reader; what fails is on the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.outbound import Lane
from bot.ports import Blame, Capabilities, PlatformError
from regulation.states import Action
from scheduler.delivery.attempt import attempt
from scheduler.delivery.message_delivery import MessageDelivery
from scheduler.delivery.outcome import TRIES, Fate
from store.messages import outbox, taking
from store.people import persons
from tests.scheduler.deliver_once import deliver, due
from tests.scheduler.fake_platform import FakePlatform, times
from tests.scheduler.rig import LEADER, OFFICER_A, OPERATOR, OPERATORS, PROPOSER, Rig
from tests.staff import upsert_person

BUSY = PlatformError("busy", retryable=True, code="-1")
CUT = PlatformError("connection lost", retryable=True, sent_unknown=True)
GONE = PlatformError("not in the app's range", retryable=False, code="81013", blame=Blame.RECEIVER)
STOPPED = PlatformError("app is disabled", retryable=False, code="50003", blame=Blame.APP)
WRONG = PlatformError("bad card", retryable=False, code="43012")


def test_a_sent_message_is_not_sent_again(rig: Rig) -> None:
    rig.post(PROPOSER, "你好")
    assert rig.deliver() == 1
    rig.post(PROPOSER, "你好")
    assert rig.deliver() == 0
    rig.later(days=30)
    assert rig.deliver() == 0
    assert len(rig.platform.arrived) == 1
    row = rig.outbox()[0]
    assert (row.state, row.message_id) == ("sent", f"msg-{rig.platform.keys()[0]}")


def test_failures_are_retried_with_backoff(rig: Rig) -> None:
    rig.platform.before = times(3, BUSY)
    rig.post(PROPOSER, "你好")
    waits = []
    for _ in range(3):
        assert rig.deliver() == 1
        row = rig.outbox()[0]
        assert row.state == "pending"
        waits.append(row.next_at - rig.now)
        rig.clock.instant = row.next_at
    assert timedelta() < waits[0] < waits[1] < waits[2]
    assert rig.deliver() == 1
    assert len(rig.platform.arrived) == 1


def test_retry_after_of_the_platform_is_respected(rig: Rig) -> None:
    rig.platform.before = times(1, PlatformError("slow down", retryable=True, retry_after=timedelta(hours=1)))
    rig.post(PROPOSER, "你好")
    rig.deliver()
    rig.later(minutes=59)
    assert rig.deliver() == 0
    rig.later(minutes=1)
    assert rig.deliver() == 1
    assert len(rig.platform.arrived) == 1


def test_a_lost_answer_is_retried_under_the_same_key(rig: Rig) -> None:
    """A retry has the same idempotency key, by which the platform drops the duplicate."""
    rig.platform.after = times(1, CUT)
    rig.post(PROPOSER, "你好")
    rig.deliver()
    assert rig.outbox()[0].state == "pending"
    rig.later(seconds=10)
    rig.deliver()
    assert rig.outbox()[0].state == "sent"
    assert len(rig.platform.arrived) == 1
    assert rig.platform.repeats == rig.platform.keys()


def test_retries_end_on_the_ledger(rig: Rig) -> None:
    """Retries end after about a day; then it is on the operators' ledger with its reason."""
    rig.platform.before = times(10_000, BUSY)
    rig.post(PROPOSER, "你好")
    began = rig.now
    attempts = 0
    while rig.outbox()[0].state == "pending":
        rig.clock.instant = max(rig.now, rig.outbox()[0].next_at)
        attempts += rig.deliver()
    row = rig.outbox()[0]
    assert (row.state, row.reason) == ("dead", "-1 busy")
    assert attempts >= TRIES
    assert timedelta(hours=20) <= rig.now - began <= timedelta(days=4)


def test_an_invalid_message_is_a_dead_letter_and_blocks_no_other(rig: Rig) -> None:
    rig.platform.before = times(1, WRONG)
    rig.post(PROPOSER, "甲")
    rig.post(PROPOSER, "乙")
    rig.deliver()
    assert [row.state for row in rig.outbox()] == ["dead", "sent"]


def test_an_unreachable_recipient_is_reached_on_another_platform(rig: Rig) -> None:
    ding = FakePlatform(rig.clock.now, "dingtalk")
    both = {**rig.deps.platforms, "dingtalk": ding}
    object.__setattr__(rig.deps, "platforms", both)
    with rig.store.write() as session:
        known = persons.by_account(session, "wecom", PROPOSER)
        assert known is not None
        accounts = {"wecom": PROPOSER, "dingtalk": "zw"}
        who = {"name": known.name, "department_id": known.department_id}
        upsert_person(session, rig.store.vault, now=rig.now, accounts=accounts, **who)  # type: ignore[arg-type]
    rig.platform.before = times(1, GONE)
    rig.post(PROPOSER, "你好")
    rig.deliver()
    assert [row.state for row in rig.outbox()] == ["dead", "sent"]
    assert [sent.user for sent in ding.arrived] == ["zw"]


def test_an_unreachable_recipient_ends_on_the_ledger(rig: Rig) -> None:
    rig.platform.before = times(1, GONE)
    rig.post(PROPOSER, "你好")
    rig.deliver()
    assert [(row.state, row.reason) for row in rig.outbox()] == [("dead", "81013 not in the app's range")]


def test_a_stopped_app_loses_nothing(rig: Rig) -> None:
    """Everything waits without limit; no attempts are counted."""
    delivery = MessageDelivery(rig.deps)
    rig.platform.before = times(5, STOPPED)
    for number in range(10):
        rig.post(PROPOSER, f"第{number}条")
    for _ in range(60):
        deliver(rig.deps, rig.now, delivery)
        rig.later(minutes=10)
    assert len(rig.platform.arrived) == 10
    assert {row.state for row in rig.outbox()} == {"sent"}


def test_the_circuit_breaker_probes_a_platform_that_is_down(rig: Rig) -> None:
    """Circuit breaker: after three failures in a row the other messages are held back and lose no attempt."""
    delivery = MessageDelivery(rig.deps)
    rig.platform.before = times(10_000, BUSY)
    users = [PROPOSER, OPERATOR, OFFICER_A, LEADER]
    for user in users:
        rig.post(user, "你好", event=f"e-{user}")
    assert deliver(rig.deps, rig.now, delivery, limit=1) <= 4
    assert delivery.breaker.paused(rig.now) == ["wecom"]
    rig.post(PROPOSER, "再见")
    assert deliver(rig.deps, rig.now, delivery) == 0
    rig.platform.before = times(0, BUSY)
    rig.later(hours=1)
    deliver(rig.deps, rig.now, delivery)
    assert len(rig.platform.arrived) == 5
    assert delivery.breaker.paused(rig.now) == []


def test_rate_limits_hold_messages_back_and_lose_none(rig: Rig) -> None:
    rig.platform.pauses[PROPOSER] = timedelta(seconds=40)
    rig.post(PROPOSER, "甲")
    rig.post(OPERATOR, "乙")
    rig.deliver()
    assert [sent.user for sent in rig.platform.arrived] == [OPERATOR]
    held = rig.outbox(user=PROPOSER)[0]
    assert (held.state, held.attempts, held.next_at - rig.now) == ("pending", 0, timedelta(seconds=40))
    rig.platform.pauses.clear()
    rig.later(seconds=40)
    rig.deliver()
    assert len(rig.platform.arrived) == 2


def test_many_digests_do_not_delay_a_result_notice(rig: Rig) -> None:
    for number in range(200):
        rig.post(LEADER, f"摘要{number}", Lane.DIGEST)
    rig.post(PROPOSER, "结果", Lane.RESULT)
    rig.deliver()
    assert rig.platform.arrived[0].user == PROPOSER
    assert len(rig.platform.arrived) == 201


def test_one_persons_messages_keep_their_order(rig: Rig) -> None:
    for number in range(20):
        rig.post(PROPOSER, f"第{number:02}条")
        rig.later(seconds=1)
    rig.deliver()
    assert [sent.text[sent.text.index("第") :][:4] for sent in rig.platform.arrived] == [
        f"第{n:02}条" for n in range(20)
    ]


@pytest.mark.parametrize("failure", [BUSY, CUT])
def test_answers_keep_their_order_through_retries(rig: Rig, failure: PlatformError) -> None:
    """Three answers, the first refused once: they arrive as written, and nobody else waits."""
    rig.platform.before = times(1, failure)
    for number in range(3):
        rig.post(PROPOSER, f"第{number:02}条", Lane.ANSWER)
    rig.post(LEADER, "另一个人", Lane.ANSWER)
    rig.deliver()
    assert [sent.user for sent in rig.platform.arrived if "另一个人" in sent.text] == [LEADER]
    rig.later(minutes=2)
    rig.deliver()
    mine = [sent.text for sent in rig.platform.arrived if sent.user == PROPOSER]
    assert [text[text.index("第") :][:4] for text in mine] == ["第00条", "第01条", "第02条"]


def test_a_result_does_not_wait_for_an_answer(rig: Rig) -> None:
    rig.post(PROPOSER, "答", Lane.ANSWER)
    rig.platform.before = times(1, BUSY)
    rig.deliver()
    rig.post(PROPOSER, "结果", Lane.RESULT)
    rig.deliver()
    assert ["结果" in sent.text for sent in rig.platform.arrived] == [True]


def test_answers_behind_one_that_is_given_up_go_out(rig: Rig) -> None:
    rig.platform.before = times(1, WRONG)
    rig.post(PROPOSER, "第一", Lane.ANSWER)
    rig.post(PROPOSER, "第二", Lane.ANSWER)
    rig.deliver()
    assert ["第二" in sent.text for sent in rig.platform.arrived] == [True]


@pytest.mark.parametrize("spent", [False, True])
def test_cards_of_others_are_redrawn_when_one_has_acted(rig: Rig, spent: bool) -> None:
    """Updated in place while the response code is valid; else the old card stays, which needs no act of its holder."""
    number = rig.filed()
    rig.deliver()
    assert {sent.user for sent in rig.platform.arrived} == set(OPERATORS)
    if spent:
        rig.later(hours=73)
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.deliver()
    redrawn = {sent.user for sent in rig.platform.updated}
    assert redrawn == (set() if spent else set(OPERATORS))
    updates = {row.state for row in rig.outbox(kind="update")}
    assert updates == ({"superseded"} if spent else {"sent"})


def test_without_updates_no_card_is_kept_for_them(rig: Rig) -> None:
    """Older private editions support no update, so none is attempted."""
    rig.platform.capabilities = Capabilities(update=False)
    number = rig.filed()
    rig.deliver()
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.deliver()
    assert rig.outbox(kind="update") == []


def test_a_finished_task_is_superseded_before_sending(rig: Rig) -> None:
    number = rig.filed()
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.deliver()
    assert not any(rig.platform.to(user, number) for user in OPERATORS)


def test_a_rendering_error_blocks_no_other_message(rig: Rig) -> None:
    """A payload of another version is our own fault: it is put on the ledger."""
    rig.post(PROPOSER, "甲")
    with rig.store.write() as session:
        from store.tables import OutboxRow

        payload = rig.store.vault.seal_bytes(b'{"v": 99}', "outbox:payload_sealed")
        session.query(OutboxRow).update({"payload_sealed": payload})
    rig.post(PROPOSER, "乙")
    rig.deliver()
    assert [row.state for row in rig.outbox()] == ["dead", "sent"]


def test_a_message_that_a_dead_worker_was_sending_goes_out(rig: Rig) -> None:
    """Whether it arrived is unknown: it is sent again with the same key, as an attempt more."""
    rig.post(PROPOSER, "你好")
    (parcel,) = due(rig.deps, rig.now)
    with rig.store.write() as session:
        assert taking.take(session.connection(), parcel, rig.now)
    assert rig.deliver() == 0
    MessageDelivery(rig.deps).deliver(parcel.id, rig.now)
    assert len(rig.platform.arrived) == 1
    assert [(row.state, row.taken) for row in rig.outbox()] == [("sent", 2)]


def test_a_paused_worker_that_wakes_sends_nothing(rig: Rig) -> None:
    """Another worker has sent its message meanwhile; what became of it stays as that one has recorded it."""
    rig.post(PROPOSER, "你好")
    (parcel,) = due(rig.deps, rig.now)
    assert rig.deliver() == 1
    before = rig.outbox()[0].message_id
    assert attempt(rig.deps, parcel, rig.now).fate is Fate.DROPPED
    assert len(rig.platform.arrived) == 1
    assert [(row.state, row.message_id) for row in rig.outbox()] == [("sent", before)]


def test_a_worker_that_paused_while_it_sent_records_nothing(rig: Rig) -> None:
    """Its call to the platform was refused long after another worker has sent the message."""
    rig.post(PROPOSER, "你好")
    (parcel,) = due(rig.deps, rig.now)
    with rig.store.write() as session:
        mine = taking.take(session.connection(), parcel, rig.now)
    assert mine is not None
    MessageDelivery(rig.deps).deliver(parcel.id, rig.now)
    with rig.store.write() as session:
        outbox.mark_retry(session, mine, rig.now, "timeout")
        assert not outbox.mark_sent(session, mine, rig.now, "late")
    assert [(row.state, row.reason) for row in rig.outbox()] == [("sent", "")]
