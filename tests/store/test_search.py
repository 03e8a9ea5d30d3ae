"""查询 and 我的待办 stay within what somebody may see, and never read a large store ticket by ticket (M4, M9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import ClauseElement, insert, text
from sqlalchemy.orm import Session

from regulation.case import Actor
from regulation.states import Action, Outcome, Result, State
from store.cases import ticket_numbers, tickets
from store.engine.columns import table_of
from store.engine.session import Store
from store.lists import search, ticket_lists, visible_tickets, waiting
from store.lists.search import Query, Trait
from store.tables import HistoryLine, Ticket, TicketClock
from tests.store.district_fixture import NOON, Town

USERS = ("ZhangSan", "ZhaoYun", "LiSi", "SunQi", "QianBa", "WangWu")
TODAY = date(2026, 9, 16)
MANY = 4000


def finders(town: Town, query: Query) -> set[str]:
    with town.store.read() as session:
        return {user for user in USERS if _ids(session, town, user, query)}


def _ids(session: Session, town: Town, user: str, query: Query) -> list[int]:
    found = search.search(session, town.store.vault, town.actor(user), query, town.now, TODAY)
    return list(found.ids)


def test_nobody_finds_a_ticket_they_have_no_part_in(town: Town) -> None:
    number = town.filed()
    queries = (Query(ends=("0001",)), Query(words=("未列入",)), Query(), Query(states=frozenset(State)))
    for query in queries:
        assert finders(town, query) == {"ZhangSan", "ZhaoYun", "QianBa"}, query
    town.walk(number, Action.TRANSFER)
    for query in queries:
        assert finders(town, query) == set(USERS), query
    for nothing in (Query(ends=("0002",)), Query(words=("100%",)), Query(words=("_",)), Query(days=("20260915",))):
        assert finders(town, nothing) == set()


def test_words_of_the_filing_are_for_those_who_read_them(town: Town) -> None:
    number = town.filed()
    town.walk(number, Action.TRANSFER)
    readers = {"ZhangSan", "ZhaoYun", "LiSi", "WangWu"}
    for words in (("门牌八十八号",), ("录入错误", "门牌"), ("310105199001011234",)):
        assert finders(town, Query(words=words)) == readers
    given = {"basis": "权责清单第12项", "suggested_department_id": town.departments["DSJ"].id}
    town.step(number, Action.RETURN, "LiSi", **given)
    assert finders(town, Query(words=("门牌八十八号",))) == {"ZhangSan", "ZhaoYun"}
    assert finders(town, Query(words=("未列入",))) == set(USERS)


def test_sight_is_the_sight_of_the_law(town: Town) -> None:
    """What the set of ids says is what the projection's rule says, for everybody and at every step of the road."""
    from bot.projection import has_part

    number = town.filed()
    for step in (None, *town.road()[:8]):
        if step is not None:
            action, user, given = step
            town.step(number, action, user, **given)
        with town.store.read() as session:
            ticket = tickets.get(session, number, lock=False)
            assert ticket is not None
            for user in USERS:
                seen = session.scalars(search.newest(visible_tickets.visible(session, town.actor(user)), limit=5)).all()
                assert bool(seen) == has_part(session, ticket, town.actor(user)), (ticket.state, user)


def test_endings_of_numbers(town: Town) -> None:
    with town.store.write() as session:
        given_out = [ticket_numbers.new_number(session, NOON) for _ in range(1005)]
        assert ticket_numbers.ending(session, ["7"]) == ticket_numbers.ending(session, ["0007"]) == [given_out[6]]
        assert ticket_numbers.ending(session, ["005"]) == [given_out[4], given_out[1004]]
        assert ticket_numbers.ending(session, ["0916-12", "0917-3", "20260916-0013"]) == [given_out[11], given_out[12]]
        for nothing in ("0", "2000", "0917-1"):
            assert ticket_numbers.ending(session, [nothing]) == []


@pytest.fixture
def crowded(town: Town) -> Iterator[Session]:
    """Some thousand closed tickets and a few open ones, and the database's statistics of them."""
    town.walk(town.filed(), Action.TRANSFER)
    with town.store.write() as session:
        _multiply(session)
    with town.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    with town.store.read() as session:
        yield session


def _multiply(session: Session) -> None:
    """The one ticket there is again and again, most of them ended."""
    ticket, lines, clocks = (
        [dict(row) for row in session.execute(table_of(kind).select()).mappings()]
        for kind in (Ticket, HistoryLine, TicketClock)
    )
    rows: dict[type, list[dict[str, object]]] = {Ticket: [], HistoryLine: [], TicketClock: []}
    for i in range(2, MANY):
        ended = {"state": State.CLOSED, "outcome": Outcome.CONFIRMED, "closed_at": NOON} if i % 50 else {}
        new = {"id": i, "number": f"CN-20250101-{i:04d}", "title": f"数据{i % 90}", "proposer_id": i}
        rows[Ticket].append(ticket[0] | new | ended)
        rows[HistoryLine] += [_copy(line, i) | {"department_id": i % 2 + 1} for line in lines]
        rows[TicketClock] += [_copy(clock, i) | ({"stopped_at": NOON} if ended else {}) for clock in clocks]
    for kind, values in rows.items():
        session.execute(insert(table_of(kind)), values)


def _copy(row: dict[str, object], ticket_id: int) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "id"} | {"ticket_id": ticket_id}


QUERIES = (
    Query(days=("20260916",)),
    Query(days=("202609",), states=frozenset({State.DISPATCHED})),
    Query(departments=frozenset({2})),
    Query(states=frozenset({State.DISPATCHED, State.VERIFYING})),
    Query(states=frozenset({State.CONSENTING}), outcomes=frozenset({Outcome.SPECIAL})),
    Query(results=frozenset({Result.SPECIAL})),
    Query(departments=frozenset({2}), states=frozenset({State.VERIFYING}), traits=frozenset({Trait.OVERDUE})),
    *(Query(traits=frozenset({trait})) for trait in Trait),
)


def plan(session: Session, query: ClauseElement) -> str:
    """How SQLite would answer it."""
    compiled = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
    return "\n".join(row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}"))


def whole_reads(session: Session, query: ClauseElement) -> list[str]:
    """The steps that read a large table row by row in no order: `SCAN tickets`, with no index to say which."""
    tables = ("tickets", "history", "clocks", "texts")
    steps = plan(session, query).splitlines()
    return [step for step in steps if any(step.startswith(f"SCAN {table}") for table in tables) and "INDEX" not in step]


def test_no_search_reads_all_tickets(crowded: Session, town: Town) -> None:
    """Plans are read on SQLite; PostgreSQL has the same indexes."""
    if crowded.get_bind().dialect.name == "sqlite":
        for user in ("ZhangSan", "LiSi", "SunQi", "ZhaoYun"):
            seen = visible_tickets.visible(crowded, town.actor(user))
            for query in QUERIES:
                fits = search.conditions_of(query, NOON, TODAY)
                assert whole_reads(crowded, search.newest(seen, *fits, limit=50)) == [], (user, query)


def test_titles_are_sought_once_each(crowded: Session, town: Town) -> None:
    query = Query(words=("数据17",))
    found = search.search(crowded, town.store.vault, town.actor("ZhaoYun"), query, NOON, TODAY)
    assert found.unread  # of thousands, the texts of the newest alone were opened
    assert set(found.ids) == {i for i in range(2, MANY) if i % 90 == 17}
    if crowded.get_bind().dialect.name == "sqlite":
        seen = visible_tickets.visible(crowded, town.actor("ZhaoYun"))
        said = plan(crowded, search.newest(seen, search.titled("数据17"), limit=50))
        assert "ix_tickets_title" in said
        assert "SCAN tickets\n" not in said


def test_what_waits_is_read_by_index(crowded: Session, town: Town) -> None:
    if crowded.get_bind().dialect.name == "sqlite":
        for user in USERS:
            assert whole_reads(crowded, waiting.tasks_query(town.actor(user), 50)) == [], user


def test_the_most_urgent_is_there_however_many_wait(crowded: Session, town: Town) -> None:
    """The oldest fifty would leave out what is due first: the bound cuts the end of the list, not the urgent."""
    officer = town.actor("LiSi")
    every = waiting.waiting(crowded, officer)
    assert len(every) > 50
    assert [task.key for task in every] == sorted(task.key for task in every)
    assert waiting.waiting(crowded, officer, 10) == every[:10]
    assert [ticket.id for ticket in ticket_lists.open_for(crowded, officer, limit=10)] == [
        task.ticket_id for task in every[:10]
    ]


def test_a_stranger_finds_nothing(store: Store) -> None:
    with store.read() as session:
        nobody = Actor(999, frozenset(), None)
        assert search.search(session, store.vault, nobody, Query(), NOON, TODAY).ids == []
        assert waiting.waiting(session, nobody) == []
