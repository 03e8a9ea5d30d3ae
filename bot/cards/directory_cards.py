"""The card of accounts that the roster and the platform's directory do not agree on (M7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.language import date_text
from bot.language.text import harmless, quoted
from bot.ports import Card, CardKind

MOST = 20
LACKS = {
    "unknown": "平台没有这个帐号",
    "hidden": "不在应用可见范围内",
    "disabled": "已停用或已退出",
    "inactive": "尚未激活，收不到消息",
    "renamed": "平台上的姓名与名册不同，请核对是否换人",
    "back": "本系统因离开而停用，平台上仍在用，请核对",
}


@dataclass(frozen=True, slots=True)
class Unreached:
    """One account and what is wrong with it; `lacks` is a key of LACKS."""

    department: str
    person: str
    user: str
    lacks: str
    on_duty: bool = False

    @property
    def text(self) -> str:
        duty = "（有职责）" if self.on_duty else ""
        return f"{harmless(f'{self.department} {self.person}')}{duty} {quoted(self.user, 64)}：{LACKS[self.lacks]}"


def comparison_card(found: Sequence[Unreached], *, now: datetime) -> Card:
    """To the operators, before a notice with a limit fails on one of them."""
    more = [f"……另有{len(found) - MOST}项，请执行 objection doctor 查看"] if len(found) > MOST else []
    return Card(
        CardKind.TEXT,
        title=f"名册与平台通讯录不一致：{len(found)}项",
        subtitle=date_text.stamp(now),
        body="\n".join([*(each.text for each in found[:MOST]), *more, "请核对后更正人员表或平台设置。"]),
        urgent=any(each.on_duty for each in found),
    )
