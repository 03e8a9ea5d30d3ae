"""Calendar coverage: which notices and closures are in force, who loaded them, how far they reach; what a file adds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.ports import Finding
from doctor.environment import calendar
from store import calendar_takeover, district_closures

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import LawsInForce

SUBJECT, CLOSURES, SETTINGS = "放假通知", "停止办公", "日历设置"


def notices(session: Session, laws: LawsInForce, today: date) -> Iterator[Finding]:
    """The calendar's reach, then every notice that was loaded; a contradiction is named and not raised."""
    try:
        known = laws(session).calendar
    except ValueError as error:
        yield Finding("日历", False, f"放假通知互相矛盾（{error}）。请检查 law.notices 中的文件")
        return
    yield calendar(known, today)
    for one in laws.standing(session):
        if one.version:
            yield Finding(SUBJECT, True, one.cited)
    yield from (Finding("规则", False, told) for told in laws.conflicts(session))
    yield from _closures(session, today)
    yield from _settings(session, laws)


def _closures(session: Session, today: date) -> Iterator[Finding]:
    """The closures still to come; all are listed by the command."""
    standing = district_closures.standing(district_closures.loaded(session))
    coming = [f"第{one.id}号 {one.closure.span} {one.closure.cited}" for one in standing if one.closure.last >= today]
    if standing:
        told = f"，将来的 {len(coming)} 条：{'；'.join(coming)}" if coming else ""
        yield Finding(CLOSURES, True, f"在用 {len(standing)} 条{told}。全部见 objection closures list --all")


def _settings(session: Session, laws: LawsInForce) -> Iterator[Finding]:
    """`law.closures` and `law.notices` of this server: taken over once, and never used in silence afterwards."""
    differences = laws.differences(session)
    yield from (Finding(SETTINGS, False, told) for told in differences)
    if not laws.names_days or differences:
        return
    count, at = calendar_takeover.taken_over(session)
    done = f"已于 {at} 载入数据库（{count} 项），不再起作用，请从配置文件中删去"
    yield Finding(SETTINGS, True, f"law.closures、law.notices {done if at else '在下次启动服务时载入数据库'}")
