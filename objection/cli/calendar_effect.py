"""What another work calendar changes, listed before it is stored: running limits that move, verdicts it would turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import click

from regulation import statutory_clocks
from regulation.law import Laws
from regulation.shanghai import dated
from store import frozen_verdicts
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


def tell_effect(session: Session, after: Laws, today: date) -> None:
    """Print the effect of the calendar of `after`."""
    _tell(_moved(session, after, today))
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
