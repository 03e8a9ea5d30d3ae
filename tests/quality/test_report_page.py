"""The report page shows each reader their part; people without a part get 404 (M4, M15)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.laws import LawsInForce
from quality.closed_reports import close
from quality.period import Period
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from store.files.file_store import FileStore
from tests.bot.acts.main_path import MainPath
from tests.bot.district import PLATFORM
from tests.bot.world import World
from tests.quality.random_history import LAWS
from tests.web_session import sign_in
from web.flask_app import create_pages
from web.site import Site

CANARIES = ("张伟", "13800000001", "某某有限公司", "应为注销", "企业登记基本信息", "王芳")


class Now:
    """The world's clock."""

    def __init__(self, world: World) -> None:
        self.now = lambda: world.now


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    world = World.create(sqlite_url)
    MainPath(world).until(MainPath.evaluate)
    world.wait(minutes=1)
    yield world
    world.close()


def client(world: World, tmp_path: Path, user: str) -> FlaskClient:
    file_store = FileStore(tmp_path, world.store.vault, limit=1000, types=("png",))
    laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
    site = Site(world.store, laws, {}, Now(world), file_store, "http://127.0.0.1", b"k" * 32)
    opened = create_pages(site).test_client()
    sign_in(opened, user, platform=PLATFORM, at="http://localhost")
    return opened


def test_supervising_office_reads_the_district(world: World, tmp_path: Path) -> None:
    page = client(world, tmp_path, "chen.mo").get("/report/2026-09")
    assert page.status_code == 200
    for words in (
        "2026年9月公共数据异议质量报告",
        "区市场监管局",
        "区大数据中心",
        "不计入中位数的工单",
        "下载 Excel",
        "CN-20260917-0001",
    ):
        assert words in page.text
    assert not any(canary in page.text for canary in CANARIES)


def test_leader_reads_the_own_department(world: World, tmp_path: Path) -> None:
    page = client(world, tmp_path, "wu.gang").get("/report/2026-09").text
    assert "本部门" in page
    for words in ("区大数据中心", "全区名次", "不计入中位数的工单", "下载"):
        assert words not in page
    world.at("2026-10-20T10:00")
    with world.store.write() as session:
        close(session, Period(2026, 9), world.now, LAWS, 0)
    page = client(world, tmp_path, "wu.gang").get("/report/2026-09").text
    assert "全区名次" in page
    assert "已公布（第1版）" in page


@pytest.mark.parametrize("user", ["zhang.wei", "li.na", "wang.fang"])
def test_others_get_404(world: World, tmp_path: Path, user: str) -> None:
    for path in ("/report/2026-09", "/report/2026-09.xlsx"):
        assert client(world, tmp_path, user).get(path).status_code == 404


def test_strangers_are_asked_to_sign_in(world: World, tmp_path: Path) -> None:
    assert client(world, tmp_path, "nobody").get("/report/2026-09").status_code == 302


def test_an_invalid_or_future_month_is_404(world: World, tmp_path: Path) -> None:
    opened = client(world, tmp_path, "chen.mo")
    for month in ("2026-13", "2099-01", "september", "2026-09'--"):
        assert opened.get(f"/report/{month}").status_code == 404


def test_workbook_is_for_the_district_only(world: World, tmp_path: Path) -> None:
    got = client(world, tmp_path, "zhou.jie").get("/report/2026-09.xlsx")
    assert got.data.startswith(b"PK")
    assert client(world, tmp_path, "wu.gang").get("/report/2026-09.xlsx").status_code == 404
