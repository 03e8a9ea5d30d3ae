"""Validation of a new holiday notice: plausible, and no contradiction to one in force that it does not replace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from regulation.holiday_notices import Notice
from regulation.shanghai import dated
from regulation.workdays import WorkCalendar

FEASTS = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
RELEASED = 0  # the version of a notice that came with the program or is named in law.notices


@dataclass(frozen=True, slots=True)
class NoticeInForce:
    """A notice in force; `version` counts the loadings of its year, RELEASED for one that was not loaded."""

    notice: Notice
    version: int
    origin: str  # 随程序附带, or when and by whom it was loaded

    @property
    def cited(self) -> str:
        where = f"第{self.version}版，{self.origin}" if self.version else self.origin
        return f"{self.notice.cited}（{where}）"


@dataclass(frozen=True, slots=True)
class DayChange:
    """A working day that becomes a day off, or the other way round."""

    day: date
    name: str
    is_workday: bool

    @property
    def text(self) -> str:
        was, becomes = ("休息", "上班") if self.is_workday else ("上班", "放假")
        return f"{dated(self.day)} {self.name}：{was} → {becomes}"


def present(notice: Notice, in_force: Sequence[NoticeInForce]) -> NoticeInForce | None:
    """The very same notice, where it is in force already."""
    return next((one for one in in_force if one.notice == notice), None)


def notice_to_replace(notice: Notice, in_force: Sequence[NoticeInForce]) -> NoticeInForce | None:
    """The notice in force that this one would replace: of the same number, or the year's own like this one."""
    same_year = [one for one in in_force if one.notice.year == notice.year]
    return next((one for one in same_year if _excludes(notice, one.notice)), None)


def problems(
    notice: Notice, in_force: Sequence[NoticeInForce], today: date, replaces: int | None = None
) -> Iterator[str]:
    """The reasons against loading it, each with its remedy; `replaces` is the version to be replaced."""
    yield from _slips(notice, today)
    yield from _misfits(notice, in_force)
    yield from _contradictions(notice, in_force, replaces)


def missing_feasts(notice: Notice) -> list[str]:
    """Statutory holidays that a year's own notice does not name: a reason to look again, not to refuse."""
    named = "、".join(notice.off.values())
    return [] if notice.amends else [feast for feast in FEASTS if feast not in named]


def changed_days(before: WorkCalendar, after: WorkCalendar, notices: Sequence[Notice]) -> list[DayChange]:
    """The days named in these notices that become something else, in order."""
    names = {day: name for notice in notices for day, name in {**notice.off, **notice.work}.items()}
    return [
        DayChange(day, name, after.is_workday(day))
        for day, name in sorted(names.items())
        if day >= before.first_known and before.is_workday(day) != after.is_workday(day)
    ]


def _excludes(new: Notice, old: Notice) -> bool:
    return new.number == old.number if new.amends and old.amends else bool(new.amends) == bool(old.amends)


def _slips(notice: Notice, today: date) -> Iterator[str]:
    """Mistakes of copying last year's file."""
    if f"{notice.year}年" not in notice.title:
        yield f"title：标题中没有“{notice.year}年”，标题或 year 写错了"
    if notice.published > today:
        yield f"published：{notice.published} 还没有到，今天是 {today}"
    first = notice.year if notice.amends else notice.year - 1
    if not date(notice.year - 1, 1, 1) <= notice.published <= date(notice.year, 12, 31):
        yield f"published：{notice.published} 不像{notice.year}年通知的公布日期，应在{first}年，日期或 year 写错了"
    if notice.amends and notice.amends == notice.number:
        yield "amends：写的是本通知自己的文号，应写被它修改的通知的文号"


def _misfits(notice: Notice, in_force: Sequence[NoticeInForce]) -> Iterator[str]:
    others = [one.notice for one in in_force]
    elsewhere = next((o for o in others if notice.number and o.number == notice.number and o.year != notice.year), None)
    if elsewhere:
        yield f"number：{notice.number} 是{elsewhere.year}年的通知，文号或 year 写错了"
    years = [other.year for other in others if not other.amends]
    if not notice.amends and years and notice.year > max(years) + 1:
        yield f"year：缺少{max(years) + 1}年的通知，请先载入那一年的"
    if not notice.amends and years and notice.year < min(years):
        yield f"year：工作日历从{min(years)}年起，不需要更早的通知"
    known = [other.number for other in others if other.year == notice.year and other.number]
    if notice.amends and notice.amends not in known:
        yield f"amends：{notice.year}年没有 {notice.amends} 这份通知，已有的是 {'、'.join(known) or '（无）'}"


def _contradictions(notice: Notice, in_force: Sequence[NoticeInForce], replaces: int | None) -> Iterator[str]:
    other = notice_to_replace(notice, in_force)
    if replaces is None:
        if other:
            unlike = _unlike(notice, other.notice)
            yield f"与{other.cited}不一致：{unlike}。确要以本文件代替它的，加上 --replaces {other.version}"
        return
    target = next((one for one in in_force if (one.notice.year, one.version) == (notice.year, replaces)), None)
    if other and other.version != replaces:
        yield f"--replaces：应为 {other.version}，即{other.cited}"
    elif other is None and (target is None or replaces == RELEASED):
        yield f"--replaces：{notice.year}年没有现行的第{replaces}版通知"
    elif other is None and target and bool(target.notice.amends) != bool(notice.amends):
        yield f"--replaces：{target.cited}与本通知不是同一种，年度通知和调整通知不能互相代替"


def _unlike(new: Notice, old: Notice) -> str:
    days = sorted({day for day, _ in (new.off.items() ^ old.off.items()) | (new.work.items() ^ old.work.items())})
    told = "、".join(dated(day) for day in days[:5]) + ("等" if len(days) > 5 else "")
    parts = [f"文号为 {new.number or '（无）'}"] if new.number != old.number else []
    parts += [f"{told}不同"] if days else []
    return "，".join(parts) or "标题、公布日期或其他内容不同"
