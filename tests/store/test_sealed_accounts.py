"""C7: accounts of an older release are sealed and found by their hash; nothing of them stays behind in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from store.cases import stored_drafts
from store.engine.session import Store
from store.people import directory_events, persons, role_grants
from store.people.directory_events import Change
from store.protection import look_up_hashes
from store.protection.key_rotation import seal_clear
from store.tables import Account, Conversation, InboxRow, OutboxRow
from tests.store.district_fixture import DistrictFixture
from tests.store.sealed_values import fill, found_anywhere

USERS = ("LiSi", "ZhaoYun", "zhou1", "user2")


def as_before(store: Store) -> None:
    """The rows as the release before wrote them."""
    with store.write() as session:
        known = {row.id: (row.user, row.key) for row in session.query(Account)}
        sent = {row.id: row.user for row in session.query(OutboxRow)}
        waiting = [row.id for row in session.query(InboxRow).order_by(InboxRow.id)]
    with store.write() as session:
        for number, (user, key) in known.items():
            change = text('UPDATE accounts SET "user" = :user, user_key = :key WHERE id = :id')
            session.execute(change, {"user": user, "key": key, "id": number})
        for number, user in sent.items():
            change = text("UPDATE outbox SET \"user\" = :user, user_index = '' WHERE id = :id")
            session.execute(change, {"user": user, "id": number})
        for place, number in enumerate(waiting):
            session.execute(
                text("UPDATE inbox SET user_key = :key WHERE id = :id"), {"key": f"user{place}", "id": number}
            )
        session.execute(text("UPDATE cards SET \"user\" = 'LiSi'"))
        session.execute(text("UPDATE people SET name_index = ''"))
        menu = """UPDATE conversations SET menu_sealed = '', menu = '{"1": "查询 LiSi"}'"""
        session.execute(text(menu))
        event = "INSERT INTO directory_events (platform, user_key, at, change) VALUES ('wecom', 'lisi', :at, 'here')"
        session.execute(text(event), {"at": "2026-01-01 00:00:00.000000+00:00"})


@pytest.fixture
def older(district: DistrictFixture, tmp_path: Path) -> DistrictFixture:
    fill(district, tmp_path)
    as_before(district.store)
    return district


def test_people_are_found_before_the_server_serves(older: DistrictFixture) -> None:
    """Between the upgrade and the background's first run nobody is missing, by account or by name."""
    store = older.store
    with store.read() as session:
        assert persons.by_account(session, "wecom", "LiSi") is None
        assert role_grants.named(session, "李四") == []
    assert look_up_hashes.complete(store) > 0
    assert look_up_hashes.complete(store) == 0
    with store.read() as session:
        found = persons.by_account(session, "wecom", "LISI")
        assert found is not None
        assert [person.id for person in role_grants.named(session, found.name)] == [found.id]
        last = directory_events.last(session, "wecom", "LiSi")
        assert last is not None
        assert last.change == Change.HERE


def test_nothing_is_left_in_clear(older: DistrictFixture) -> None:
    store = older.store
    look_up_hashes.complete(store)
    assert seal_clear(store) > 0
    for user in USERS:
        assert found_anywhere(store, user) == found_anywhere(store, user.lower()) == [], user
    with store.read() as session:
        offered = stored_drafts.offered(session, session.scalars(select(Conversation.person_id)).first() or 0)
        assert offered == {"1": "查询 LiSi"}
        assert {row.user for row in session.query(Account)} >= {"LiSi", "ZhaoYun"}
    if store.is_sqlite:
        path = Path(str(store.engine.url.database))
        store.close()
        content = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        left = [user for user in USERS if user.encode() in content or user.lower().encode() in content]
        assert left == []  # nor in freed space
