"""A roster enables nobody whose account left its platform before the account is back; 否 ends them for good (M7)."""

from __future__ import annotations

from store.people import directory_events, web_sessions
from store.people.account_changes import everybody
from store.tables import Person
from tests.importing.import_fixture import BEFORE, NOON, ImportFixture, outcomes


def leaves(directory: ImportFixture, user: str) -> None:
    with directory.store.write() as session:
        row = directory_events.account(session, "wecom", user)
        assert row is not None
        assert directory_events.end(session, row, NOON, NOON, ("wecom",))


def returns(directory: ImportFixture, user: str) -> bool:
    with directory.store.write() as session:
        row = directory_events.account(session, "wecom", user)
        assert row is not None
        return directory_events.restore(session, row)


def stored(directory: ImportFixture, name: str) -> Person:
    with directory.store.read() as session:
        return next(person for person in everybody(session) if person.name == name)


def test_the_same_roster_enables_nobody_who_left(directory: ImportFixture) -> None:
    leaves(directory, "li.na")
    assert outcomes(directory.run(*BEFORE)) == ["未变"] * 4
    assert not stored(directory, "李娜").active
    assert returns(directory, "li.na")
    assert stored(directory, "李娜").active


def test_a_roster_with_no_ends_them_for_good(directory: ImportFixture) -> None:
    leaves(directory, "li.na")
    assert outcomes(directory.run("李娜,MZJ,officer-b,,li.na,,否")) == ["变更"]
    assert not returns(directory, "li.na")
    assert not stored(directory, "李娜").active


def test_a_roster_ends_what_is_open_in_browsers(directory: ImportFixture) -> None:
    """Active again by the next roster, they sign in again."""
    with directory.store.write() as session:
        token = web_sessions.begin(session, directory.number("li.na"), NOON)
        stays = web_sessions.begin(session, directory.number("zhang.wei"), NOON)
    directory.run("李娜,MZJ,officer-b,,li.na,,否")
    directory.run("李娜,MZJ,officer-b,,li.na,,是")
    with directory.store.read() as session:
        assert web_sessions.find(session, token, NOON) is None
        assert web_sessions.find(session, stays, NOON) is not None


def test_another_account_in_the_roster_enables_them(directory: ImportFixture) -> None:
    leaves(directory, "li.na")
    directory.run("李娜,MZJ,officer-b,,li.na2,,", moves="li.na=li.na2")
    person = stored(directory, "李娜")
    assert person.active
    assert person.left_at is None
    assert directory.who("li.na2").name == "李娜"


def test_a_successor_gets_the_account_usable(directory: ImportFixture) -> None:
    leaves(directory, "li.na")
    directory.run("周新,MZJ,officer-b,,li.na,,", new="li.na")
    assert directory.who("li.na").name == "周新"
    with directory.store.read() as session:
        assert not directory_events.is_news(session, "wecom", "li.na", NOON, directory_events.Change.ROSTER)


def test_who_is_given_a_user_id_by_the_roster_has_it_since_then(directory: ImportFixture) -> None:
    """New people, a second account, another id, a successor; the same roster again gives nothing."""

    def since(user: str) -> object:
        with directory.store.read() as session:
            row = directory_events.account(session, "wecom", user)
            assert row is not None
            return row.since

    directory.run("周新,MZJ,officer-b,,zhou.xin,,", "李娜,MZJ,officer-b,,li.na2,,", moves="li.na=li.na2")
    assert (since("zhou.xin"), since("li.na2")) == (NOON, NOON)
