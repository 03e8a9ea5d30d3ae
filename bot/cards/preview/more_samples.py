"""Sample cards that belong to no state: tickets of one fault, joint handling, city orders, the centre's desk, files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from bot.acts.sample_headings import Part
from bot.cards.act_notes import note_to_proposer
from bot.cards.act_preview import preview_card
from bot.cards.operator_cards import (
    contact_card,
    findings_card,
    gaps_card,
    notice_missing_card,
    to_feed_back,
    to_telephone,
    turnable_card,
    verdict_card,
)
from bot.cards.reminder_card import ReminderReason, ReminderTask, reminder_cards
from bot.cards.ticket_card import task_card
from bot.ports import Card, CardKind
from bot.view import View
from regulation.states import Action, ClockKind, Outcome, Result, State, Track
from store.people.missing_officers import Gap

GAPS = (
    Gap("区民政局", "", "没有B角、分管领导"),
    Gap("区市场监管局", "王芳", "没有可用的帐号"),
    Gap("区人力资源和社会保障局劳动保障监察和调解仲裁综合事务中心", "赵磊", "近一周有消息送不到"),
)


def more_samples(centre: View, proposer: View, now: datetime) -> Iterator[tuple[str, Card, Part]]:
    """Names, cards and headings; `centre` is a ticket that is prescreened, `proposer` one whose result is told."""
    yield from ((name, card, Part.ONE_FAULT) for name, card in _kin(centre, now))
    yield from ((name, card, Part.DEPARTMENT) for name, card in _inside(centre, now))
    yield from ((name, card, Part.BY_TELEPHONE) for name, card in _calls(centre, proposer, now))
    yield from ((name, card, Part.DESK) for name, card in _desk(now))
    yield "发出前核对", _before_it_goes(centre, proposer), Part.NOTICES
    yield "期限提醒 待办与督促", _both(now), Part.NOTICES
    yield "质量报告 图", Card(CardKind.PICTURE, title="质量报告2026年9月.png", attachment=1), Part.REPORT
    yield "文件", Card(CardKind.FILE, title="质量报告2026年9月.xlsx", attachment=1), Part.REPORT


def _kin(view: View, now: datetime) -> Iterator[tuple[str, Card]]:
    can = (*view.can, Action.LINK)
    yield "同一记录有他人提出", task_card(replace(view, same=("CN-20260916-0003",), can=can), now)
    yield "已关联到首件", task_card(replace(view, root="CN-20260916-0003"), now)
    tied = tuple(f"CN-20260917-{i:04d}" for i in range(8, 16))
    yield "首件所见", task_card(replace(view, tied=tied), now)
    yield "记录已登记为特例", task_card(replace(view, special="CN-20260105-0002"), now)


def _inside(view: View, now: datetime) -> Iterator[tuple[str, Card]]:
    owned = replace(view, state=State.REPAIRING, department="区市场监管局", holder="区市场监管局", can=())
    judging = (Action.APPROVE_EXTENSION, Action.REFUSE_EXTENSION)
    asked = replace(owned, pending="申请延期：部门修正延长至12个工作日", can=judging)
    yield "延期待批准", task_card(asked, now)
    joint = replace(owned, joint="协同办理中", related=("区民政局", "区税务局"), can=(Action.FINISH_RELATED,))
    yield "协同办理", task_card(joint, now)


def _calls(centre: View, proposer: View, now: datetime) -> Iterator[tuple[str, Card]]:
    title, note = note_to_proposer(proposer, Action.NOTIFY)
    unreached = replace(centre, state=State.CONFIRMING, result=Result.REPAIRED, channel="phone", can=(Action.CONFIRM,))
    yield "无法送达 请电话告知", to_telephone(unreached, now, title, note)
    yield "联系方式", contact_card(centre.number, "钱进", "某街道", "138****0001", now=now)
    ended = {"state": State.CLOSED, "outcome": Outcome.CITY_DONE, "result": Result.CORRECT, "limit": None}
    city = replace(centre, track=Track.CITY_ISSUED, can=(), **ended)  # type: ignore[arg-type]
    yield "市级工单 反馈市平台", to_feed_back(city, now, "SH-2026-0815", title, note)


def _before_it_goes(centre: View, proposer: View) -> Card:
    title, note = note_to_proposer(proposer, Action.NOTIFY)
    return preview_card(centre, Action.NOTIFY, {f"【{title}】{note}": ["提出方“钱进 某街道”"]}, (), 1, "")


def _desk(now: datetime) -> Iterator[tuple[str, Card]]:
    yield "发送台账", findings_card({"未送达": 2, "到期未提醒": 1}, now=now)
    yield "放假安排", notice_missing_card(2027, date(2026, 12, 25), now=now)
    yield "认定复核", turnable_card(2, now=now)
    settled = "部门答复期限原认定超期（暂定），现为按时。放假通知载入后重新认定（本系统约定）。"
    yield "期限认定", verdict_card("CN-20261231-0007", 9, "企业登记基本信息", [settled])
    yield "名册缺口", gaps_card(GAPS, now=now)
    yield "名册缺口 很多", gaps_card(GAPS * 12, now=now)


def _both(now: datetime) -> Card:
    """A person who is officer in one department and stand-in for the leader of another."""
    due = date(2026, 9, 18)
    own = ReminderTask(
        "CN-20260917-0007", State.VERIFYING, ClockKind.REPLY, due, False, 1, False, ReminderReason.BEFORE
    )
    copy = replace(own, number="CN-20260910-0002", due_on=date(2026, 9, 16), left=-1, overdue=True, acts=False)
    return reminder_cards([own, replace(copy, reason=ReminderReason.OVERDUE)], now=now)[-1]
