"""统计 [月份]: the monthly quality report, within the caller's supervision (G5, M15)."""

from __future__ import annotations

from bot.cards.report_card import report_card, running_card
from bot.context import Command, Context
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.notify.readers import actors_of
from bot.ports import Card, CardKind
from quality.closed_reports import report_on
from quality.period import Period
from quality.published.publication import publication
from quality.report_visibility import Seen, may_read, seen
from regulation.case import Actor
from regulation.refusals import BadValue, NotYours
from regulation.shanghai import local_date
from store.lists import report_source

MOST = 100  # cases that can be counted within one answer, in some tens of milliseconds


def run(ctx: Context, args: str) -> Card:
    """Without a month: the newest closed one, else the current month."""
    closed = report_source.kept(ctx.session)
    period = month_of(ctx, args) or (Period.read(closed[0][0]) if closed else Period.of(local_date(ctx.now)))
    if _too_much(ctx, period):
        return running_card(period)
    found = _seen(ctx, period)
    if not found.departments and not found.tickets:
        return Card(CardKind.TEXT, body=f"{period.name}没有计入的异议。看其他月份请发送“统计 {period.before()}”。")
    return report_card(found, _fingerprint(ctx, found), now=ctx.now)


def _fingerprint(ctx: Context, found: Seen) -> str:
    """The record's, as of the day on which the report was published."""
    if found.row is None or not found.published:
        return ""
    return publication(ctx.session, found.row, ctx.laws.calendar).fingerprint


def _too_much(ctx: Context, period: Period) -> bool:
    """An open month is counted on request; above a number of cases the page does it, outside the inbox worker."""
    many = report_source.how_many(ctx.session, period.start, period.end) > MOST
    return many and report_source.latest(ctx.session, str(period)) is None and may_read(_rights(ctx))


def _rights(ctx: Context) -> list[Actor]:
    return list(actors_of(ctx.session, ctx.person, ctx.now))


def month_of(ctx: Context, args: str) -> Period | None:
    """The month that was typed, None without one. Raises BadValue for what is no month, or has not begun."""
    words, present = bare(folded(args)), Period.of(local_date(ctx.now))
    if not words:
        return None
    if words in ("本月", "上月"):
        return present if words == "本月" else present.before()
    try:
        period = Period.read(words)
    except ValueError:
        raise BadValue(f"月份：请写成 {present}，或写本月、上月。", field="month") from None
    if period.start > ctx.now:
        raise BadValue("月份：还没有到，请填写本月或以前的月份。", field="month")
    return period


def _seen(ctx: Context, period: Period) -> Seen:
    """Nothing is counted for people who may not read it."""
    rights = _rights(ctx)
    if not may_read(rights):
        raise NotYours("各部门的统计供督办、中心负责人和分管领导查看；已公布的质量报告请发送“公开报告”。")
    report, row = report_on(ctx.session, period, ctx.now, ctx.laws)
    return seen(report, row, rights, local_date(ctx.now))


COMMAND = Command(
    "统计",
    "统计 [2026-10]",
    "各部门办理的及时性和有效性",
    run,
    ("质量报告", "统计报告"),
    frozenset({"leader", "director", "supervisor"}),
)
