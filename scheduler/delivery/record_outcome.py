"""Recording outcomes: sent, retry or dead letter; an unreachable recipient gets a fallback in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.outbound import REDRAWN
from bot.ports import Blame, PlatformError
from scheduler.delivery import delivered_notice, fallback_recipient
from scheduler.delivery.circuit_breaker import CircuitBreaker
from scheduler.delivery.outcome import Fate, Outcome, next_try
from scheduler.deps import Deps
from store.engine.db_errors import CONFLICTS
from store.messages import held_cards, outbox
from store.messages.outbox import Parcel
from store.messages.sealed_deliveries import seal_sent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = structlog.get_logger(__name__)


def record_outcome(deps: Deps, outcome: Outcome, breaker: CircuitBreaker, now: datetime) -> None:
    """Write down what became of this message, in a transaction; at least that it is not sent again for ever."""
    deps.counters.count(outcome.parcel.platform, outcome.parcel.lane, outcome.fate.value)
    if outcome.error is not None:
        deps.counters.error(outcome.parcel.platform, outcome.error.code)
    try:
        with deps.store.write() as session:
            _record(deps, session, outcome, breaker, now)
    except CONFLICTS:
        raise
    except Exception:
        log.exception("the outcome of a message can't be recorded completely", message=outcome.parcel.id)
        with deps.store.write() as session:
            _at_least(session, outcome, now)


def _record(deps: Deps, session: Session, outcome: Outcome, breaker: CircuitBreaker, now: datetime) -> None:
    if outcome.fate is Fate.SENT:
        if _mark_sent(session, outcome, now):
            _remember_card(deps, session, outcome, now)
            delivered_notice.record(deps, session, outcome.parcel, now)
    elif outcome.fate is Fate.HELD:
        outbox.hold(session, outcome.parcel, outcome.until or now, outcome.reason)
    elif outcome.fate is Fate.DROPPED:
        outbox.drop(session, outcome.parcel, outcome.reason)
    else:
        _failed(deps, session, outcome, breaker, now)


def _at_least(session: Session, outcome: Outcome, now: datetime) -> None:
    """The minimum: a message must not be resent for ever because its card can't be recorded."""
    if outcome.fate is Fate.SENT:
        _mark_sent(session, outcome, now)
    else:
        outbox.mark_dead(session, outcome.parcel, outcome.reason)


def _mark_sent(session: Session, outcome: Outcome, now: datetime) -> bool:
    """False where another worker has taken it meanwhile, who records it."""
    parcel, message_id = outcome.parcel, outcome.receipt.message_id if outcome.receipt else ""
    mine = outbox.mark_sent(session, parcel, now, message_id)
    if mine:
        seal_sent(session, parcel, now, message_id)
    return mine


def tell_breaker(outcome: Outcome, breaker: CircuitBreaker, now: datetime) -> None:
    """Report the outcome to the circuit breaker, as soon as it is known."""
    platform, error = outcome.parcel.platform, outcome.error
    if outcome.fate is Fate.SENT:
        if breaker.record_success(platform):
            log.info("the platform takes messages again", platform=platform)
    elif error is not None and (error.blame is Blame.APP or error.retryable):
        app = error.blame is Blame.APP
        if breaker.record_failure(platform, outcome.parcel.id, now, app=app, reason=error.text):
            log.error("the platform is paused", platform=platform, code=error.code, reason=str(error))


def _remember_card(deps: Deps, session: Session, outcome: Outcome, now: datetime) -> None:
    parcel, vault = outcome.parcel, deps.store.vault
    if outcome.updated:
        held_cards.spend_code(session, vault, parcel.card_id or 0, now)
        return
    if parcel.kind == "update" and parcel.card_id is not None:
        held_cards.retire(session, [parcel.card_id])  # a new card has replaced it
    card, receipt = outcome.card, outcome.receipt
    if card is None or receipt is None or card.kind not in REDRAWN:
        return
    if not deps.platforms[parcel.platform].capabilities.update:
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


def _failed(deps: Deps, session: Session, outcome: Outcome, breaker: CircuitBreaker, now: datetime) -> None:
    parcel, error = outcome.parcel, outcome.error
    if error is None:
        _give_up(session, parcel, outcome.reason)
        return
    pause = breaker.open_until(parcel.platform, now)
    if error.blame is Blame.APP:
        outbox.mark_retry(session, parcel, pause or now, _reason(error))
        return
    again = next_try(parcel, error, now)
    if again is not None:
        outbox.mark_retry(session, parcel, pause or again, _reason(error))
        return
    _give_up(session, parcel, _reason(error))
    if error.blame is Blame.RECEIVER and parcel.kind != "update":
        fallback_recipient.refused(deps, session, parcel, now)


def _give_up(session: Session, parcel: Parcel, reason: str) -> None:
    outbox.mark_dead(session, parcel, reason)
    log.error("a message can't be delivered", message=parcel.id, lane=parcel.lane, platform=parcel.platform, why=reason)


def _reason(error: PlatformError) -> str:
    return f"{error.code} {error}".strip()
