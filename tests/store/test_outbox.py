"""Outbox: at-least-once to the platform, idempotent for the reader, with leases, lanes and retries."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from store.engine.session import Store
from store.messages import outbox
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


def claim(store: Store, owner: str = "me", now: datetime = NOON, limit: int = 50) -> list[outbox.Parcel]:
    with store.write() as session:
        return outbox.claim(session, store.vault, owner, now, limit=limit, lease=2 * MINUTE)


def names(parcels: list[outbox.Parcel]) -> list[str]:
    return [parcel.dedupe for parcel in parcels]


def test_a_deduplication_key_is_used_once(store: Store) -> None:
    assert put(store, "a")
    assert not put(store, "a")
    (parcel,) = claim(store)
    with store.write() as session:
        outbox.mark_sent(session, parcel.id, NOON, "platform-1")
    assert not put(store, "a")
    assert claim(store, now=NOON + timedelta(days=1)) == []


def test_a_batch_skips_used_deduplication_keys(store: Store) -> None:
    put(store, "b", now=NOON - MINUTE)
    about = {"platform": "wecom", "lane": TASK, "now": NOON}
    several = [outbox.Message(dedupe=name, user=name, payload={"title": name}, **about) for name in "abac"]  # type: ignore[typeddict-item]
    with store.write() as session:
        outbox.enqueue_all(session, store.vault, several)
        outbox.enqueue_all(session, store.vault, [])
    sent = claim(store)
    assert names(sent) == ["b", "a", "c"]
    assert [parcel.payload for parcel in sent] == [{"title": parcel.dedupe} for parcel in sent]


def test_a_rolled_back_message_is_not_sent(store: Store) -> None:
    message = {"platform": "wecom", "user": "LiSi", "payload": {}, "lane": TASK, "now": NOON}
    with suppress(ZeroDivisionError), store.write() as session:
        outbox.enqueue(session, store.vault, dedupe="a", **message)  # type: ignore[arg-type]
        raise ZeroDivisionError
    assert claim(store) == []


def test_a_digest_never_delays_a_notice(store: Store) -> None:
    for name, lane in (("digest", DIGEST), ("reminder", REMINDER), ("task", TASK), ("answer", ANSWER)):
        put(store, name, lane)
    put(store, "result", RESULT, NOON + MINUTE)
    assert names(claim(store, now=NOON + MINUTE, limit=3)) == ["result", "answer", "task"]
    assert names(claim(store, now=NOON + MINUTE)) == ["reminder", "digest"]


def test_a_message_is_not_sent_before_not_before(store: Store) -> None:
    put(store, "morning", not_before=NOON + MINUTE)
    assert claim(store) == []
    with store.read() as session:
        assert not outbox.is_due(session, NOON)
        assert outbox.is_due(session, NOON + MINUTE)
    assert names(claim(store, now=NOON + MINUTE)) == ["morning"]


def test_two_senders_get_different_messages(store: Store) -> None:
    for place in range(40):
        put(store, f"m{place}")
    first, second = at_once(lambda: claim(store, "a", limit=20), lambda: claim(store, "b", limit=20))
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert not {parcel.id for parcel in first} & {parcel.id for parcel in second}
    rest = claim(store, "c")
    assert len(first) + len(second) + len(rest) == 40


def test_one_person_is_never_sent_to_by_two_senders_concurrently(store: Store) -> None:
    for name in ("a", "b"):
        put(store, name, user="LiSi")
    (first,) = claim(store, "one", limit=1)
    assert claim(store, "two") == []
    with store.write() as session:
        outbox.mark_sent(session, first.id, NOON)
    assert names(claim(store, "two")) == ["b"]


def test_an_answer_waits_for_an_earlier_one(store: Store) -> None:
    for name in ("a", "b"):
        put(store, name, lane=ANSWER, user="LiSi")
    put(store, "task", lane=TASK, user="LiSi")
    put(store, "other", lane=ANSWER, user="WangWu")
    first = claim(store)[0]
    with store.write() as session:
        outbox.mark_retry(session, first.id, NOON + MINUTE, "-1")
        outbox.hold(session, [first.id + 1, first.id + 2, first.id + 3], NOON)
    others = claim(store)
    assert sorted(names(others)) == ["other", "task"]
    with store.write() as session:
        for parcel in others:
            outbox.mark_sent(session, parcel.id, NOON)
    (first,) = claim(store, now=NOON + MINUTE)
    assert first.dedupe == "a"
    with store.write() as session:
        outbox.mark_sent(session, first.id, NOON + MINUTE)
    assert names(claim(store, now=NOON + MINUTE)) == ["b"]


def test_an_expired_lease_is_taken_over(store: Store) -> None:
    put(store, "a")
    (held,) = claim(store, "dead", NOON)
    assert claim(store, "alive", NOON + MINUTE) == []
    (again,) = claim(store, "alive", NOON + 2 * MINUTE)
    assert (again.id, again.payload) == (held.id, {"title": "a"})


def test_a_failure_is_retried_later_and_counted(store: Store) -> None:
    put(store, "a")
    (parcel,) = claim(store)
    with store.write() as session:
        outbox.mark_retry(session, parcel.id, NOON + MINUTE, "45009")
    assert claim(store) == []
    (again,) = claim(store, now=NOON + MINUTE)
    assert again.attempts == 1


def test_a_message_held_back_by_a_rate_limit_counts_no_attempt(store: Store) -> None:
    put(store, "a")
    (parcel,) = claim(store)
    with store.write() as session:
        outbox.hold(session, [parcel.id], NOON + MINUTE)
    (again,) = claim(store, now=NOON + MINUTE)
    assert again.attempts == 0


def test_undeliverable_messages_are_on_the_ledger(store: Store) -> None:
    put(store, "a")
    (parcel,) = claim(store)
    with store.write() as session:
        outbox.mark_dead(session, parcel.id, "60111: no such user")
        assert [row.reason for row in outbox.dead(session)] == ["60111: no such user"]
        assert outbox.revive(session, parcel.id, NOON)
        assert not outbox.revive(session, parcel.id, NOON)
    assert names(claim(store)) == ["a"]


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
    assert names(claim(store)) == ["result of 1", "task of 2"]
