"""Concurrency: of two simultaneous clicks one wins and the other is refused; no lost updates."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from regulation.decide import decide
from regulation.decision import Decision
from regulation.refusals import Refusal
from regulation.states import Action, State
from store.cases import ticket_numbers, tickets
from store.engine.db_errors import Stale
from store.engine.session import Store
from store.tables import Ticket
from store.upkeep import run_claims
from tests.store.district_fixture import NOON, DistrictFixture, make_vault, verify_chain


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run these in threads that start together; returns each one's result or exception."""
    results: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int) -> None:
        gate.wait(30)
        try:
            results[place] = works[place]()
        except Exception as error:  # noqa: BLE001 - the error is the result
            results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def read_and_decide(district: DistrictFixture, number: str, user: str) -> tuple[Ticket, Decision]:
    with district.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        return ticket, decide(ticket, Action.ACCEPT, district.actor(user), district.tick(), district.law)


def test_of_two_concurrent_decisions_one_is_stale(district: DistrictFixture) -> None:
    number = district.filed()
    read = [read_and_decide(district, number, "ZhaoYun") for _ in range(2)]

    def write(place: int) -> None:
        ticket, decision = read[place]
        with district.store.write() as session:
            tickets.record(session, district.store.vault, ticket, decision, district.law)

    results = at_once(lambda: write(0), lambda: write(1))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Stale"]
    with district.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        assert (ticket.seq, ticket.state) == (2, State.CHECKING)
        assert verify_chain(session) == []


def test_of_two_locked_clicks_the_second_reads_the_first_ones_change(district: DistrictFixture) -> None:
    number = district.filed()
    click: Callable[[], object] = lambda: district.step(number, Action.ACCEPT, "ZhaoYun")  # noqa: E731
    results = at_once(click, click, click)
    assert sum(isinstance(result, Ticket) for result in results) == 1
    assert sum(isinstance(result, Refusal) for result in results) == 2


def test_a_decision_out_of_turn_is_stale_before_anything_is_written(district: DistrictFixture) -> None:
    number = district.filed()
    _, decision = read_and_decide(district, number, "ZhaoYun")
    district.step(number, Action.ACCEPT, "ZhaoYun")
    with district.store.write() as session:
        ticket = tickets.get(session, number)
        assert ticket is not None
        with pytest.raises(Stale, match=number):
            tickets.record(session, district.store.vault, ticket, decision, district.law)


def test_no_update_is_lost_between_threads(store: Store) -> None:
    with store.write() as session:
        run_claims.write_note(session, "count", "0")

    def add() -> None:
        for _ in range(25):
            with store.write() as session:
                lock = "" if store.is_sqlite else " FOR UPDATE"
                seen = session.scalar(text(f"SELECT value FROM meta WHERE key = 'count'{lock}"))
                session.execute(text("UPDATE meta SET value = :value"), {"value": str(int(str(seen)) + 1)})

    assert at_once(*[add] * 6) == [None] * 6
    with store.read() as session:
        assert run_claims.note(session, "count") == "150"


def test_no_update_is_lost_between_two_stores_of_one_file(sqlite_url: str) -> None:
    """Two processes share only SQLite's own lock: BEGIN IMMEDIATE prevents the lost update."""
    stores = [Store(sqlite_url, make_vault()) for _ in range(2)]
    with stores[0].write() as session:
        run_claims.write_note(session, "count", "0")

    def add(store: Store) -> None:
        for _ in range(50):
            with store.write() as session:
                seen = run_claims.note(session, "count")
                run_claims.write_note(session, "count", str(int(seen) + 1))

    assert at_once(lambda: add(stores[0]), lambda: add(stores[1])) == [None, None]
    with stores[0].read() as session:
        assert run_claims.note(session, "count") == "100"
    for store in stores:
        store.close()


def test_concurrent_ticket_numbers_have_no_gaps_or_duplicates(store: Store) -> None:
    given: list[str] = []

    def number() -> None:
        for _ in range(10):
            with store.write() as session:
                given.append(ticket_numbers.new_number(session, NOON))

    assert at_once(*[number] * 4) == [None] * 4
    assert sorted(given) == [f"CN-20260916-{place:04d}" for place in range(1, 41)]


def test_one_run_of_a_job_is_claimed_once(store: Store) -> None:
    def take(owner: str) -> bool:
        with store.write() as session:
            return run_claims.take(session, "digest", "2026-09-16", owner, NOON)

    assert sorted(map(bool, at_once(lambda: take("a"), lambda: take("b"), lambda: take("c")))) == [False, False, True]
    with store.write() as session:
        assert run_claims.take(session, "digest", "2026-09-17", "a", NOON)


def test_a_second_transaction_in_one_thread_is_refused_not_waited_for(sqlite_url: str) -> None:
    store = Store(sqlite_url, make_vault())
    with store.write(), pytest.raises(RuntimeError, match="use its session"), store.write():
        pass
    with store.write() as session:
        run_claims.write_note(session, "still", "works")
    store.close()


def test_a_reading_transaction_can_not_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"), store.read() as session:
        run_claims.write_note(session, "a", "b")
    with store.write() as session:
        run_claims.write_note(session, "a", "b")


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    with store.write() as session:
        run_claims.write_note(session, "a", "b")
        with store.read() as reader:
            assert run_claims.note(reader, "a") == ""


def test_a_note_is_written_by_two_processes_at_once(store: Store) -> None:
    """Two processes that start on a new database both record the rulebooks: neither fails."""

    def write() -> bool:
        with store.write() as session:
            run_claims.write_note(session, "rulebook.x", "2026-09-16")
            return run_claims.note(session, "rulebook.x") == "2026-09-16"

    assert all(at_once(*[write] * 6))
