"""Account changes of an import: removed, renamed, transferred, added; undelivered messages follow their person (M6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from store.characters import user_key
from store.engine.columns import table_of
from store.engine.prepared import Prepared
from store.people.unfinished_import import without_staged
from store.record import row_entries
from store.tables import Account, CardRow, InboxRow, OutboxRow, Person

_UNHANDLED = ("received", "failed")
_UNDELIVERED = ("pending", "sending", "dead")
_AT_ONCE = 200  # accounts in one query
_ROW = table_of(Account)
_RENAME = update(_ROW).where(_ROW.c.id == bindparam("its"))
_KEY, _USER = bindparam("key", type_=_ROW.c.user_key.type), bindparam("now", type_=_ROW.c.user.type)
_HOLDER = Prepared(
    lambda _: select(_ROW.c.person_id).where(
        _ROW.c.platform == bindparam("its_platform"), _ROW.c.user_key == bindparam("key")
    )
)


def everybody(session: Session) -> Sequence[Person]:
    """The whole directory with its accounts, active or not, by age of the entry."""
    return session.scalars(without_staged(session, select(Person).order_by(Person.id), Person)).all()


def user_keys(session: Session) -> frozenset[tuple[str, str]]:
    """Every account of the directory, as it is compared."""
    rows = session.execute(select(Account.platform, Account.user))
    return frozenset((row.platform, user_key(row.user)) for row in rows)


@dataclass(frozen=True, slots=True)
class Move:
    """An account by its id, its person, its user key so far, and its new user id."""

    id: int
    platform: str
    person_id: int
    was: str
    user: str


def move(row: Account, user: str) -> Move:
    return Move(row.id, row.platform, row.person_id, row.key, user)


def rename(accounts: list[Sequence[str]], moved: Iterable[tuple[Account, str]]) -> None:
    """Accounts as the record has them, with their new user ids: under another one nobody has left."""
    for row, user in moved:
        if row.key != user_key(user):
            accounts[accounts.index(row_entries.account(row))] = (row.platform, user_key(user))


@dataclass(slots=True)
class AccountChanges:
    """The changes; each account is named once.

    `gone` are removed, `moved` keep their person under another user id, `passed` are transferred to somebody else.
    """

    gone: list[Account] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    passed: list[tuple[Account, Person]] = field(default_factory=list)


def apply(session: Session, changes: AccountChanges) -> None:
    """Apply the changes, swaps included; a moved account keeps its position among its person's."""
    for row in changes.gone:
        row.person.accounts.remove(row)
        session.delete(row)
    session.flush()
    _move(session, changes.moved)
    for row, person in changes.passed:
        row.person, row.gone = person, False
    session.flush()
    others = (each for each in changes.moved if user_key(each.user) != each.was)
    _forward(session, {(each.platform, each.was, each.person_id): each.user for each in others})


def _move(session: Session, moves: Sequence[Move]) -> None:
    """By their ids, thousands at once; those that are loaded are read anew when they are next looked at."""
    if not moves:
        return
    keys = {(each.platform, user_key(each.user)) for each in moves}
    swapped = [each.id for each in moves if (each.platform, each.was) in keys and user_key(each.user) != each.was]
    if swapped:  # two may exchange their ids: placeholders until both are known
        marks = [{"its": number, "key": f"?{number}"} for number in swapped]
        session.connection().execute(_RENAME.values(user_key=_KEY), marks)
    names = [{"its": each.id, "key": user_key(each.user), "now": each.user} for each in moves]
    session.connection().execute(_RENAME.values(user_key=_KEY, user=_USER), names)
    there = [each.id for each in moves if user_key(each.user) != each.was]
    for start in range(0, len(there), _AT_ONCE):
        back = update(_ROW).where(_ROW.c.id.in_(there[start : start + _AT_ONCE]), _ROW.c.gone)
        session.connection().execute(back.values(gone=False))
    moved = {each.id for each in moves}
    for loaded in [row for row in session.identity_map.values() if isinstance(row, Account) and row.id in moved]:
        session.expire(loaded)


def begin(session: Session, changes: AccountChanges, now: datetime) -> None:
    """Note since when these ids belong to these people: a directory event from before says nothing of them."""
    for row, _ in changes.passed:
        row.since = now
    others = [each.id for each in changes.moved if user_key(each.user) != each.was]
    for start in range(0, len(others), _AT_ONCE):
        session.connection().execute(
            update(_ROW).where(_ROW.c.id.in_(others[start : start + _AT_ONCE])).values(since=now)
        )


def _forward(session: Session, moves: dict[tuple[str, str, int], str]) -> None:
    """Undelivered messages and live cards of an old user id are moved to the new one of the same person."""
    if not moves:
        return
    outbox, cards = table_of(OutboxRow), table_of(CardRow)
    indexed: tuple[str, ...] = ("user", "user_index")
    for table, fits, named in ((outbox, outbox.c.state.in_(_UNDELIVERED), indexed), (cards, cards.c.live, ("user",))):
        rows = session.execute(select(table.c.id, table.c.platform, table.c.user, table.c.person_id).where(fits))
        found = [(row.id, moves.get((row.platform, user_key(row.user), row.person_id))) for row in rows]
        changed = [
            {"its": number} | {f"new_{name}": user for name in named} for number, user in found if user is not None
        ]
        if changed:
            values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in named}
            session.connection().execute(update(table).where(table.c.id == bindparam("its")).values(values), changed)


def unhandled(session: Session, names: Collection[tuple[str, str]]) -> int:
    """How many messages from these accounts (platform, user key) are not handled."""
    counts = (select(func.count()).select_from(InboxRow).where(_from(part)) for part in _parts(names))
    return sum(session.scalar(query) or 0 for query in counts)


def forget_unhandled(session: Session, names: Collection[tuple[str, str]], now: datetime) -> None:
    """Close them unhandled: it is unknown whether the former or the new owner wrote them."""
    closed = {"state": "done", "done_at": now, "payload_sealed": b"", "error": "the account changed hands"}
    for part in _parts(names):
        change = update(InboxRow).where(_from(part)).values(closed)
        session.execute(change.execution_options(synchronize_session=False))


def _from(names: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    senders = or_(*((InboxRow.platform == platform) & (InboxRow.user_key == key) for platform, key in names))
    return InboxRow.state.in_(_UNHANDLED) & senders


def _parts(names: Collection[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    listed = sorted(names)
    return [listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE)]


def is_anothers(connection: Connection, person_id: int, platform: str, user: str) -> bool:
    """Whether an account that was this person's is now somebody else's."""
    holders = _HOLDER.rows(connection, {"its_platform": platform, "key": user_key(user)})
    return any(row["person_id"] != person_id for row in holders)
