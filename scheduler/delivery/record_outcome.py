"""Marking follows doing: what became of a message is written down, and nobody is lost when a road is closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.outbound import REDRAWN
from bot.ports import Blame, PlatformError
from scheduler.delivery import fallback_recipient
from scheduler.delivery.circuit_breaker import Circuit
from scheduler.delivery.outcome import Fate, Outcome, next_try
from scheduler.deps import Parts
from store.engine.db_errors import CONFLICTS
from store.messages import held_cards, outbox
from store.messages.outbox import Parcel

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = structlog.get_logger(__name__)


def settle(parts: Parts, session: Session, outcomes: Iterable[Outcome], circuit: Circuit, now: datetime) -> None:
    """Write down what became of these messages, in the caller's transaction."""
    for outcome in outcomes:
        parts.tally.count(outcome.parcel.platform, outcome.parcel.lane, outcome.fate.value)
        try:
            with session.begin_nested():
                _one(parts, session, outcome, circuit, now)
        except CONFLICTS:
            raise
        except Exception:
            log.exception("what became of a message can't be written down whole", message=outcome.parcel.id)
            _at_least(session, outcome, now)


def _one(parts: Parts, session: Session, outcome: Outcome, circuit: Circuit, now: datetime) -> None:
    if outcome.fate is Fate.SENT:
        _sent(parts, session, outcome, now)
    elif outcome.fate is Fate.HELD:
        outbox.hold(session, [outcome.parcel.id], outcome.until or now)
    elif outcome.fate is Fate.DROPPED:
        outbox.drop(session, outcome.parcel.id, outcome.reason)
    else:
        _failed(parts, session, outcome, circuit, now)


def _at_least(session: Session, outcome: Outcome, now: datetime) -> None:
    """A message must not be sent for ever because its card can't be noted."""
    if outcome.fate is Fate.SENT:
        outbox.mark_sent(session, outcome.parcel.id, now)
    else:
        outbox.mark_dead(session, outcome.parcel.id, outcome.reason)


def judge(outcome: Outcome, circuit: Circuit, now: datetime) -> None:
    """Tell the circuit how the platform did, as soon as it is known."""
    platform, error = outcome.parcel.platform, outcome.error
    if outcome.fate is Fate.SENT:
        if circuit.works(platform):
            log.info("the platform takes messages again", platform=platform)
    elif error is not None and (error.blame is Blame.APP or error.retryable):
        app = error.blame is Blame.APP
        if circuit.fails(platform, outcome.parcel.id, now, app=app, reason=error.text):
            log.error("the platform is left alone for a while", platform=platform, code=error.code, reason=str(error))


def _sent(parts: Parts, session: Session, outcome: Outcome, now: datetime) -> None:
    parcel, vault = outcome.parcel, parts.store.vault
    outbox.mark_sent(session, parcel.id, now, outcome.receipt.message_id if outcome.receipt else "")
    if outcome.updated:
        held_cards.spend_code(session, vault, parcel.card_id or 0, now)
        return
    if parcel.kind == "update" and parcel.card_id is not None:
        held_cards.retire(session, [parcel.card_id])  # a new card below it took its place
    card, receipt = outcome.card, outcome.receipt
    if card is None or receipt is None or card.kind not in REDRAWN:
        return
    if not parts.platforms[parcel.platform].capabilities.update:
        return
    held_cards.remember(
        session,
        vault,
        key=outcome.key,
        platform=parcel.platform,
        user=parcel.user,
        sent_at=now,
        ticket_id=parcel.ticket_id,
        generation=parcel.generation,
        person_id=parcel.person_id,
        outbox_id=parcel.id,
        template=card.kind.value,
        update_code=receipt.update_code,
        update_until=receipt.update_until,
    )


def _failed(parts: Parts, session: Session, outcome: Outcome, circuit: Circuit, now: datetime) -> None:
    parcel, error = outcome.parcel, outcome.error
    if error is None:
        _bury(session, parcel, outcome.reason)
        return
    pause = circuit.pause_of(parcel.platform, now)
    if error.blame is Blame.APP:
        outbox.mark_retry(session, parcel.id, pause or now, _reason(error))
        return
    again = next_try(parcel, error, now)
    if again is not None:
        outbox.mark_retry(session, parcel.id, pause or again, _reason(error))
        return
    _bury(session, parcel, _reason(error))
    if error.blame is Blame.RECEIVER and parcel.kind != "update":
        fallback_recipient.refused(parts, session, parcel, now)


def _bury(session: Session, parcel: Parcel, reason: str) -> None:
    outbox.mark_dead(session, parcel.id, reason)
    log.error("a message can't be delivered", message=parcel.id, lane=parcel.lane, platform=parcel.platform, why=reason)


def _reason(error: PlatformError) -> str:
    return f"{error.code} {error}".strip()
