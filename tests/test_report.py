"""`objection report`: text, CSV, XLSX, PNG; closing and verification; figures only, no personal data (G5, M15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from objection.cli.main import main
from quality import report_columns
from quality.report_columns import Column
from regulation.states import Action
from store.engine.session import Store
from store.vault import new_keys, read_keys
from tests.store.district_fixture import CANARIES, DistrictFixture

KEYS = new_keys()
KNOWN = report_columns.COLUMNS.version


@pytest.fixture
def district(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DistrictFixture]:
    monkeypatch.chdir(tmp_path)
    store = Store(database_url, read_keys(KEYS))
    yield DistrictFixture(store).build()
    store.close()


def report(database_url: str, *arguments: str, now: str = "2026-10-09T10:00:00+08:00 frozen") -> Result:
    """Run the command with a rehearsal's clock."""
    Path("clock").write_text(now + "\n", encoding="utf-8")
    environ = {
        "OBJECTION__DATABASE__URL": database_url,
        "OBJECTION__SECURITY__KEYS": KEYS.replace("\n", ";"),
        "OBJECTION__CLOCK": "file:clock",
        "OBJECTION_CONFIG": "",
    }
    return CliRunner().invoke(main, ["report", *arguments], env=environ, catch_exceptions=False)


def test_the_command_prints_figures_without_personal_data(district: DistrictFixture, database_url: str) -> None:
    district.advance(district.filed(), until=Action.EVALUATE)
    shown = report(database_url, "--month", "2026-09").output
    assert shown.startswith("2026-09 ")
    assert "区绿化和市容管理局：异议数 1，答复按时 1，修正按时 1，按承诺日期完成 1" in shown
    assert "尚未结账" in shown
    assert "没有异议" in report(database_url, "--month", "2026-08").output
    table = report(database_url, "--month", "2026-09", "--format", "csv").output
    assert table.startswith("\ufeff部门,异议数（M5）,答复按时（P6）")
    lists = report(database_url, "--month", "2026-09", "--format", "csv", "--table", "tickets").output
    assert not any(canary in shown + table + lists for canary in CANARIES)


def test_an_invalid_month_is_refused(district: DistrictFixture, database_url: str) -> None:
    for month in ("September", "2026-13", "2026-9", "202609", "２０２６-09"):
        refused = report(database_url, "--month", month)
        assert refused.exit_code == 2
        assert "2026-10" in refused.output


def test_a_closed_month_is_kept_and_verified(district: DistrictFixture, database_url: str) -> None:
    district.advance(district.filed(), until=Action.EVALUATE)
    assert "还没有结束" in report(database_url, "--close", "--month", "2026-10").output
    assert "没有可核对" in report(database_url, "--verify", "--month", "2026-09").output
    assert "第1版" in report(database_url, "--close", "--month", "2026-09").output
    assert "逐字节相同" in report(database_url, "--verify", "--month", "2026-09").output
    district.filed()  # a later filing with a date in the closed month, which no user can enter
    shown = report(database_url, "--month", "2026-09").output
    assert "已结账（第1版），部门可在2026-10-15 周四公布之前" in shown


def test_a_report_of_a_newer_format_is_refused_in_one_line(
    district: DistrictFixture, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.advance(district.filed(), until=Action.EVALUATE)
    with monkeypatch.context() as later:
        today = report_columns.COLUMNS
        added = (*today.centre, Column("reopened", "重新受理", "M10", since=KNOWN + 1))
        later.setattr(report_columns, "COLUMNS", replace(today, centre=added))
        assert report(database_url, "--close", "--month", "2026-09").exit_code == 0
    for option in ("--verify", "--close", "--format=csv"):
        refused = report(database_url, "--month", "2026-09", option)
        told = f"Error: 这份报告由更新的程序保存（格式 {KNOWN + 1}，本程序读到 {KNOWN}），请升级程序后再看。\n"
        assert (refused.exit_code, refused.output) == (1, told)


def test_exports_are_written_and_an_unwritable_path_is_an_error(
    district: DistrictFixture, database_url: str, tmp_path: Path
) -> None:
    district.advance(district.filed(), until=Action.EVALUATE)
    asked = ("--month", "2026-09", "--format")
    assert report(database_url, *asked, "xlsx").exit_code == 2
    for style, begins in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("text", b"2026-09"), ("png", b"\x89PNG")):
        path = tmp_path / f"report.{style}"
        assert report(database_url, *asked, style, "-o", str(path)).exit_code == 0
        assert path.read_bytes().startswith(begins)
    nowhere = report(database_url, *asked, "csv", "-o", str(tmp_path / "missing" / "report.csv"))
    assert nowhere.exit_code == 1
    assert "写不了" in nowhere.output
