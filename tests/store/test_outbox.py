"""Outbox: at-least-once to the platform, idempotent for the reader, with a fence, lanes and retries."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from store.engine.session import Store
from store.messages import outbox, taking
from store.messages.outbox import ANSWER, DIGEST, REMINDER, RESULT, TASK
from tests.store.district_fixture import NOON, DistrictFixture
from tests.store.test_races import at_once

MINUTE = timedelta(minutes=1)


def put(store: Store, dedupe: str, lane: int = TASK, now: datetime = NOON, user: str = "", **more: object) -> bool:
    with store.write() as session:
        return outbox.enqueue(
            session,
            store.vault,
            dedupe=dedupe,
            platform="wecom",
            user=user or dedupe,
            payload={"title": dedupe},
            lane=lane,
            now=now,
            **more,  # type: ignore[arg-type]
        )


def found(store: Store, now: datetime = NOON, limit: int = 50) -> list[outbox.Parcel]:
    with store.write() as session:
        return taking.due(session, store.vault, now, limit=limit)


def names(parcels: list[outbox.Parcel]) -> list[str]:
    return [parcel.dedupe for parcel in parcels]


def test_a_deduplication_key_is_used_once(store: Store) -> None:
    assert put(store, "a")
    assert not put(store, "a")
    (parcel,) = found(store)
    with store.write() as session:
        outbox.mark_sent(session, parcel, NOON, "platform-1")
    assert not put(store, "a")
    assert found(store, now=NOON + timedelta(days=1)) == []


def test_a_batch_skips_used_deduplication_keys(store: Store) -> None:
    put(store, "b", now=NOON - MINUTE)
    about = {"platform": "wecom", "lane": TASK, "now": NOON}
    several = [outbox.Message(dedupe=name, user=name, payload={"title": name}, **about) for name in "abac"]  # type: ignore[typeddict-item]
    with store.write() as session:
        outbox.enqueue_all(session, store.vault, several)
        outbox.enqueue_all(session, store.vault, [])
    sent = found(store)
    assert names(sent) == ["b", "a", "c"]
    assert [parcel.payload for parcel in sent] == [{"title": parcel.dedupe} for parcel in sent]


def test_a_rolled_back_message_is_not_sent(store: Store) -> None:
    message = {"platform": "wecom", "user": "LiSi", "payload": {}, "lane": TASK, "now": NOON}
    with suppress(ZeroDivisionError), store.write() as session:
        outbox.enqueue(session, store.vault, dedupe="a", **message)  # type: ignore[arg-type]
        raise ZeroDivisionError
    assert found(store) == []


def test_a_digest_never_delays_a_notice(store: Store) -> None:
    for name, lane in (("digest", DIGEST), ("reminder", REMINDER), ("task", TASK), ("answer", ANSWER)):
        put(store, name, lane)
    put(store, "result", RESULT, NOON + MINUTE)
    assert names(found(store, now=NOON + MINUTE, limit=3)) == ["result", "answer", "task"]
    assert names(found(store, now=NOON + MINUTE))[3:] == ["reminder", "digest"]


def test_a_message_is_not_sent_before_not_before(store: Store) -> None:
    put(store, "morning", not_before=NOON + MINUTE)
    assert found(store) == []
    with store.read() as session:
        assert not taking.is_due(session, NOON)
        assert taking.is_due(session, NOON + MINUTE)
    assert names(found(store, now=NOON + MINUTE)) == ["morning"]


def test_one_of_two_workers_takes_a_message(store: Store) -> None:
    """Compare-and-set: whoever comes second has nothing to send, and nothing to record."""
    put(store, "a")
    (parcel,) = found(store)

    def take() -> outbox.Parcel | None:
        with store.write() as session:
            return taking.take(session.connection(), parcel, NOON)

    taken = [each for each in at_once(take, take) if each is not None]
    assert [each.taken for each in taken if isinstance(each, outbox.Parcel)] == [1]
    with store.write() as session:
        assert not outbox.mark_sent(session, parcel, NOON)


def test_messages_of_one_lane_to_one_person_have_one_lock(store: Store) -> None:
    """Platform, recipient and lane; the recipient as a keyed hash."""
    put(store, "a", user="LiSi")
    put(store, "b", user="LiSi")
    put(store, "c", ANSWER, user="LiSi")
    put(store, "d", user="WangWu")
    with store.read() as session:
        first = taking.first_of_each(session, NOON, 10)
    assert [due.row for due in first] == [3, 1, 4]
    assert len({due.lock for due in first}) == 3
    assert not any("isi" in due.lock for due in first)


def test_an_answer_waits_for_an_earlier_one(store: Store) -> None:
    for name in ("a", "b"):
        put(store, name, lane=ANSWER, user="LiSi")
    put(store, "task", lane=TASK, user="LiSi")
    put(store, "other", lane=ANSWER, user="WangWu")
    first = found(store)[0]
    with store.write() as session:
        outbox.mark_retry(session, first, NOON + MINUTE, "-1")
    others = found(store)
    assert sorted(names(others)) == ["other", "task"]
    with store.write() as session:
        for parcel in others:
            outbox.mark_sent(session, parcel, NOON)
    with store.read() as session:
        assert taking.find(session.connection(), store.vault, first.id + 1, NOON) is None
    (first,) = found(store, now=NOON + MINUTE)
    assert first.dedupe == "a"
    with store.write() as session:
        outbox.mark_sent(session, first, NOON + MINUTE)
    assert names(found(store, now=NOON + MINUTE)) == ["b"]


def test_an_answer_holds_back_later_ones_for_a_minute_or_until_its_next_time(store: Store) -> None:
    """Refused again and again it is tried for a day: what comes after it does not wait in silence for so long."""
    for name in ("a", "b"):
        put(store, name, lane=ANSWER, user="LiSi")
    for tried in range(2):
        first = found(store, now=NOON + 2 * tried * MINUTE)[0]
        assert first.dedupe == "a"
        with store.write() as session:
            outbox.mark_retry(session, first, NOON + 2 * (tried + 1) * MINUTE, "-1")
        assert names(found(store, now=NOON + 2 * tried * MINUTE)) == ([] if tried == 0 else ["b"])


def test_whoever_has_sent_one_finds_what_is_behind_it(store: Store) -> None:
    """Due, soon tried again, or left behind by a worker that is gone; not what was meant for a later time."""
    for name in ("a", "b", "c", "d"):
        put(store, name, user="LiSi")
    put(store, "planned", user="LiSi", not_before=NOON + timedelta(seconds=5))
    put(store, "other", user="WangWu")
    a, b, c, d = found(store)[:4]
    with store.write() as session:
        outbox.mark_sent(session, a, NOON)
        assert taking.take(session.connection(), b, NOON)
        outbox.mark_retry(session, c, NOON + timedelta(seconds=5), "-1")
        outbox.mark_retry(session, d, NOON + 2 * MINUTE, "-1")
    with store.read() as session:
        behind = taking.following(session.connection(), a.id, NOON, MINUTE, 10)
    assert [due.row for due in behind] == [b.id, c.id]
    assert len({due.lock for due in behind}) == 1


def test_a_message_left_behind_while_it_was_sent_is_taken_over(store: Store) -> None:
    """It may have arrived: that was an attempt. Whoever left it behind records nothing any more."""
    put(store, "a")
    (parcel,) = found(store)
    with store.write() as session:
        lost = taking.take(session.connection(), parcel, NOON)
        assert lost is not None
        assert [due.row for due in taking.first_of_each(session, NOON, 10)] == [parcel.id]
        again = taking.find(session.connection(), store.vault, parcel.id, NOON)
        assert isinstance(again, outbox.Parcel)
        assert (again.attempts, again.payload) == (1, {"title": "a"})
        assert taking.take(session.connection(), again, NOON)
        assert not taking.still_mine(session.connection(), lost)
        assert not outbox.mark_sent(session, lost, NOON)


def test_a_failure_is_retried_later_and_counted(store: Store) -> None:
    put(store, "a")
    (parcel,) = found(store)
    with store.write() as session:
        outbox.mark_retry(session, parcel, NOON + MINUTE, "45009")
    assert found(store) == []
    (again,) = found(store, now=NOON + MINUTE)
    assert again.attempts == 1


def test_a_message_held_back_by_a_rate_limit_counts_no_attempt(store: Store) -> None:
    put(store, "a")
    (parcel,) = found(store)
    with store.write() as session:
        outbox.hold(session, parcel, NOON + MINUTE)
    (again,) = found(store, now=NOON + MINUTE)
    assert again.attempts == 0


def test_undeliverable_messages_are_on_the_ledger(store: Store) -> None:
    put(store, "a")
    (parcel,) = found(store)
    with store.write() as session:
        outbox.mark_dead(session, parcel, "60111: no such user")
        assert [row.reason for row in outbox.dead(session)] == ["60111: no such user"]
        assert outbox.revive(session, parcel.id, NOON)
        assert not outbox.revive(session, parcel.id, NOON)
    assert names(found(store)) == ["a"]


def test_an_act_supersedes_pending_messages_about_it(district: DistrictFixture) -> None:
    store = district.store
    district.filed()
    put(store, "task of 1", TASK, ticket_id=1, generation=1)
    put(store, "reminder of 1", REMINDER, ticket_id=1, generation=1)
    put(store, "result of 1", RESULT, ticket_id=1, generation=1)
    put(store, "task of 2", TASK, ticket_id=1, generation=2)
    with store.write() as session:
        assert outbox.supersede(session, 1, 2) == 2
        assert outbox.unsent(session, 1) == 2
    assert names(found(store)) == ["result of 1", "task of 2"]
