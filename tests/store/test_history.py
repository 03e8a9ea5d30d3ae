"""M5: every step is recorded in a hash chain that detects changes and gives the case by replay."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from regulation.states import Action, Outcome, State
from store.cases import history, tickets
from store.cases.history_chain import heads
from store.engine.session import Store
from store.tables import Flag
from tests.store.district_fixture import CANARIES, DistrictFixture, verify_chain

WITHOUT_GUARDS = {
    "sqlite": ("DROP TRIGGER history_no_update", "DROP TRIGGER history_no_delete"),
    "postgresql": ("DROP TRIGGER history_append_only ON history",),
}


def damage(store: Store, *statements: str) -> None:
    """Tampering by somebody with the database's password."""
    with store.engine.begin() as connection:
        for statement in (*WITHOUT_GUARDS[store.engine.dialect.name], *statements):
            connection.execute(text(statement))


def breaks(store: Store) -> list[str]:
    with store.read() as session:
        return [f"{found.number} {found.seq} {found.text}" for found in verify_chain(session)]


@pytest.mark.parametrize("statement", ["UPDATE history SET actor_id = 9", "DELETE FROM history"])
def test_a_line_can_be_neither_changed_nor_deleted(district: DistrictFixture, statement: str) -> None:
    district.filed()
    with pytest.raises(DBAPIError, match="append-only"), district.store.write() as session:
        session.execute(text(statement))


def test_the_main_road_leaves_a_whole_chain_and_replays_to_the_same_case(district: DistrictFixture) -> None:
    number = district.filed()
    ticket = district.advance(number, Action.EVALUATE)
    assert (ticket.state, ticket.outcome, ticket.score) == (State.CLOSED, Outcome.CONFIRMED, 5)
    assert breaks(district.store) == []
    with district.store.read() as session:
        loaded = tickets.get(session, number, lock=False)
        assert loaded is not None
        assert history.replay_check(session, loaded) == []
        assert history.verify_texts(session, district.store.vault, heads(session)) == []
        assert [line.seq for line in history.lines(session, loaded)] == list(range(1, 11))
        assert [line.action for line in history.lines(session, loaded, after=8)] == [Action.CONFIRM, Action.EVALUATE]


def test_the_words_of_a_step_are_beside_the_line_not_in_it(district: DistrictFixture) -> None:
    number = district.filed()
    with district.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        words = history.texts(session, district.store.vault, ticket)
        assert words == {(1, "records"): CANARIES[3], (1, "doubt"): CANARIES[4]}
        line = json.loads(history.lines(session, ticket)[0].decision)
        assert set(line["texts"]) == {"records", "doubt", "actor"}
        assert CANARIES[3] not in str(line)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE history SET actor_id = 9 WHERE seq = 2", "2 写入后被改动"),
        ("DELETE FROM history WHERE seq = 2", "2 缺少第2步"),
        ("DELETE FROM history WHERE seq = 3", "2 工单记着3步，末端不符，末尾的记录缺失或被换过"),
        ("UPDATE tickets SET history_head = 'x'", "3 工单记着3步，末端不符，末尾的记录缺失或被换过"),
        ("DELETE FROM history", "0 没有任何办理记录"),
        (
            "UPDATE texts SET digest = 'x' WHERE field = 'doubt'",
            "1 文字 doubt 不是写入时的那一段",
        ),
        ("DELETE FROM texts WHERE field = 'doubt'", "1 文字 doubt 不是写入时的那一段"),
        ("UPDATE texts SET seq = 2 WHERE field = 'doubt'", "2 文字 doubt 不是写入时的那一段"),
    ],
)
def test_damage_is_found_and_named(district: DistrictFixture, statement: str, expected: str) -> None:
    number = district.filed()
    district.advance(number, Action.CLEAR_PLATFORM)
    damage(district.store, statement)
    assert f"{number} {expected}" in breaks(district.store)


def test_a_whole_forged_line_breaks_the_one_after_it(district: DistrictFixture) -> None:
    """Even with its own hash recomputed."""
    number = district.filed()
    district.advance(number, Action.CLEAR_PLATFORM)
    damage(district.store, "UPDATE history SET hash = 'forged' WHERE seq = 2")
    assert breaks(district.store) == [
        f"{number} 2 写入后被改动",
        f"{number} 3 与前一步接不上",
    ]


def test_a_lost_ticket_is_a_gap_in_the_days_numbers(district: DistrictFixture) -> None:
    number, gone = district.filed(), district.filed()
    assert (number[-4:], gone[-4:]) == ("0001", "0002")
    lost = f"(SELECT id FROM tickets WHERE number = '{gone}')"
    tables = ("texts", "history", "clocks")
    damage(
        district.store,
        *(f"DELETE FROM {table} WHERE ticket_id = {lost}" for table in tables),
        f"DELETE FROM tickets WHERE number = '{gone}'",
    )
    assert breaks(district.store) == ["20260916 0 当日发出2个编号，现有1件工单"]


def test_a_filing_that_fails_gives_its_number_back(district: DistrictFixture) -> None:
    with suppress(ZeroDivisionError), district.store.write() as session:
        district.file(session)
        raise ZeroDivisionError
    assert district.filed().endswith("-0001")
    assert breaks(district.store) == []


def test_changed_words_are_found_and_erased_words_are_not_missed(district: DistrictFixture) -> None:
    number, other = district.filed(), district.filed()
    vault = district.store.vault
    swap = "UPDATE texts SET sealed = :sealed WHERE field = 'doubt' AND ticket_id = 2"
    with district.store.write() as session:
        session.execute(text(swap), {"sealed": vault.seal("从来没有这回事", "texts:sealed")})
        ticket = tickets.get(session, number)
        assert ticket is not None
        history.anonymise(session, ticket)
    with district.store.read() as session:
        assert [(found.number, found.text) for found in history.verify_texts(session, vault, heads(session))] == [
            (other, "文字 doubt 写入后被改动")
        ]
    assert breaks(district.store) == []


def test_a_state_set_past_the_history_is_found(district: DistrictFixture) -> None:
    number = district.filed()
    with district.store.engine.begin() as connection:
        connection.execute(text("UPDATE tickets SET returns = 1"))
        connection.execute(text("UPDATE clocks SET missed = true"))
    with district.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        found = [found.text for found in history.replay_check(session, ticket)]
    assert found == ["returns 与办理记录不符", "clocks 与办理记录不符"]


def test_the_flag_lasts_as_long_as_the_repair(district: DistrictFixture) -> None:
    """P9: flagged with the reply, cleared with the confirmation."""
    number = district.filed()
    district.advance(number, Action.REPLY_REPAIR)
    flag: Callable[[], list[bool]] = lambda: _open_flags(district)  # noqa: E731
    assert flag() == [True]
    for action, user, given in district.main_path()[5:8]:
        district.step(number, action, user, **given)
    assert flag() == [False]


def _open_flags(district: DistrictFixture) -> list[bool]:
    with district.store.read() as session:
        return [row.cleared_at is None for row in session.query(Flag)]
