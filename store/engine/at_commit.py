"""What a write transaction does last, just before its commit: locks taken here are held for a moment only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault

_QUEUE, _BEFORE, _VAULT, _AFTER, _WAKE = "at_commit", "before_that", "vault", "after_commit", "wake"
Finish = Callable[["Session", list[Any]], None]
Mark = dict[str, dict[Finish, int]]


def prepare(vault: Vault, wake: Callable[[], None]) -> dict[str, Any]:
    """The `info` of a session that may write; `finish` has to be called before its commit."""
    return {_VAULT: vault, _QUEUE: {}, _BEFORE: {}, _AFTER: [], _WAKE: wake}


def vault_of(session: Session) -> Vault:
    """The keys of the store that this session writes to."""
    vault: Vault = session.info[_VAULT]
    return vault


def later(session: Session, finish: Finish, items: list[Any]) -> None:
    """Have `finish` called once before the commit, with the items of every call in their order."""
    session.info[_QUEUE].setdefault(finish, []).extend(items)


def queued(session: Session, finish: Finish) -> list[Any]:
    """What `finish` will be called with, so far."""
    found: list[Any] = session.info[_QUEUE].get(finish, [])
    return found


def gather(session: Session, finish: Finish, items: list[Any]) -> None:
    """As `later`, for what locks nothing: it is done before that. At once in a session that is not the store's."""
    if _BEFORE in session.info:
        session.info[_BEFORE].setdefault(finish, []).extend(items)
    else:
        finish(session, items)


def after(session: Session, done: Callable[[], None]) -> None:
    """Have this called once the transaction is committed, and not where it is not."""
    session.info[_AFTER].append(done)


def wake_workers(session: Session) -> None:
    """Have the workers of this process woken once the transaction is committed."""
    wake = session.info.get(_WAKE)
    if wake is not None and wake not in session.info[_AFTER]:
        after(session, wake)


def committed(session: Session) -> None:
    for done in session.info[_AFTER]:
        done()


def is_due(session: Session) -> bool:
    """Whether something was left for the end."""
    return bool(session.info[_QUEUE])


def finish_gathered(session: Session) -> None:
    queue: dict[Finish, list[Any]] = session.info[_BEFORE]
    while queue:
        due = next(iter(queue))
        due(session, queue.pop(due))


def finish(session: Session) -> None:
    """Do what was left for the end. All else is written first: it may wait for a row, which nobody may do any more."""
    session.flush()
    queue: dict[Finish, list[Any]] = session.info[_QUEUE]
    while queue:
        due = next(iter(queue))
        due(session, queue.pop(due))


def mark(session: Session) -> Mark:
    """How much is queued at the beginning of a savepoint."""
    return {name: {due: len(items) for due, items in session.info.get(name, {}).items()} for name in (_QUEUE, _BEFORE)}


def undo(session: Session, to: Mark) -> None:
    """Forget what was queued since the mark: its savepoint was rolled back."""
    for name, counts in to.items():
        for due, items in session.info.get(name, {}).items():
            del items[counts.get(due, 0) :]
