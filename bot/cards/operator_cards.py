"""Scheduled cards for the operators: results to tell by phone, undelivered messages, notices missing, vacancies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.cards.list_card import Heading, Line, listing
from bot.cards.ticket_card import task_card
from bot.language import date_text as words
from bot.language.text import harmless, quoted
from bot.ports import Button, Card, CardKind, Field
from regulation.states import Action, Call

if TYPE_CHECKING:
    from bot.view import View
    from store.people.missing_officers import Gap

FIELDS = 6
MOST_GAPS = 20


@dataclass(frozen=True, slots=True)
class ToCall:
    """One result to be told by phone: `mark` says why (未读, 未送达), `due_on` is the last day to tell it."""

    number: str
    mark: str
    due_on: date
    provisional: bool = False
    due_at: datetime | None = None  # with the close of business, where a district sets one


def call_list(calls: Sequence[ToCall], *, now: datetime) -> tuple[Card, ...]:
    """Results that the proposer has not read: a sent message does not count as told (M14)."""
    heading = Heading(
        f"请电话告知：{len(calls)}件结果未读",
        f"{words.stamp(now)} 提出方尚未阅读，通话后请登记结果",
        pick="选一件查看联系方式",
        submit=Button("联系提出方", "联系方式", "primary"),
        urgent=True,
    )
    return listing(heading, [_call(each) for each in calls])


def _call(each: ToCall) -> Line:
    due = f"应于{words.until(each.due_on, words.close_of(each.due_at), each.provisional)}告知"
    return Line(each.number, each.mark, "结果告知", each.mark, due)


def to_telephone(view: View, now: datetime, title: str, note: str) -> Card:
    """One proposer whom no message can reach: what to tell them, and the command that shows the phone number (M14)."""
    words = f"提出方在这里无法送达，请按登记的联系方式电话告知：{title}。{note}"
    card = task_card(view, now, title=f"请电话告知 {view.number}", note=words)
    return replace(card, kind=CardKind.TASK, buttons=(reach(view.number), *card.buttons[:2]))


def to_feed_back(view: View, now: datetime, order: str, title: str, note: str) -> Card:
    """A city-issued order has no proposer here: the result is reported back through the city's channel (M8, P10)."""
    words = f"本工单由市平台下发（市平台工单号{quoted(order)}），请按市平台机制反馈：{title}。{note}"
    return task_card(view, now, title=f"请向市平台反馈 {view.number}", note=words)


def contact_card(number: str, name: str, department: str, phone: str, *, now: datetime) -> Card:
    """The phone number, shown for one call; three buttons record the outcome of the call."""
    answers = zip(Call, ("primary", "plain", "plain"), strict=True)
    return Card(
        CardKind.TASK,
        title=f"{number} 提出方联系方式",
        subtitle=words.stamp(now),
        body="仅用于就本工单联系提出方。通话后请点下面的按钮登记结果。",
        fields=(
            Field("提出方", quoted(f"{name} {department}".strip())),
            Field("联系方式", phone),
        ),
        buttons=tuple(Button(str(answer), f"{Action.TELEPHONE} {number} {answer}", style) for answer, style in answers),
    )


def reach(number: str) -> Button:
    return Button("联系提出方", f"联系方式 {number}", "primary")


def findings_card(findings: Mapping[str, int], *, now: datetime) -> Card:
    """The auditor's findings: counts by kind, and the page that lists them."""
    return Card(
        CardKind.NOTICE,
        title=f"发送台账：{sum(findings.values())}项需要处理",
        subtitle=words.stamp(now),
        fields=tuple(Field(text, f"{number}项") for text, number in list(findings.items())[:FIELDS]),
        link="/ledger",
        urgent=True,
    )


def notice_missing_card(year: int, last_known: date, *, now: datetime) -> Card:
    """Due dates beyond the last published holiday notice are provisional until the next one is loaded."""
    return Card(
        CardKind.NOTICE,
        title=f"请载入{year}年放假安排",
        subtitle=words.stamp(now),
        body=f"现有放假通知只到{words.day(last_known)}，此后的期限均为暂定。国务院办公厅通知发布后，请管理员在服务器上执行"
        f" objection import notice {year}.toml 载入（见 docs/operations.md），不必重启。",
        link="/",
        urgent=True,
    )


def turnable_card(number: int, *, now: datetime) -> Card:
    """A notice or a closure that came later would turn frozen verdicts: a person decides."""
    return Card(
        CardKind.TASK,
        title=f"请复核期限认定：{number}项",
        subtitle=words.stamp(now),
        body="工作日历有变动，这些已冻结的认定按现行日历会有不同结果，系统不自行改变。请发送“认定复核”逐项或一并决定。",
        buttons=(Button("认定复核", "认定复核", "primary"),),
        link="/",
        urgent=True,
    )


def verdict_card(number: str, generation: int, title: str, sentences: Sequence[str]) -> Card:
    """Verdicts of one case that are final now, for the party whose limits they are (M15)."""
    body = "\n".join(sentences)
    head = f"{number} 期限认定"
    return Card(CardKind.NOTICE, head, harmless(title), body, link=f"/t/{number}", ticket=number, generation=generation)


def gaps_card(gaps: Sequence[Gap], *, now: datetime) -> Card:
    """Vacancies that would leave a ticket without recipient: no officer, no leader, or nobody reachable."""
    lines = [harmless(f"{gap.department} {gap.person}") + f"：{gap.lacks}" for gap in gaps[:MOST_GAPS]]
    more = [f"……另有{len(gaps) - MOST_GAPS}项"] if len(gaps) > MOST_GAPS else []
    return Card(
        CardKind.TEXT,
        title=f"本周名册缺口：{len(gaps)}项",
        subtitle=words.stamp(now),
        body="\n".join([*lines, *more, "请与有关部门核对，在人员表中补上后重新导入。期限不因无人办理中止。"]),
        urgent=True,
    )
