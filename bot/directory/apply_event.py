"""Applies an event of the directory in the transaction that handles it, and tells the centre at once (M7, M4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.directory import centre_told
from bot.directory.concerned_tickets import Concerned, concerned
from bot.directory.report import Report, read
from bot.language.text import folded
from bot.ports import Call, CallKind
from store.characters import user_key
from store.lists import department_tasks
from store.messages import held_cards
from store.people import directory_events as events
from store.people.directory_events import Change
from store.people.sealed_people import seal_people
from store.upkeep import operator_log, run_claims

if TYPE_CHECKING:
    from bot.outbound import Post
    from store.tables import Account

COMPARE = "directory.compare"  # the note that asks for a comparison of roster and directory before the night
DUE = "due"


def handle(post: Post, call: Call) -> None:
    """What has been applied, is older than what is known, or concerns nobody of the roster changes nothing."""
    if events.is_of_another(post.session, call.platform, call.user, call.at):
        return
    if call.kind is CallKind.LEAVE:
        _left(post, call, Change.HIDDEN)
        return
    report = read(call)
    if report.what == "range":
        run_claims.write_note(post.session, COMPARE, DUE)
    elif report.what == "deleted":
        _left(post, call, Change.DELETED)
    elif report.what == "added":
        _added(post, call, report)
    elif report.what == "changed":
        _changed(post, call, report)


def seen(post: Post, call: Call) -> bool:
    """A message of an account that left: it shows that its member sees the app again; True where it is restored.

    An id that was deleted may be somebody else's by now: there a new entry in the directory or the roster decides.
    """
    row = events.account(post.session, call.platform, call.user)
    known = events.last(post.session, call.platform, call.user)
    if row is None or not row.gone or known is None:
        return False
    if call.at <= known.at or known.change not in events.SAME_PERSON:
        return False
    events.remember(post.session, call.platform, call.user, call.at, Change.HERE)
    _restore(post, row, call)
    return True


def _left(post: Post, call: Call, change: Change) -> None:
    """A deleted id stays deleted, whatever else is said of its leaving and in whatever order."""
    known = events.last(post.session, call.platform, call.user)
    if not events.is_news(post.session, call.platform, call.user, call.at, change):
        if known is not None and change is Change.DELETED and known.change in events.SAME_PERSON:
            events.remember(post.session, call.platform, call.user, known.at, change)
        return
    if known is not None and change in events.SAME_PERSON and known.change in (Change.DELETED, Change.ANOTHER):
        change = Change(known.change)
    events.remember(post.session, call.platform, call.user, call.at, change)
    row = events.account(post.session, call.platform, call.user)
    if row is not None and not row.gone:
        _end(post, call, row)


def _end(post: Post, call: Call, row: Account) -> None:
    """The cases are read before and after: whose they were, and who has them now."""
    person, before = row.person, concerned(post, row.person_id)
    had_rights = events.end(post.session, row, call.at, post.now, post.dialects)
    held_cards.retire_of(post.session, row.platform, row.user)
    after = concerned(post, person.id, of=before) if had_rights else Concerned()
    _on_record(post, call, row)
    department_tasks.ask_for_handover(post.session, f"{row.id}:{post.now.isoformat()}")
    centre_told.of_leaving(post, row, call.at, had_rights=had_rights, was=before, now=after)


def _added(post: Post, call: Call, report: Report) -> None:
    """A new entry under a known id: the same person by name, or a successor at the same desk.

    Under another name it ends the account even where the leaving was not reported: the id had to be free.
    """
    row = events.account(post.session, call.platform, call.user)
    same = row is None or (bool(report.name) and folded(report.name) == folded(row.person.name))
    change = Change.HERE if same else Change.ANOTHER
    if not events.is_news(post.session, call.platform, call.user, call.at, change):
        return
    events.remember(post.session, call.platform, call.user, call.at, change)
    if row is None or (same and not row.gone):
        return
    if same:
        _restore(post, row, call)
        return
    if report.name and not row.gone:
        _end(post, call, row)
    centre_told.of_another(post, row, call.at, report.name)


def _changed(post: Post, call: Call, report: Report) -> None:
    row = events.account(post.session, call.platform, call.user)
    if report.new_user and not _move(post, call, row, report.new_user):
        return
    user = report.new_user or call.user
    if report.status == "off":
        _left(post, replace(call, user=user), Change.DISABLED)
    elif report.status == "on":
        _enabled(post, call, user)
    if row is not None and report.name and folded(report.name) != folded(row.person.name):
        centre_told.of_another(post, row, call.at, report.name)


def _move(post: Post, call: Call, row: Account | None, new: str) -> bool:
    """The account follows its member; events that came before this one under the new id are applied behind it."""
    if not events.is_news(post.session, call.platform, call.user, call.at, Change.MOVED):
        return False
    before = events.last(post.session, call.platform, call.user)
    stays = Change(before.change) if row is not None and row.gone and before else Change.HERE
    if user_key(new) != user_key(call.user):
        events.remember(post.session, call.platform, call.user, call.at, Change.MOVED)
    if row is None:
        return True
    holder = events.move(post.session, row, new)
    if holder is not None:
        centre_told.of_conflict(post, row, call.at, new, holder)
        _end(post, call, row)
        return False
    seal_people(post.session, [row.person], post.now)
    known = events.last(post.session, call.platform, new)
    late = known is not None and known.at >= call.at and known.change in (*events.SAME_PERSON, Change.DELETED)
    if late and not row.gone:
        _end(post, call, row)
    elif not late:
        events.remember(post.session, call.platform, new, call.at, stays)
    return True


def _enabled(post: Post, call: Call, user: str) -> None:
    row = events.account(post.session, call.platform, user)
    known = events.last(post.session, call.platform, user)
    if known is not None and (known.at > call.at or known.change not in (*events.SAME_PERSON, Change.HERE)):
        return
    events.remember(post.session, call.platform, user, call.at, Change.HERE)
    if row is not None and row.gone:
        _restore(post, row, call)


def _restore(post: Post, row: Account, call: Call) -> None:
    back = events.restore(post.session, row)
    _on_record(post, call, row)
    centre_told.of_return(post, row, call.at, back=back)


def _on_record(post: Post, call: Call, row: Account) -> None:
    """A deed of the platform's: it gave or took rights."""
    known = events.last(post.session, row.platform, row.user)
    seal_people(post.session, [row.person], post.now)
    text = f"{row.platform} {known.change if known else ''} {call.at.isoformat()}"
    operator_log.note(post.session, operator_log.DIRECTORY, row.person_id, by=0, now=post.now, text=text)
