"""Ticket lists: visibility for those with a part in the ticket (M4, M9), and to-do lists sorted by urgency."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from regulation.holiday_notices import Notice, shipped_notices
from regulation.states import Action
from store import loaded_notices
from store.cases import flags, ticket_numbers, tickets
from store.engine.session import Store
from store.lists import ticket_lists
from store.people import persons
from store.tables import Ticket
from tests.store.district_fixture import NOON, DistrictFixture


def of(rows: Iterable[Ticket]) -> list[str]:
    return [ticket.number[-4:] for ticket in rows]


def test_tasks_wait_for_whoever_must_act(district: DistrictFixture) -> None:
    number = district.filed()
    users = ("ZhangSan", "ZhaoYun", "LiSi", "WangWu", "SunQi", "QianBa")

    def holders() -> set[str]:
        with district.store.read() as session:
            return {user for user in users if ticket_lists.open_for(session, district.actor(user))}

    seen = [holders()]
    for action, user, given in district.main_path()[:8]:
        district.step(number, action, user, **given)
        seen.append(holders())
    centre, department = {"ZhaoYun"}, {"LiSi", "WangWu"}
    told = {"ZhangSan", "ZhaoYun"}  # sent and not yet delivered: the proposer may act, the centre must tell (M14)
    assert seen == [centre, centre, centre, department, department, department, centre, told, set()]


def test_the_most_urgent_comes_first(district: DistrictFixture) -> None:
    first, second = district.filed(), district.filed()
    district.step(
        first, Action.ACCEPT, "ZhaoYun"
    )  # two days for the check; the other ticket has one day for acceptance
    with district.store.read() as session:
        waiting = ticket_lists.open_for(session, district.actor("ZhaoYun"))
        assert [ticket.number for ticket in waiting] == [second, first]


def test_ones_own_filings_newest_first(district: DistrictFixture) -> None:
    district.filed()
    closed = district.filed()
    district.advance(closed)
    with district.store.read() as session:
        person = district.people["ZhangSan"].id
        assert of(ticket_lists.of_proposer(session, person)) == ["0002", "0001"]
        assert of(ticket_lists.of_proposer(session, person, open_only=True)) == ["0001"]
        assert persons.names(session, {person, 99}) == {person: "张三"}


def test_numbers_are_read_as_people_type_them() -> None:
    spellings = ("CN-20260916-0007", "cn20260916-7", " 20260916 0007 ", "CN-20260916-00007")
    assert {ticket_numbers.read_number(text) for text in spellings} == {"CN-20260916-0007"}
    assert {ticket_numbers.read_number(text) for text in ("", "CN-2026", "7", "CN-20260916-0007x")} == {None}


def test_a_ticket_is_found_by_any_spelling(district: DistrictFixture) -> None:
    number = district.filed()
    with district.store.write() as session:
        ticket = tickets.get(session, "cn 20260916 1")
        assert ticket is not None
        assert ticket.number == number
        assert tickets.get(session, "nonsense") is None


def test_data_stays_flagged_until_the_last_case_is_confirmed(district: DistrictFixture) -> None:
    """P9: flags are counted, not switched."""
    first, second = district.filed(), district.filed()
    for number in (first, second):
        district.advance(number, Action.REPLY_REPAIR)
    for number, left in ((first, 1), (second, 0)):
        for action, user, given in district.main_path()[5:8]:
            district.step(number, action, user, **given)
        with district.store.read() as session:
            ticket = tickets.get(session, number, lock=False)
            assert ticket is not None
            assert len(flags.marks_on(session, ticket)) == left
            assert flags.open_marks(session) == bool(left)


def test_a_notice_loaded_later_counts_and_replaces_its_earlier_version(store: Store) -> None:
    shipped = shipped_notices()
    last = max(shipped, key=lambda notice: notice.year)
    off = {last.published.replace(year=2027, month=1, day=1): "元旦"}
    for version, title in ((1, "关于2027年"), (2, "关于2027年（更正）")):
        notice = Notice(2027, "国办发明电〔2026〕9号", title, last.published + timedelta(days=360), off, {})
        with store.write() as session:
            assert loaded_notices.keep_notice(session, notice, NOON) == version
    with store.read() as session:
        (kept,) = loaded_notices.kept_notices(session)
        assert (kept.title, dict(kept.off)) == ("关于2027年（更正）", off)
        known = loaded_notices.work_calendar(session, shipped)
        assert not known.is_workday(next(iter(off)))
        assert known.is_certain(next(iter(off)))
