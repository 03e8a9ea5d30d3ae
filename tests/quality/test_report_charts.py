"""办法第十五条: a month at a glance; three charts that a screen reader and paper can follow, under the strict CSP."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from quality.closed_reports import close
from quality.period import Period
from quality.published.report_charts import WIDE, glance, median_days
from quality.report import Figure, Report, Row, TicketLine
from quality.report_columns import COLUMNS
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.quality.random_history import LAWS
from tests.quality.test_report_page import client
from tests.regulation.case_run import CALENDAR

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    """One case, confirmed on 2026-09-22; closed on 2026-10-08, published on 10-14."""
    world = World.create(sqlite_url)
    path = MainPath(world)
    path.until(MainPath.notify)
    world.at("2026-09-22T10:00")
    path.confirm()
    world.at("2026-10-08T10:00")
    with world.store.write() as session:
        close(session, Period(2026, 9), world.now, LAWS, 5)
    yield world
    world.close()


def row(id: int, **given: Figure) -> Row:
    figures: dict[str, Figure] = dict.fromkeys((column.code for column in COLUMNS.departments), 0)
    return Row(id, f"D{id}", f"部门{id}", figures | given)


def report(**parts: object) -> Report:
    empty = Report("2026-09", "", "", [], Row(0, "", "区大数据中心", {}), {}, [], [], [], {})
    return Report(**{name: getattr(empty, name) for name in Report.__slots__} | parts)


def test_bars_are_drawn_to_one_scale_and_parts_keep_apart() -> None:
    rows = [row(1, reply_in_time=6, repair_late=2, undone=2), row(2, reply_in_time=5), row(3)]
    bars = glance(rows, None, {}).departments
    assert [(bar.name, bar.total) for bar in bars] == [("部门1", 10), ("部门2", 5)]
    assert [(part.name, part.amount) for part in bars[0].parts] == [("按时", 6), ("超期", 2), ("修正未到位", 2)]
    assert bars[1].parts[0].width == WIDE / 2 - 2
    assert all(a.left + a.width < b.left for a, b in pairwise(bars[0].parts))


def test_days_by_party_fill_one_bar() -> None:
    bar = glance([], report(days={"区大数据中心": 10, "责任部门": 30, "市平台": 0}), {}).parties
    assert bar is not None
    assert [(part.name, part.amount) for part in bar.parts] == [("区大数据中心", 10), ("责任部门", 30)]


def test_medians_are_of_the_cases_that_ended_confirmed_in_the_month() -> None:
    def line(filed: str, closed: str, state: str = "确认办结") -> TicketLine:
        return TicketLine("CN-1", 1, filed, closed, state, [], [])

    lines = [
        line("2026-09-10", "2026-09-11"),
        line("2026-09-10", "2026-09-14"),
        line("2026-09-10", "2026-09-21", "逾期未确认"),
        line("2026-09-10", "2026-09-30", "已撤回"),
        line("2026-09-10", "2026-10-09"),
        line("2026-09-10", ""),
    ]
    assert median_days(report(tickets=lines), CALENDAR) == 2
    assert median_days(report(tickets=[]), CALENDAR) is None


def test_months_go_from_left_to_right_and_zero_is_at_the_foot() -> None:
    points = glance([], None, {"2026-08": 10.0, "2026-07": 5.0, "2026-09": 0.0}).months
    assert [(point.name, point.x) for point in points] == [("2026-07", 0), ("2026-08", 200), ("2026-09", 400)]
    assert [point.y for point in points] == [60, 0, 120]


@pytest.mark.parametrize("path", ["/report/2026-09", "/report/2026-09/public"])
def test_every_chart_has_a_text_alternative_and_no_style_of_its_own(world: World, tmp_path: Path, path: str) -> None:
    world.at("2026-10-14T10:00")
    page = client(world, tmp_path, "chen.mo").get(path).text
    charts = [f"<svg{part.split('</svg>')[0]}</svg>" for part in page.split("<svg")[1:]]
    assert len(charts) == 3
    for chart in charts:
        drawn = ET.fromstring(chart)
        named = str(drawn.get("aria-labelledby")).split()
        told = {each.get("id"): "".join(each.itertext()).strip() for each in drawn.iter() if each.get("id")}
        assert drawn.get("role") == "img"
        assert all(told[name] for name in named)
        assert all(part.get("fill") for part in drawn.iter(f"{SVG}rect"))  # paper ignores the page's CSS
    assert "style=" not in page
    assert "<script" not in page


def test_a_leader_sees_the_own_department_alone_before_publication(world: World, tmp_path: Path) -> None:
    page = client(world, tmp_path, "wu.gang").get("/report/2026-09").text
    assert page.count("<svg") == 1
    world.at("2026-10-14T10:00")
    assert client(world, tmp_path, "wu.gang").get("/report/2026-09").text.count("<svg") == 3


def test_the_figures_stand_in_words_below(world: World, tmp_path: Path) -> None:
    world.at("2026-10-14T10:00")
    page = client(world, tmp_path, "he.ping").get("/report/2026-09/public").text
    assert "区市场监管局：按时2。" in page
    assert "2026-09：4个工作日。" in page
    assert "每个工作日只计入一方，共4个" in page
