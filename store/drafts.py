"""An unfinished form survives restarts, versions, devices and thirty days: it is stored after every answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from store.tables import Conversation, Draft
from store.vault import Vault

_ANSWERS = "drafts:answers_sealed"


_OF = select(Draft).where(Draft.person_id == bindparam("person"))  # built once: every message asks
_ACTIVE = _OF.where(Draft.state == "active").order_by(Draft.id.desc())
_PARKED = _OF.where(Draft.state == "parked").order_by(Draft.updated_at.desc(), Draft.id.desc())


def start(
    session: Session, vault: Vault, *, person_id: int, form: str, form_version: int, now: datetime,
    ticket_id: int | None = None, step: str = "", answers: Mapping[str, Any] | None = None,
) -> Draft:  # fmt: skip
    """A new active draft; the one that was active before is parked."""
    park(session, person_id, now)
    row = Draft(
        person_id=person_id, form=form, form_version=form_version, ticket_id=ticket_id,
        step=step, state="active", created_at=now, updated_at=now,
        answers_sealed=vault.seal(_written(answers or {}), _ANSWERS),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def active(session: Session, person_id: int) -> Draft | None:
    """The draft whose question the person is answering now."""
    return session.scalars(_ACTIVE, {"person": person_id}).first()


def parked(session: Session, person_id: int) -> Sequence[Draft]:
    """Drafts laid aside, the last touched first."""
    return session.scalars(_PARKED, {"person": person_id}).all()


def get(session: Session, draft_id: int) -> Draft | None:
    return session.get(Draft, draft_id)


def answers(vault: Vault, draft: Draft) -> dict[str, Any]:
    """What was answered so far."""
    text = vault.open(draft.answers_sealed, _ANSWERS)
    return dict(json.loads(text)) if text else {}


def save(session: Session, vault: Vault, draft: Draft, *, answers: Mapping[str, Any], step: str, now: datetime) -> None:
    """Store the answers and the question that is open; raises StaleDataError where another device was faster."""
    draft.answers_sealed = vault.seal(_written(answers), _ANSWERS)
    draft.step, draft.updated_at = step, now
    session.flush()


def park(session: Session, person_id: int, now: datetime) -> Draft | None:
    """Lay the active draft aside; returns it."""
    draft = active(session, person_id)
    if draft is not None:
        _move(session, draft, "parked", now)
    return draft


def resume(session: Session, draft: Draft, now: datetime) -> Draft:
    """Make a parked draft the active one; another active one is parked."""
    if draft.state != "active":
        park(session, draft.person_id, now)
        _move(session, draft, "active", now)
    return draft


def submit(session: Session, draft: Draft, now: datetime) -> None:
    """The form was sent off; its answers live on in the ticket and are erased here."""
    _move(session, draft, "submitted", now, erase=True)


def cancel(session: Session, draft: Draft, now: datetime) -> None:
    """Thrown away by its owner; the answers are erased."""
    _move(session, draft, "cancelled", now, erase=True)


def prune(session: Session, before: datetime) -> int:
    """Cancel and erase parked drafts that nobody has touched since an instant."""
    old = update(Draft).where(Draft.state.in_(("parked", "active")), Draft.updated_at < before)
    gone = old.values(state="cancelled", answers_sealed="", version=Draft.version + 1)
    return len(session.execute(gone.returning(Draft.id)).all())


def _move(session: Session, draft: Draft, state: str, now: datetime, *, erase: bool = False) -> None:
    draft.state, draft.updated_at = state, now
    if erase:
        draft.answers_sealed = ""
    session.flush()


def _written(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))


def offer(session: Session, person_id: int, menu: Mapping[str, Any], now: datetime) -> None:
    """Remember the numbered commands just shown, so that a bare `2` means the second."""
    row = session.get(Conversation, person_id)
    if row is None:
        row = Conversation(person_id=person_id)
        session.add(row)
    row.menu, row.updated_at = dict(menu), now
    session.flush()


def offered(session: Session, person_id: int) -> dict[str, Any]:
    """The numbered commands last shown to somebody."""
    row = session.get(Conversation, person_id)
    return dict(row.menu) if row else {}
