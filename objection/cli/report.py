"""`objection report`: the quality report by department: print, export, close, verify (G5, M15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.inspection.personal_data import covered
from bot.laws import LawsInForce
from clock.time_source import open_clock
from objection.cli.command_reading import note_reading
from objection.cli.startup import configured, opened_store, readable_settings
from objection.district_rules import laws_in_force
from quality import report_image, report_tables, report_text
from quality.closed_reports import Draft, NotOver, close, draft, report_on, stands
from quality.period import Period
from quality.published.correction_notes import notes_of, public_notes
from quality.published.public_edition import public_tables, public_text
from quality.published.publication import publication
from quality.report import Report
from quality.report_columns import NewerFormat
from quality.report_image import NoPicture
from quality.report_tables import Table
from regulation.law import Laws
from regulation.shanghai import local_date
from store.lists.report_source import latest
from store.readings.reading_lines import ReadingKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault

TABLES = ("departments", "centre", "days", "tickets", "left-out", "corrections")


def _month(_context: click.Context, _option: click.Parameter, value: str | None) -> Period | None:
    try:
        return Period.read(value) if value is not None else None
    except ValueError:
        raise click.BadParameter("应写成 2026-10") from None


@click.command()
@click.option("--month", callback=_month, metavar="YYYY-MM", help="哪个月，如 2026-10；不写则为本月到现在。")
@click.option("--format", "style", type=click.Choice(("text", "csv", "xlsx", "png")), default="text", show_default=True)
@click.option("--table", type=click.Choice(TABLES), default="departments", show_default=True, help="csv 中的哪张表。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写在屏幕上。")
@click.option("--close", "closing", is_flag=True, help="结账：保存这个月的报告，以后只能由督办更正后另存一版。")
@click.option("--public", is_flag=True, help="公开版：不含工单和个人，只有已公布的月份才有。")
@click.option("--verify", is_flag=True, help="核对：按历史重新统计已结账的月份，应逐字节相同。")
def report(
    month: Period | None, style: str, table: str, output: Path | None, *, closing: bool, public: bool, verify: bool
) -> None:
    """各部门和区大数据中心的及时性、有效性：按时答复、按时修正、承诺、不认可、退回、延期、特例、满意度。

    \b
    已结账的月份显示保存的报告，未结账的按现在的历史统计。列出的工单旁有姓名的，只在内部版，看过有查阅记录。
      objection report --month 2026-10
      objection report --month 2026-10 --close
      objection report --month 2026-10 --format xlsx -o 2026-10.xlsx
      objection report --month 2026-10 --public
    """
    config = configured()
    now = open_clock(config.clock).now()
    period = month or Period.of(local_date(now))
    with readable_settings(), _readable_report(), opened_store(config, writes=closing) as store:
        laws = laws_in_force(config)
        if closing:
            with store.read() as session:
                counted = draft(session, period, now, laws(session))
            with store.write() as session:
                _close(session, period, now, laws(session), config.report.reply_days, counted)
        if not public and not verify:
            note_reading(store, now, ReadingKind.REPORT, what=f"{period}质量报告")
        with store.read() as session:
            if verify:
                _verify(session, period, laws)
                return
            edition = (_public if public else _internal)(session, period, now, store.vault, laws(session))
    _show(edition, style, table, output)


@dataclass(frozen=True, slots=True)
class _Edition:
    """A report in one of its editions, rendered when it is known how."""

    report: Report
    tables: Mapping[str, Table]
    text: str
    fingerprint: str = ""


def _internal(session: Session, period: Period, now: datetime, vault: Vault, laws: Laws) -> _Edition:
    found, row = report_on(session, period, now, laws)
    notes = notes_of(session, vault, found)
    return _Edition(found, report_tables.tables(found, notes), report_text.as_text(found, row))


def _public(session: Session, period: Period, now: datetime, vault: Vault, laws: Laws) -> _Edition:
    row = latest(session, str(period))
    if row is None or row.publish_on > local_date(now):
        raise click.ClickException(f"{period} 的质量报告尚未公布，没有公开版。")
    found = Report.read(row.content)
    notes = public_notes(session, vault, found, covered)
    published = publication(session, row, laws.calendar)
    text = public_text(found, published, notes)
    return _Edition(found, public_tables(found, notes, published.head), text, published.fingerprint)


@contextmanager
def _readable_report() -> Iterator[None]:
    """A report stored by a newer version of the program is refused in one line."""
    try:
        yield
    except NewerFormat as refusal:
        raise click.ClickException(refusal.text) from None


def _close(session: Session, period: Period, now: datetime, laws: Laws, reply_days: int, counted: Draft) -> None:
    try:
        row = close(session, period, now, laws, reply_days, counted)
    except NotOver:
        raise click.ClickException(f"{period} 还没有结束，不能结账。{period.next()}-01 起可以。") from None
    click.echo(f"{period} 已结账：第{row.version}版，SHA-256 {row.sha256}", err=True)


def _verify(session: Session, period: Period, in_force: LawsInForce) -> None:
    row = latest(session, str(period))
    if row is None:
        raise click.ClickException(f"{period} 还没有结账，没有可核对的报告。")
    laws = in_force.as_of(session, row.known)
    if stands(session, row, laws):
        click.echo(f"{period} 第{row.version}版与历史逐字节相同，SHA-256 {row.sha256}")
        return
    calendar = "" if laws.calendar.version == row.calendar else "（工作日历与结账时不同）"
    raise click.ClickException(
        f"{period} 第{row.version}版与按历史重新统计的结果不同{calendar}。请执行 objection doctor。"
    )


def _show(edition: _Edition, style: str, table: str, output: Path | None) -> None:
    if output is None and style in ("xlsx", "png"):
        raise click.UsageError(f"--format {style} 需要 -o 文件名。")
    try:
        content = _rendered(edition, style, table)
    except NoPicture as reason:
        raise click.ClickException(f"画不了图：{reason} 数字请用 --format text、csv 或 xlsx。") from None
    if output is None:
        click.echo(content.decode(), nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"写不了 {output}：{error.strerror}。") from None
    click.echo(f"已写入 {output}", err=True)


def _rendered(edition: _Edition, style: str, table: str) -> bytes:
    if style == "csv":
        if table not in edition.tables:
            raise click.UsageError(f"公开版没有这张表：{table}。")
        return report_tables.csv_text(edition.tables[table]).encode()
    if style == "xlsx":
        return report_tables.xlsx_bytes(edition.report, edition.tables.values())
    if style == "png":
        return report_image.png_bytes(edition.report, fingerprint=edition.fingerprint)
    return edition.text.encode()
