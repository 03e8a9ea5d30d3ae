"""`objection import notice`: a holiday notice of the State Council is checked, shown with its effects, and stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.laws import LawsInForce
from clock.time_source import open_clock
from objection.cli.startup import configured, opened_store, readable_settings, somebody
from objection.district_rules import laws_in_force
from regulation import holiday_notice_check, statutory_clocks
from regulation.holiday_notices import Notice, NoticeError, load_notice
from regulation.law import Laws
from regulation.shanghai import dated, local_date
from store import frozen_verdicts, loaded_notices
from store.lists import open_tickets
from store.tables import Ticket

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.frozen_verdicts import TurnableVerdict

SHOWN = 50  # changed limits that are listed; the others are counted
PAGE = 200


@dataclass(slots=True)
class Moved:
    """The effect on running limits."""

    lines: list[str]
    dates: int = 0
    settled: int = 0  # the day stays and is no longer 暂定


def import_notice(file: Path, by: str, replaces: int | None, *, dry_run: bool) -> None:
    """Check a notice, print what it changes, and store it unless `dry_run`; idempotent."""
    notice, config = _read(file), configured()
    now = open_clock(config.clock).now()
    with readable_settings(), opened_store(config, writes=not dry_run) as store:
        laws = laws_in_force(config)
        with store.read() as session:
            if not _is_new(session, laws, notice, now, replaces):
                return
            _show(session, laws, notice, replaces, now)
        if dry_run:
            click.echo("检查完毕，什么也没有写入。")
            return
        with store.write() as session:
            version = _keep(session, laws, notice, now, by or somebody(), replaces)
    if version:
        click.echo(f"已载入：{notice.year}年第{version}版。运行中的服务几秒钟内自动重算并通知承办人，不必重启。")


def _read(file: Path) -> Notice:
    try:
        return load_notice(file)
    except NoticeError as error:
        raise click.ClickException(f"{error}。什么也没有写入。格式见 regulation/holidays/README.md。") from None


def _is_new(session: Session, laws: LawsInForce, notice: Notice, now: datetime, replaces: int | None) -> bool:
    """Whether there is something to load; raises ClickException with everything that speaks against it."""
    standing = laws.standing(session)
    same = holiday_notice_check.present(notice, standing)
    if same:
        click.echo(f"这份通知已经在用：{same.cited}。什么也没有改变。")
        return False
    wrong = list(holiday_notice_check.problems(notice, standing, local_date(now), replaces))
    if wrong:
        raise click.ClickException("\n".join((*wrong, f"有 {len(wrong)} 处不对，什么也没有写入。")))
    return True


def _keep(session: Session, laws: LawsInForce, notice: Notice, now: datetime, by: str, replaces: int | None) -> int:
    """Check again under the advisory lock and store; 0 where another machine has loaded the same notice meanwhile."""
    loaded_notices.hold(session)
    if not _is_new(session, laws, notice, now, replaces):
        return 0
    return loaded_notices.keep_notice(session, notice, now, by=by, replaces=replaces)


def _show(session: Session, laws: LawsInForce, notice: Notice, replaces: int | None, now: datetime) -> None:
    """Print the changed days and limits, before anything is written."""
    before = laws(session)
    try:
        after = laws.with_notice(session, notice, replaces, now)
    except ValueError as error:
        raise click.ClickException(f"载入后的工作日历自相矛盾（{error}），什么也没有写入。") from None
    click.echo(notice.cited)
    for feast in holiday_notice_check.missing_feasts(notice):
        click.echo(f"注意：没有写{feast}，请与通知原文核对。", err=True)
    last, then = before.calendar.last_known, after.calendar.last_known
    click.echo(f"工作日历确定到 {dated(last)}" + (f" → {dated(then)}" if then != last else "，不变"))
    standing = laws.standing(session)
    other = holiday_notice_check.notice_to_replace(notice, standing)
    gone = [one.notice for one in standing if one == other or (one.notice.year, one.version) == (notice.year, replaces)]
    named = [*gone, notice]
    days = holiday_notice_check.changed_days(before.calendar, after.calendar, named)
    click.echo(f"变动的日子 {len(days)} 天" + ("：" if days else "。"))
    for day in days:
        click.echo(f"  {day.text}")
    _tell(_moved(session, after, local_date(now)))
    _tell_turnable(frozen_verdicts.turnable(session, after))


def _moved(session: Session, after: Laws, today: date) -> Moved:
    found = Moved([])
    for ticket in _open(session):
        for clock, due in statutory_clocks.redated(ticket, after.of(ticket), today):
            if due.day == clock.due_on:
                found.settled += not due.provisional
                continue
            found.dates += 1
            if found.dates <= SHOWN:
                marks = ["（暂定）" if provisional else "" for provisional in (clock.provisional, due.provisional)]
                old, new = f"{dated(clock.due_on)}{marks[0]}", f"{dated(due.day)}{marks[1]}"
                found.lines.append(f"  {ticket.number} {clock.kind.value}：{old} → {new}")
    return found


def _open(session: Session) -> Iterator[Ticket]:
    last = 0
    while rows := open_tickets.page(session, last, PAGE):
        yield from rows
        last = rows[-1].id
        session.expunge_all()


def _tell(moved: Moved) -> None:
    click.echo(f"在办期限中日期变动的 {moved.dates} 项" + ("：" if moved.lines else "。"))
    for line in moved.lines:
        click.echo(line)
    if moved.dates > len(moved.lines):
        click.echo(f"  … 另有 {moved.dates - len(moved.lines)} 项")
    if moved.settled:
        click.echo(f"日期不变、不再标“暂定”的 {moved.settled} 项。")


def _tell_turnable(found: Sequence[TurnableVerdict]) -> None:
    """Frozen verdicts that the notice would turn: nothing changes by itself, the supervising office decides."""
    if found:
        click.echo(f"已冻结的认定中按新日历会改变的 {len(found)} 项，由督办在聊天中发送“认定复核”决定：")
    for limit, recount in found[:SHOWN]:
        days = f"{dated(limit.due_on)} → {dated(recount.due.day)}"
        click.echo(f"  {limit.number} {limit.kind.value}：{limit.verdict} → {recount.verdict}（{days}）")
