"""P3, M5: the instants of running limits are those that their due days give; a moved one is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from regulation.rulebook_file import load_rulebooks
from regulation.states import Action
from store.engine.session import Store
from store.record_checks.limit_check import check_instants
from tests.store.district_fixture import DistrictFixture, make_vault


@pytest.fixture
def district(sqlite_url: str) -> DistrictFixture:
    return DistrictFixture(Store(sqlite_url, make_vault())).build()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("due_at = datetime(due_at, '+9 days')", "的截止时刻被改动，与到期日"),
        ("remind_at = NULL", "的提醒时刻被改动"),
        ("remind_at = datetime(remind_at, '+90 days')", "的提醒时刻被改动"),
    ],
)
def test_moved_instant_is_found(district: DistrictFixture, change: str, told: str) -> None:
    number, books = district.filed(), load_rulebooks()
    district.advance(number, Action.RECEIVE)

    def found() -> list[str]:
        later = district.now + timedelta(hours=1)
        with district.store.read() as session:
            return [f"{each.number}：{each.text}" for each in check_instants(session, books, later)]

    assert found() == []
    with district.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE clocks SET {change} WHERE stopped_at IS NULL"))
    (wrong,) = found()
    assert wrong.startswith(number)
    assert told in wrong
