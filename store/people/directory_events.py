"""Events of a platform's directory: who left, came back or has a new user id; late and repeated ones change nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from store.characters import user_key
from store.engine.columns import keys_of
from store.people import account_changes, stand_ins, web_sessions
from store.tables import Account, DirectoryEvent, Person
from store.tables.people import USER_KEY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Change(StrEnum):
    """The last that is known of a user id."""

    HERE = "here"
    HIDDEN = "hidden"  # no longer in the app's visible range
    DISABLED = "disabled"
    DELETED = "deleted"  # the id may be given to somebody else
    ANOTHER = "another"  # it came back under another name
    MOVED = "moved"  # its member has another id
    ROSTER = "roster"  # the roster gave it to somebody else


SAME_PERSON = (Change.HIDDEN, Change.DISABLED)  # what shows that the id lives shows who has it


def account(session: Session, platform: str, user: str) -> Account | None:
    """The account of a user id, gone or not."""
    fits = (Account.platform == platform, Account.user_key == user_key(user))
    return session.scalars(select(Account).where(*fits)).first()


def is_of_another(session: Session, platform: str, user: str, at: datetime) -> bool:
    """Whether an event is of the time before the roster gave the id to its holder; events bear whole seconds."""
    row = account(session, platform, user)
    return row is not None and row.since is not None and at < row.since.replace(microsecond=0)


def has_left_since(session: Session, platform: str, user: str, since: str) -> bool:
    """Whether the account left after this instant, even if it is back: what was opened before is over."""
    row = account(session, platform, user)
    if row is None or row.left_at is None:
        return False
    return not since or datetime.fromisoformat(since) <= row.left_at


def last(session: Session, platform: str, user: str) -> DirectoryEvent | None:
    """The last event of a user id."""
    return session.get(DirectoryEvent, (platform, _hashed(session, user)))


def _hashed(session: Session, user: str) -> str:
    """What stands for a user id in the database: not the id, which often names somebody."""
    return USER_KEY.of(keys_of(session.get_bind().dialect), user_key(user))


def is_news(session: Session, platform: str, user: str, at: datetime, change: Change) -> bool:
    """Whether an event is neither older than what is known of this id nor the same again."""
    known = last(session, platform, user)
    return known is None or known.at < at or (known.at == at and known.change != change)


def remember(session: Session, platform: str, user: str, at: datetime, change: Change) -> None:
    session.merge(DirectoryEvent(platform=platform, user_key=_hashed(session, user), at=at, change=change))
    session.flush()


def given_by_roster(session: Session, names: Iterable[tuple[str, str]], now: datetime) -> None:
    """The roster gave these accounts to other people: what their platform reported of the former owners is over."""
    for platform, key in names:
        remember(session, platform, key, now, Change.ROSTER)
        fits = (Account.platform == platform, Account.user_key == key)
        session.execute(update(Account).where(*fits).values(gone=False, left_at=now))


def end(session: Session, row: Account, at: datetime, now: datetime, served: Collection[str]) -> bool:
    """The account left; with their last one the person has no rights and duties any more. True where they had some.

    An account of a platform that isn't served is no way in, and keeps nobody's rights. What was open in browsers ends
    with it. Stand-ins end for good: they rest on no roster.
    """
    row.gone, row.left_at = True, max(at, now)
    person = row.person
    session.flush()
    if not person.active or any(not each.gone and each.platform in served for each in person.accounts):
        return False
    person.active, person.left_at = False, now
    stand_ins.end_all_of(session, person.id, now)
    web_sessions.end_all_of(session, person.id)
    session.flush()
    return True


def restore(session: Session, row: Account) -> bool:
    """The account is back; True where its person is active again, with the roles the roster gives them today."""
    row.gone = False
    person = row.person
    back = person.left_at is not None
    if back:
        person.active, person.left_at = True, None
    session.flush()
    return back


def move(session: Session, row: Account, new: str) -> Person | None:
    """The account has a new user id; returns whose the new id is already, where the roster gives it to another person.

    Where the roster gave it to the same person before, the old one is gone.
    """
    taken = account(session, row.platform, new)
    if taken is not None and taken.person_id != row.person_id:
        return taken.person
    changes = account_changes.AccountChanges()
    if taken is not None and taken.id != row.id:
        changes.gone = [taken]
    changes.moved, was_gone = [account_changes.move(row, new)], row.gone
    account_changes.apply(session, changes)
    row.gone = was_gone
    session.flush()
    return None


def holders(session: Session, platforms: Iterable[str], *, after: int, limit: int) -> list[Account]:
    """The next accounts of people whom the roster has as active, gone or not, by age of the entry."""
    there = or_(Person.active, Person.left_at.is_not(None))
    fits = (Account.platform.in_(list(platforms)), Account.id > after, there)
    query = select(Account).join(Person, Person.id == Account.person_id).where(*fits)
    return list(session.scalars(query.order_by(Account.id).limit(limit)))


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Account]:
    """Accounts by number."""
    return {row.id: row for row in session.scalars(select(Account).where(Account.id.in_(list(ids))))}
