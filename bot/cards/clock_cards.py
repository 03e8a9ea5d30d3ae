"""Cards about a clock that may be wrong: what is held, and the confirmation of the time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.ports import Button, Card, CardKind, Field
from regulation.shanghai import SHANGHAI

if TYPE_CHECKING:
    from store.upkeep.clock_hold import Leap

WORD, SURE = "时间确认", "无误"


def clock_held_card(leap: Leap, *, now: datetime) -> Card:
    """To the operators at once: limits that would lapse by themselves wait, everything else goes on."""
    return Card(
        CardKind.TASK,
        title="系统时间跳变，请核对",
        body="补正逾期、逾期未确认等到期自动办理和个人信息的到期删除已暂停；提醒、送达和人工办理照常。"
        "请运维对时（NTP）后核对下面的时间，准确的点“时间确认”。",
        fields=_times(leap, now),
        buttons=(Button(WORD, WORD, "primary"),),
        urgent=True,
    )


def ask_card(leap: Leap | None, *, now: datetime) -> Card:
    """The time as the system has it, before somebody vouches for it."""
    return Card(
        CardKind.TASK,
        title="系统时间是否准确？",
        body="请与手机或电脑的时间核对。确认后立即恢复到期自动办理，确认人和时间记入操作记录；不准的，请先由运维对时。",
        fields=_times(leap, now) if leap else (Field("系统时间", _shown(now)),),
        buttons=(Button("时间无误", f"{WORD} {SURE}", "primary"),),
    )


def _times(leap: Leap, now: datetime) -> tuple[Field, ...]:
    return (
        Field("系统时间", _shown(now)),
        Field("发现时", _shown(leap.found)),
        Field("应为", f"{_shown(leap.expected)}（{leap.whose}）"),
        Field("相差", f"{abs(leap.seconds) / 60:.0f}分钟{'（快）' if leap.seconds > 0 else '（慢）'}"),
    )


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
