"""A change of the district's closures: shown with its effect, then stored while nobody else changes the calendar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.laws import LawsInForce
from clock.time_source import open_clock
from objection.cli.calendar_effect import tell_effect
from objection.cli.startup import configured, opened_store, readable_settings
from objection.district_rules import laws_in_force
from regulation.district_closure import Closure, changed_days
from regulation.shanghai import local_date
from store import district_closures
from store.engine.session import Store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.law import Laws

PAST = (
    "注意：其中 {} 天已经过去。已经办结、已经自动办理（视为放弃、逾期未确认等）的和已经作出的认定都不因此改变，"
    "已经告知的日期按当时的日历仍是对的；要改的由督办和中心逐件决定。"
)
Shown = Callable[["Session"], "tuple[Sequence[Closure], Laws] | None"]


@dataclass(frozen=True, slots=True)
class District:
    """The district's database, its law and the present instant."""

    store: Store
    laws: LawsInForce
    now: datetime


@contextmanager
def opened_district(*, writes: bool) -> Iterator[District]:
    config = configured()
    with readable_settings(), opened_store(config, writes=writes) as store:
        yield District(store, laws_in_force(config), open_clock(config.clock).now())


@contextmanager
def changing(district: District) -> Iterator[Session]:
    """A transaction in which nobody else changes the calendar; what the settings name is taken over before."""
    with district.store.write() as session:
        district_closures.hold(session)
        district.laws.take_over(session, district.now)
        yield session


def is_wanted(district: District, found: Shown, *, dry_run: bool, yes: bool) -> bool:
    """Print the effect; whether the change is to be written."""
    with district.store.read() as session:
        change = found(session)
        if change is None:
            click.echo("什么也没有改变。")
            return False
        _tell(session, district, *change)
    if dry_run:
        click.echo("检查完毕，什么也没有写入。")
        return False
    if not yes and sys.stdin.isatty() and sys.stdout.isatty():
        click.confirm("确定吗", abort=True)
    return True


def _tell(session: Session, district: District, changed: Sequence[Closure], after: Laws) -> None:
    today, before = local_date(district.now), district.laws(session).calendar
    days = changed_days(changed, before, after.calendar)
    click.echo(f"变动的日子 {len(days)} 天" + ("：" if days else "（本来就不是工作日）。"))
    for day in days:
        click.echo(f"  {day}")
    past = sum(day <= today for each in changed for day in each.days)
    if past:
        click.echo(PAST.format(past), err=True)
    tell_effect(session, after, today)
