"""`objection report`: timeliness and effectiveness per department, for the supervising office (G5, M15)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from commandline.opening import configured, opened_store, readable_settings

if TYPE_CHECKING:
    from store.quality import Figures

HEADINGS = (
    "部门", "异议数", "按时答复", "超期答复", "按时修正", "超期修正", "提出方不认可", "部门退回", "延期",
    "特例", "办理工作日(中位数)", "评价(平均)",
)  # fmt: skip


def _month(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return datetime.strptime(value, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise click.BadParameter("应写成 2026-10") from None


@click.command()
@click.option("--month", callback=_month, metavar="YYYY-MM", help="哪个月, 如 2026-10; 不写则为本月到现在。")
@click.option("--format", "style", type=click.Choice(("text", "csv")), default="text", show_default=True)
def report(month: date | None, style: str) -> None:
    """各部门的及时率与质量: 件数、按时答复、按时修正、不认可、延期、特例。

    只有数字, 不排名; 不含任何个人信息和数据内容。csv 可直接用 Excel 打开。
    """
    from app import laws_in_force
    from clock import local_date, open_clock
    from store.quality import by_department

    config = configured()
    start, end = _span(month or local_date(open_clock(config.clock).now()))
    with readable_settings(), opened_store(config) as store, store.read() as session:
        figures = by_department(session, start, end, laws_in_force(config)(session).calendar)
    title = f"{start + timedelta(days=1):%Y-%m} 公共数据异议办理情况"
    click.echo(_csv(figures) if style == "csv" else _text(title, figures), nl=False)


def _span(day: date) -> tuple[datetime, datetime]:
    """The month of a day, in Shanghai, as instants."""
    from clock import SHANGHAI

    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    begin, end = (datetime.combine(each, time(), SHANGHAI).astimezone(UTC) for each in (first, after))
    return begin, end


def _rows(figures: Sequence[Figures]) -> list[list[str]]:
    return [["" if value is None else str(value) for value in astuple(each)] for each in figures]


def _text(title: str, figures: Sequence[Figures]) -> str:
    if not figures:
        return f"{title}\n这个月没有异议。\n"
    lines = [title]
    for row in _rows(figures):
        shown = [f"{heading} {value}" for heading, value in zip(HEADINGS[1:], row[1:], strict=True) if value]
        lines.append(f"{row[0]}: {', '.join(shown)}")
    return "\n".join(lines) + "\n"


def _csv(figures: Sequence[Figures]) -> str:
    """With a byte order mark for Excel, and no cell that Excel would run as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADINGS)
    writer.writerows(
        [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in row] for row in _rows(figures)
    )
    return "\ufeff" + buffer.getvalue()
