"""Drafts: an unfinished form is stored after every answer, and survives restarts and upgrades for thirty days."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from store.engine.columns import fixed, table_of
from store.engine.snapshots import snapshot
from store.tables import Conversation, Draft
from store.vault import Vault

_ANSWERS = "drafts:answers_sealed"


_ROW = table_of(Draft)
_MOVING = ("form", "form_version", "ticket_id", "step", "answers_sealed", "state", "version", "updated_at")
_OF = (
    select(_ROW)
    .where(_ROW.c.person_id == bindparam("person"), _ROW.c.state == bindparam("in_state"))
    .where(fixed("state IN ('active', 'parked')"))
    .order_by(_ROW.c.updated_at.desc(), _ROW.c.id.desc())
)
_ONE = select(_ROW).where(_ROW.c.id == bindparam("its"))
_ADD = insert(_ROW).returning(_ROW)
_MOVE = update(_ROW).where(_ROW.c.id == bindparam("its_id"), _ROW.c.version == bindparam("its_version"))


def start(
    session: Session, vault: Vault, *, person_id: int, form: str, form_version: int, now: datetime,
    ticket_id: int | None = None, step: str = "", answers: Mapping[str, Any] | None = None,
) -> Draft:  # fmt: skip
    """A new active draft; the one that was active before is parked."""
    park(session, person_id, now)
    values = {
        "person_id": person_id, "form": form, "form_version": form_version, "ticket_id": ticket_id,
        "step": step, "state": "active", "version": 1, "created_at": now, "updated_at": now,
        "answers_sealed": vault.seal(_written(answers or {}), _ANSWERS),
    }  # fmt: skip
    return snapshot(Draft, session.connection().execute(_ADD, values).one())


def keep(session: Session, vault: Vault, person_id: int, kind: str, words: str, now: datetime) -> int:
    """Words that wait for their command, as a row that no form reads; whatever is open stays open. Returns its id."""
    values = {
        "person_id": person_id, "form": kind, "form_version": 1, "ticket_id": None, "step": "", "state": "parked",
        "version": 1, "created_at": now, "updated_at": now,
        "answers_sealed": vault.seal(_written({kind: words}), _ANSWERS),
    }  # fmt: skip
    return snapshot(Draft, session.connection().execute(_ADD, values).one()).id


def active(session: Session, person_id: int) -> Draft | None:
    """The draft whose question the person is answering now."""
    return next(iter(_in_state(session, person_id, "active")), None)


def parked(session: Session, person_id: int) -> Sequence[Draft]:
    """Parked drafts, the last edited first."""
    return _in_state(session, person_id, "parked")


def _in_state(session: Session, person_id: int, state: str) -> list[Draft]:
    rows = session.connection().execute(_OF, {"person": person_id, "in_state": state})
    return [snapshot(Draft, row) for row in rows]


def get(session: Session, draft_id: int) -> Draft | None:
    row = session.connection().execute(_ONE, {"its": draft_id}).first()
    return snapshot(Draft, row) if row else None


def answers(vault: Vault, draft: Draft) -> dict[str, Any]:
    """What was answered so far."""
    text = vault.open(draft.answers_sealed, _ANSWERS)
    return dict(json.loads(text)) if text else {}


def save(session: Session, vault: Vault, draft: Draft, *, answers: Mapping[str, Any], step: str, now: datetime) -> None:
    """Store answers and open question (optimistic lock); raises StaleDataError where another device was faster."""
    draft.answers_sealed = vault.seal(_written(answers), _ANSWERS)
    draft.step, draft.updated_at = step, now
    _write(session, draft)


def park(session: Session, person_id: int, now: datetime) -> Draft | None:
    """Park the active draft; returns it."""
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
    """The form was submitted; its answers are in the ticket now and are erased here."""
    _move(session, draft, "submitted", now, erase=True)


def cancel(session: Session, draft: Draft, now: datetime) -> None:
    """Cancelled by its owner; the answers are erased."""
    _move(session, draft, "cancelled", now, erase=True)


def prune(session: Session, before: datetime) -> int:
    """Cancel and erase drafts not edited since an instant."""
    old = update(Draft).where(Draft.state.in_(("parked", "active")), Draft.updated_at < before)
    gone = old.values(state="cancelled", answers_sealed="", version=Draft.version + 1)
    return len(session.execute(gone.returning(Draft.id)).all())


def _move(session: Session, draft: Draft, state: str, now: datetime, *, erase: bool = False) -> None:
    draft.state, draft.updated_at = state, now
    if erase:
        draft.answers_sealed = ""
    _write(session, draft)


def _write(session: Session, draft: Draft) -> None:
    before = draft.version
    draft.version = before + 1
    values = {name: getattr(draft, name) for name in _MOVING} | {"its_id": draft.id, "its_version": before}
    if session.connection().execute(_MOVE, values).rowcount != 1:
        raise StaleDataError(f"draft {draft.id} was changed from another device first")


def _written(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))


def offer(session: Session, person_id: int, menu: Mapping[str, Any], now: datetime) -> None:
    """Store the numbered choices just shown, so that a bare `2` means the second."""
    row = session.get(Conversation, person_id)
    if row is None:
        row = Conversation(person_id=person_id)
        session.add(row)
    row.menu, row.menu_sealed, row.updated_at = {}, _written(menu), now
    session.flush()


def offered(session: Session, person_id: int) -> dict[str, Any]:
    """The numbered choices last shown to somebody."""
    row = session.get(Conversation, person_id)
    if row is None:
        return {}
    return dict(json.loads(row.menu_sealed)) if row.menu_sealed else dict(row.menu)


def seal_menus(session: Session) -> int:
    """Encrypt the choices that an older release left in clear; returns how many."""
    rows = [row for row in session.scalars(select(Conversation).where(Conversation.menu_sealed == "")) if row.menu]
    for row in rows:
        row.menu, row.menu_sealed = {}, _written(row.menu)
    return len(rows)
