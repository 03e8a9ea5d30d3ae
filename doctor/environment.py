"""Checks of the environment: calendar, clock, data folder, picture rendering, addresses."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.ports import Finding
from quality.report_image import NoPicture, ready

if TYPE_CHECKING:
    from regulation.workdays import WorkCalendar

AHEAD = timedelta(days=30)  # the longest limit is fifteen working days, with a holiday in between


def calendar(calendar: WorkCalendar, today: date) -> Finding:
    """Whether the State Council's notices cover the limits that start today."""
    year = calendar.last_known.year + 1
    known = f"工作日历到 {calendar.last_known:%Y-%m-%d} 为止是确定的"
    if calendar.needs_notice(today) or not calendar.is_certain(today + AHEAD):
        return Finding(
            "日历", False, f"{known}，之后的期限为暂定。放假通知公布后请执行 objection import notice {year}.toml"
        )
    return Finding("日历", True, known)


def clock(setting: str, now: datetime, real: datetime) -> Finding:
    """A rehearsal's clock must not stay behind in production."""
    if setting == "system":
        return Finding("时钟", True, f"系统时间 {now:%Y-%m-%d %H:%M} UTC")
    hours = round(abs(now - real).total_seconds() / 3600)
    apart = f"{hours // 24}天{hours % 24}小时"
    return Finding("时钟", False, f"正用演练时钟 {setting}，与系统时间相差{apart}。正式环境请改为 clock: system")


def folder(path: Path) -> Finding:
    """Whether attachments can be stored."""
    place = path if path.exists() else path.parent
    if os.access(place, os.W_OK | os.X_OK):
        return Finding("数据文件夹", True, f"{path} 可写")
    return Finding("数据文件夹", False, f"{path} 不可写。请把它交给运行服务的帐户：chown")


def picture() -> Finding:
    """Whether the monthly report can be drawn; without a picture its figures go out all the same."""
    try:
        ready()
    except NoPicture as reason:
        return Finding("报告图片", True, f"画不了，质量报告只发文字和表格。{reason}")
    return Finding("报告图片", True, "可以画图")


def privacy(notice: str, blanks: Sequence[str], *, is_trial: bool) -> Finding:
    """Whether people are told by whom and why their data is processed (个人信息保护法 17条)."""
    if blanks:
        left = "、".join(blanks)
        return Finding("个人信息告知", is_trial, f"privacy.notice 还有没填的：{left}，所以不发给任何人。请填写")
    return Finding("个人信息告知", True, "首次使用时告知" if notice else "没有文字，由区里另行告知")


def addresses(public_url: str, bind: str) -> Finding:
    """Whether links in cards lead anywhere from a phone."""
    if not public_url:
        return Finding("地址", False, f"server.public_url 没有填，卡片中的链接是 http://{bind}，手机打不开。请填写")
    return Finding("地址", True, public_url)
