"""One log line for each recorded step, once its transaction is committed: number, step, act and role, no words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from store.engine import at_commit
from store.messages.cause import cause

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.decision import Decision

log = logging.getLogger(__name__)


class Recorded(NamedTuple):
    """One step of one ticket."""

    number: str
    seq: int
    action: str
    role: str
    person_id: int
    request: str


def note(session: Session, number: str, decision: Decision) -> None:
    """Have the step logged after the commit; not where the transaction or its savepoint is rolled back."""
    step = Recorded(number, decision.seq, decision.action, decision.role, decision.actor.person_id, cause())
    at_commit.later(session, _log, [step])


def noted(session: Session) -> Sequence[Recorded]:
    """The steps of this transaction so far."""
    return tuple(at_commit.queued(session, _log))


def _log(session: Session, steps: list[Recorded]) -> None:
    for step in steps:
        at_commit.after(session, partial(_line, step))


def _line(step: Recorded) -> None:
    log.info(
        "act",
        extra={
            "request": step.request,
            "ticket": step.number,
            "step": step.seq,
            "act": str(step.action),
            "role": str(step.role),
            "person": step.person_id,
        },
    )
