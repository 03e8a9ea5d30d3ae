"""G5, M15: timeliness and effectiveness per department, counted from frozen verdicts; numbers only, nobody's data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from regulation.notices import shipped_notices
from regulation.states import Action
from regulation.workdays import WorkCalendar
from store.quality import Figures, by_department
from store.session import Store
from store.vault import new_keys, read_keys
from tests.store.town import CANARIES, Town

KEYS = new_keys()
SEPTEMBER = datetime(2026, 8, 31, 16, tzinfo=UTC), datetime(2026, 9, 30, 16, tzinfo=UTC)


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    store = Store(database_url, read_keys(KEYS))
    yield Town(store).build()
    store.close()


def figures(town: Town) -> dict[str, Figures]:
    with town.store.read() as session:
        found = by_department(session, *SEPTEMBER, WorkCalendar(shipped_notices()))
    return {each.department: each for each in found}


def test_a_case_on_the_main_road_is_counted_once(town: Town) -> None:
    town.walk(town.filed(), until=Action.EVALUATE)
    assert figures(town) == {
        "区绿化和市容管理局": Figures(
            "区绿化和市容管理局", cases=1, replied_in_time=1, repaired_in_time=1, days=0.0, score=5.0
        )
    }


def test_a_month_without_cases_is_empty(town: Town) -> None:
    assert figures(town) == {}


def test_a_late_reply_stays_late(town: Town) -> None:
    number = town.filed()
    town.walk(number, until=Action.RECEIVE)
    town.now = datetime(2026, 9, 29, 4, 0, tzinfo=UTC)  # 周二; the reply was due three working days after the transfer
    finding = {"finding": "经现场核实,路灯坐标录入有误,需要修正", "expected_on": "2026-10-09"}
    town.step(number, Action.REPLY_REPAIR, "LiSi", **finding)
    found = figures(town)["区绿化和市容管理局"]
    assert (found.replied_in_time, found.replied_late) == (0, 1)


def report(town: Town, database_url: str, *arguments: str) -> Result:
    environ = {
        "OBJECTION__DATABASE__URL": database_url,
        "OBJECTION__SECURITY__KEYS": KEYS.replace("\n", ";"),
        "OBJECTION_CONFIG": "",
    }
    return CliRunner().invoke(main, ["report", *arguments], env=environ, catch_exceptions=False)


def test_the_command_prints_numbers_and_nobodys_data(
    town: Town, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    town.walk(town.filed(), until=Action.EVALUATE)
    shown = report(town, database_url, "--month", "2026-09").output
    assert shown.startswith("2026-09 ")
    assert "区绿化和市容管理局: 异议数 1, 按时答复 1" in shown
    assert "没有异议" in report(town, database_url, "--month", "2026-08").output
    table = report(town, database_url, "--month", "2026-09", "--format", "csv").output
    assert table.startswith("\ufeff部门,异议数")
    assert not any(canary in shown + table for canary in CANARIES)
    assert report(town, database_url, "--month", "September").exit_code == 2
