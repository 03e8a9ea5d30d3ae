"""Clock guard: a leap of the wall clock by more than ten minutes holds what time alone decides, until confirmed.

Measured against the boot clock, which a suspended machine keeps counting, from the start of this process on; and
against the database's clock. A restart is no leap, nor is a rehearsal's clock: the machine's own is watched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.cards.clock_cards import clock_held_card
from bot.outbound import Lane, Post
from regulation.shanghai import local_date
from scheduler.clock_leaps import LEAP
from store.people import duty_roster
from store.upkeep import clock_hold
from store.upkeep.write_probe import database_time

if TYPE_CHECKING:
    from scheduler.deps import Deps
    from store.upkeep.clock_hold import Leap

log = structlog.get_logger(__name__)


def is_held(deps: Deps) -> bool:
    """Whether what time alone decides must wait; a leap found just now is recorded, and operators are told."""
    watch(deps)
    with deps.store.read() as session:
        theirs, wall = database_time(session), deps.clock_guard.wall
        leap = clock_hold.leap_against_database(session, theirs, wall, LEAP) if theirs else None
        deps.clock_guard.held = clock_hold.held(session) is not None
    if leap is not None and not deps.clock_guard.held:
        _hold(deps, leap)
    return deps.clock_guard.held


def watch(deps: Deps) -> None:
    """Record a leap against the boot clock, where there was one; cheap, for every second."""
    leap = deps.clock_guard.leap()
    if leap is None:
        return
    try:
        _hold(deps, leap)
    except Exception:
        deps.clock_guard.undo(leap)
        raise


def _hold(deps: Deps, leap: Leap) -> None:
    now = deps.clock.now()
    with deps.store.write() as session:
        new = clock_hold.hold(session, leap)
        post = Post(session, deps.store.vault, now, deps.dialects)
        duty = duty_roster.load(session, local_date(now))
        readers = duty.desk() or duty.present(duty.having("supervisor"))
        for person in duty_roster.people(session, readers).values() if new else ():
            post.notify(person, clock_held_card(leap, now=now), event=f"clock:{leap.found.isoformat()}", lane=Lane.TASK)
    deps.clock_guard.held = True
    log.error("the machine's clock leapt: automatic acts are held", seconds=leap.seconds, against=leap.whose)
