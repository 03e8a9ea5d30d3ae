"""查询 and 我的待办: results within the reader's visibility, and query plans without full table scans (M4, M9)."""

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
from tests.store.district_fixture import NOON, DistrictFixture

USERS = ("ZhangSan", "ZhaoYun", "LiSi", "SunQi", "QianBa", "WangWu")
TODAY = date(2026, 9, 16)
MANY = 4000


def finders(district: DistrictFixture, query: Query) -> set[str]:
    with district.store.read() as session:
        return {user for user in USERS if _ids(session, district, user, query)}


def _ids(session: Session, district: DistrictFixture, user: str, query: Query) -> list[int]:
    found = search.search(session, district.store.vault, district.actor(user), query, district.now, TODAY)
    return list(found.ids)


def test_nobody_finds_a_ticket_they_have_no_part_in(district: DistrictFixture) -> None:
    number = district.filed()
    queries = (Query(ends=("0001",)), Query(words=("未列入",)), Query(), Query(states=frozenset(State)))
    for query in queries:
        assert finders(district, query) == {"ZhangSan", "ZhaoYun", "QianBa"}, query
    district.advance(number, Action.TRANSFER)
    for query in queries:
        assert finders(district, query) == set(USERS), query
    for nothing in (Query(ends=("0002",)), Query(words=("100%",)), Query(words=("_",)), Query(days=("20260915",))):
        assert finders(district, nothing) == set()


def test_filing_texts_are_searched_only_for_permitted_readers(district: DistrictFixture) -> None:
    number = district.filed()
    district.advance(number, Action.TRANSFER)
    readers = {"ZhangSan", "ZhaoYun", "LiSi", "WangWu"}
    for words in (("门牌八十八号",), ("录入错误", "门牌"), ("310105199001011234",)):
        assert finders(district, Query(words=words)) == readers
    given = {"basis": "权责清单第12项", "suggested_department_id": district.departments["DSJ"].id}
    district.step(number, Action.RETURN, "LiSi", **given)
    assert finders(district, Query(words=("门牌八十八号",))) == {"ZhangSan", "ZhaoYun"}
    assert finders(district, Query(words=("未列入",))) == set(USERS)


def test_visibility_equals_the_roles_of_the_law(district: DistrictFixture) -> None:
    """The SQL visibility filter equals the projection's rule, for everybody and at every step of the main path."""
    from bot.visibility.projection import has_part

    number = district.filed()
    for step in (None, *district.main_path()[:8]):
        if step is not None:
            action, user, given = step
            district.step(number, action, user, **given)
        with district.store.read() as session:
            ticket = tickets.get(session, number, lock=False)
            assert ticket is not None
            for user in USERS:
                seen = session.scalars(
                    search.newest(visible_tickets.visible(session, district.actor(user)), limit=5)
                ).all()
                assert bool(seen) == has_part(session, ticket, district.actor(user)), (ticket.state, user)


def test_search_by_the_end_of_a_number(district: DistrictFixture) -> None:
    with district.store.write() as session:
        given_out = [ticket_numbers.new_number(session, NOON) for _ in range(1005)]
        assert ticket_numbers.ending(session, ["7"]) == ticket_numbers.ending(session, ["0007"]) == [given_out[6]]
        assert ticket_numbers.ending(session, ["005"]) == [given_out[4], given_out[1004]]
        assert ticket_numbers.ending(session, ["0916-12", "0917-3", "20260916-0013"]) == [given_out[11], given_out[12]]
        for nothing in ("0", "2000", "0917-1"):
            assert ticket_numbers.ending(session, [nothing]) == []


@pytest.fixture
def crowded(district: DistrictFixture) -> Iterator[Session]:
    """Some thousand closed tickets and a few open ones, with the database's statistics (ANALYZE)."""
    district.advance(district.filed(), Action.TRANSFER)
    with district.store.write() as session:
        _multiply(session)
    with district.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    with district.store.read() as session:
        yield session


def _multiply(session: Session) -> None:
    """Copies of the one ticket, most of them closed."""
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
    """SQLite's query plan."""
    compiled = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
    return "\n".join(row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}"))


def whole_reads(session: Session, query: ClauseElement) -> list[str]:
    """The plan's full scans of a large table: `SCAN tickets` without an index."""
    tables = ("tickets", "history", "clocks", "texts")
    steps = plan(session, query).splitlines()
    return [step for step in steps if any(step.startswith(f"SCAN {table}") for table in tables) and "INDEX" not in step]


def test_no_search_reads_all_tickets(crowded: Session, district: DistrictFixture) -> None:
    """Plans are read on SQLite; PostgreSQL has the same indexes."""
    if crowded.get_bind().dialect.name == "sqlite":
        for user in ("ZhangSan", "LiSi", "SunQi", "ZhaoYun"):
            seen = visible_tickets.visible(crowded, district.actor(user))
            for query in QUERIES:
                fits = search.conditions_of(query, NOON, TODAY)
                assert whole_reads(crowded, search.newest(seen, *fits, limit=50)) == [], (user, query)


def test_titles_are_searched_by_index(crowded: Session, district: DistrictFixture) -> None:
    query = Query(words=("数据17",))
    found = search.search(crowded, district.store.vault, district.actor("ZhaoYun"), query, NOON, TODAY)
    assert found.unread  # of thousands, only the newest tickets' texts were decrypted
    assert set(found.ids) == {i for i in range(2, MANY) if i % 90 == 17}
    if crowded.get_bind().dialect.name == "sqlite":
        seen = visible_tickets.visible(crowded, district.actor("ZhaoYun"))
        said = plan(crowded, search.newest(seen, search.titled("数据17"), limit=50))
        assert "ix_tickets_title" in said
        assert "SCAN tickets\n" not in said


def test_waiting_tasks_are_read_by_index(crowded: Session, district: DistrictFixture) -> None:
    if crowded.get_bind().dialect.name == "sqlite":
        for user in USERS:
            assert whole_reads(crowded, waiting.tasks_query(district.actor(user), 50)) == [], user


def test_the_most_urgent_task_is_listed_however_many_wait(crowded: Session, district: DistrictFixture) -> None:
    """The limit of fifty applies after sorting by urgency, so it cuts the least urgent ones."""
    officer = district.actor("LiSi")
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
