"""公开报告 [月份]: the public edition of a published quality report, for everybody (M15)."""

from __future__ import annotations

from bot.cards.report_card import public_card
from bot.commands.statistics import month_of
from bot.context import Command, Context
from bot.ports import Card, CardKind
from quality.period import Period
from quality.published.publication import closing_day, publication, published_periods
from quality.report import Report
from regulation.shanghai import dated, local_date
from store.lists import report_source


def run(ctx: Context, args: str) -> Card:
    """Without a month: the newest that is published."""
    known = published_periods(ctx.session, local_date(ctx.now))
    period = str(month_of(ctx, args) or (known[0] if known else Period.of(local_date(ctx.now)).before()))
    row = report_source.latest(ctx.session, period) if period in known else None
    if row is None:
        return Card(CardKind.TEXT, body=_not_yet(ctx, Period.read(period), known))
    return public_card(Report.read(row.content), publication(ctx.session, row, ctx.laws.calendar))


def _not_yet(ctx: Context, period: Period, known: list[str]) -> str:
    """From when on it can be read; by the rule a month is closed on the first working day after it."""
    row = report_source.latest(ctx.session, str(period))
    other = f"已公布的最近一期请发送“公开报告 {known[0]}”。" if known else ""
    if row is not None:
        return f"{period.name}的质量报告将于{dated(row.publish_on)}公布。{other}"
    late = _late(ctx, period)
    return f"{period.name}的质量报告尚未公布{f'，比应结账的日期已迟{late}个工作日' if late else ''}。{other}"


def _late(ctx: Context, period: Period) -> int:
    """Working days by which its closing is overdue; none for a month without a case."""
    if not report_source.how_many(ctx.session, period.start, min(period.end, ctx.now)):
        return 0
    due = closing_day(period, ctx.laws.calendar)
    return max(0, ctx.laws.calendar.between(due, local_date(ctx.now)))


COMMAND = Command("公开报告", "公开报告 [2026-10]", "已公布的数据质量报告", run, ("数据质量报告", "公开质量报告"))
