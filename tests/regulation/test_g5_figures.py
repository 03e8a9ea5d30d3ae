"""工作规则一.5：对于数据责任方的数据核实工作处理超时、处理结果不被数据责任方认可、数据修复超时等情况，将在数据质量报告中予以体现。"""

from __future__ import annotations

from datetime import timedelta

from quality.closed_reports import report_on
from quality.period import Period
from quality.report import Row
from quality.report_columns import DEPARTMENT_COLUMNS
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.permissions.dry_run import LAWS


def row_of(world: World, name: str) -> Row:
    with world.store.read() as session:
        report, _ = report_on(session, Period(2026, 9), world.now + timedelta(minutes=1), LAWS(session))
    return next(row for row in report.departments if row.name == name)


def test_the_three_items_are_columns_by_name() -> None:
    headings = {column.code: column.heading for column in DEPARTMENT_COLUMNS}
    assert headings["reply_late"] == "答复超期"
    assert headings["repair_late"] == "修正超期"
    assert headings["rejected"] == "处理结果不被提出方认可"
    assert headings["returned"] == "不被数据责任方认可（退回）"


def test_both_readings_of_not_accepted_are_counted(world: World) -> None:
    """T41: the text says 责任方, P9 and G7 turn on the 提出方; a rejection and a return are two figures."""
    number = MainPath(world).until(MainPath.notify)
    world.send_text("zhang.wei", f"不认可 {number} 查询系统里仍显示存续")
    world.send_text("wang.fang", f"退回 {number} CIV 职责清单载明由民政部门登记")
    figures = row_of(world, "区市场监管局").figures
    assert (figures["rejected"], figures["returned"]) == (1, 1)


def test_a_late_reply_is_the_departments_and_no_other_partys(world: World) -> None:
    """T42."""
    number = MainPath(world).until(MainPath.receive)
    world.at("2026-09-28T10:00")
    world.send_text("wang.fang", f"答复需修正 {number} 9月30日 经核实属实，登记状态未更新")
    assert row_of(world, "区市场监管局").figures["reply_late"] == 1
