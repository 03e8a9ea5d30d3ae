"""`objection import notice`: a holiday notice of the State Council is checked, shown with its effects, and stored."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.laws import LawsInForce
from clock.time_source import open_clock
from objection.cli.calendar_effect import tell_effect
from objection.cli.startup import configured, opened_store, readable_settings, somebody
from objection.district_rules import laws_in_force
from regulation import holiday_notice_check
from regulation.holiday_notices import Notice, NoticeError, load_notice
from regulation.shanghai import dated, local_date
from store import loaded_notices

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


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
    laws.take_over(session, now)
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
    tell_effect(session, after, local_date(now))
