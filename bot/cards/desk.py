"""What the clock itself tells the operators' desk: whom to telephone, what was not sent, which notice is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.cards import words
from bot.cards.listing import Heading, Line, listing
from bot.ports import Button, Card, CardKind, Field

if TYPE_CHECKING:
    from store.gaps import Gap

FIELDS = 6
MOST_GAPS = 20


def call_list(numbers: Sequence[str], *, now: datetime) -> tuple[Card, ...]:
    """Results that were sent and not read: sent is not told (M14)."""
    heading = Heading(
        f"请电话告知：{len(numbers)}件结果未读",
        f"{words.stamp(now)} 已发送，提出方尚未阅读",
        pick="选一件查看联系方式",
        submit=Button("查看", "查询", "primary"),
        urgent=True,
    )
    return listing(heading, [Line(number, "未读", "结果告知", f"{number[-4:]} 未读") for number in numbers])


def findings_card(findings: Mapping[str, int], *, now: datetime) -> Card:
    """What the auditor found: how many of each, and where to see them."""
    return Card(
        CardKind.NOTICE,
        title=f"发送台账：{sum(findings.values())}项需要处理",
        subtitle=words.stamp(now),
        fields=tuple(Field(text, f"{number}项") for text, number in list(findings.items())[:FIELDS]),
        link="/ledger",
        urgent=True,
    )


def notice_missing_card(year: int, last_known: date, *, now: datetime) -> Card:
    """Dates beyond the last published notice are provisional until somebody loads the next one."""
    return Card(
        CardKind.NOTICE,
        title=f"请载入{year}年放假安排",
        subtitle=words.stamp(now),
        body=f"现有放假通知只到{words.day(last_known)}，此后的期限均为暂定。国务院办公厅通知发布后，请管理员在服务器上执行"
        f" objection import notice {year}.toml 载入（见 docs/operations.md），不必重启。",
        link="/",
        urgent=True,
    )


def gaps_card(gaps: Sequence[Gap], *, now: datetime) -> Card:
    """Where a ticket would find nobody: departments without an officer or leader, people whom no message reaches."""
    lines = [f"{gap.department} {gap.person}".strip() + f"：{gap.lacks}" for gap in gaps[:MOST_GAPS]]
    more = [f"……另有{len(gaps) - MOST_GAPS}项"] if len(gaps) > MOST_GAPS else []
    return Card(
        CardKind.TEXT,
        title=f"本周名册缺口：{len(gaps)}项",
        subtitle=words.stamp(now),
        body="\n".join([*lines, *more, "请与有关部门核对，在人员表中补上后重新导入。期限不因无人办理中止。"]),
        urgent=True,
    )
