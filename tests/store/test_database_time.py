"""Clock skew against a database server; SQLite has no clock of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clock.skew import ClockSkew
from doctor import stored_record
from store.engine.session import Store
from store.upkeep.write_probe import database_time
from tests.bot.world import vault
from web.readiness import database_clock


def test_clock_skew_against_the_database(database_url: str) -> None:
    store = Store(database_url, vault())
    with store.read() as session:
        told = database_time(session)
    assert (told is None) == store.is_sqlite
    assert [*database_clock(store, ClockSkew("数据库时间"))] == []
    if told is None:
        assert [*stored_record.clock(store, datetime.now(UTC))] == []
    else:
        (right,), (wrong,) = (stored_record.clock(store, told + timedelta(seconds=off)) for off in (1, 361))
        assert right.ok
        assert not wrong.ok
        assert "数据库时间" in wrong.text
        assert "请校时（NTP）" in wrong.text
    store.close()
