"""Ticket page: all that this viewer may see, with the days of each limit listed one by one (M4, M9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from bot.cards.case_texts import marks
from bot.cards.text_labels import labelled
from bot.cards.ticket_card import stage
from bot.language import date_text
from bot.notify.readers import actors_of
from bot.outbound import Post
from bot.scene import Stage
from bot.tickets.told import record_reading
from bot.view import Scope, Step, View
from bot.visibility.explained_limit import RUNNING, explained, verdict_text
from bot.visibility.projection import Facts, facts_of, first_view, hidden_from, lines_for, readable_steps, step_of
from bot.visibility.proposers_view import known_limits, still_runs
from bot.visibility.step_choices import choices_of
from regulation.states import State
from store.cases import tickets
from store.file_storage.file_backend import StorageAway
from store.files import attachments
from store.files.file_store import UNREADABLE
from store.files.file_types import VIEWERS
from store.messages import read_receipts
from store.people import persons
from store.protection import erasures
from store.readings.reading_lines import ReadingKind
from web.file_response import sent
from web.login import account, signed_in
from web.page_reading import note_reading
from web.site import current_site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Attachment, Ticket, TicketClock

case = Blueprint("case", __name__)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FileLine:
    id: int
    name: str
    note: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One limit, running or stopped, as text."""

    name: str
    clause: str
    start: str
    due: str
    verdict: str
    days: tuple[str, ...]


@case.get("/t/<number>")
@signed_in
def show(number: str) -> ResponseReturnValue:
    """The ticket page; 404 for somebody without a part in the ticket, as if it did not exist."""
    site = current_site()
    now = site.clock.now()
    with site.store.read() as db:
        ticket, facts, view = seen(db, number)
        known = known_limits(ticket.clocks, hidden_from(facts, view.scope))
        page = render_template(
            "case.html",
            view=view,
            stage=stage(view),
            marks=list(marks(view)),
            filed=date_text.stamp(view.filed_at),
            due=view.limit.due_text if view.limit else "",
            promised=date_text.day(view.promised_on) if view.promised_on else "",
            texts=list(labelled(view)),
            steps=[(step, date_text.at(step.at, now)) for step in _steps(facts, view)],
            choices=_choices(db, facts, view),
            clocks=[_clock_line(db, clock, facts, view) for clock in known],
            files=[_line(row) for row in _readable(db, ticket, facts, view)],
            keeps=view.scope is Scope.CENTRE,
            erased=[date_text.stamp(record.at) for record in erasures.of_ticket(db, ticket.id)][-1:],
        )
    note_reading(ReadingKind.PAGE, ticket)
    if view.scope is Scope.OWN and (ticket.state is State.CONFIRMING or ticket.to_tell):
        _read(ticket)
    return page


def _read(opened: Ticket) -> None:
    """Opening the page is a read receipt (M14), and tells the proposer what its message was to tell."""
    site = current_site()
    now, dialects = site.clock.now(), {name: platform.dialect for name, platform in site.platforms.items()}
    with site.store.write() as db:
        ticket, person = tickets.get(db, opened.number), persons.by_account(db, *account())
        if ticket is not None and person is not None and person.id == ticket.proposer_id:
            post = Post(db, site.store.vault, now, dialects)
            record_reading(Stage(now, db, site.store.vault, site.laws(db), post), ticket, person.id)
        elif opened.state is State.CONFIRMING:
            read_receipts.notice_seen(db, opened.id, opened.proposer_id, now)


@case.get("/t/<number>/files/<int:file>")
@signed_in
def download(number: str, file: int) -> ResponseReturnValue:
    """An attachment, always as a download of a type that browsers don't execute."""
    site = current_site()
    with site.store.read() as db:
        ticket, facts, view = seen(db, number)
        row = next((row for row in _readable(db, ticket, facts, view) if row.id == file), None)
        if row is None or row.state != "stored":
            abort(404)
        name, digest = attachments.name_of(site.store.vault, row), row.sha256
    note_reading(ReadingKind.FILE, ticket, f"附件{row.id}")
    try:
        _, content = site.file_store.opened_whole(digest)  # of a damaged file nothing is sent
        return sent(content, "application/octet-stream", name)
    except StorageAway as error:
        log.error("the file storage is away", ticket=ticket.number, attachment=file, reason=error.strerror)
        abort(503, "存放附件的存储暂时用不了，文件没有丢失。请过几分钟再打开。")
    except UNREADABLE as error:
        log.error("an attachment can't be read", ticket=ticket.number, attachment=file, kind=type(error).__name__)
        abort(409, "这个文件不在或已损坏，打不开。请联系系统管理员从备份恢复。")


def seen(db: Session, number: str) -> tuple[Ticket, Facts, View]:
    """The ticket as seen by the person signed in, or as stand-in of a colleague; else 404."""
    site = current_site()
    person = persons.by_account(db, *account())
    ticket = tickets.get(db, number, lock=False)
    if person is None or ticket is None:
        abort(404)
    facts = facts_of(db, site.store.vault, site.laws(db), ticket, site.clock.now())
    view = first_view(facts, actors_of(db, person, site.clock.now()))
    if view is None:
        abort(404)
    return ticket, facts, view


def _steps(facts: Facts, view: View) -> Iterator[Step]:
    return (step_of(facts, line) for line in lines_for(facts, view.scope))


def _choices(db: Session, facts: Facts, view: View) -> dict[int, list[tuple[str, str]]]:
    """What each step chose, in words, for those who may read what was written with it."""
    steps = readable_steps(facts, view.scope)
    return choices_of(db, facts.law, [line for line in facts.lines if line.seq in steps], facts.who)


def _clock_line(db: Session, clock: TicketClock, facts: Facts, view: View) -> ClockLine:
    why = explained(db, current_site().laws(db), facts.ticket, clock, facts.lines)
    runs = still_runs(clock, facts.lines, hidden_from(facts, view.scope))
    return ClockLine(
        name=clock.kind.value,
        clause=why.quoted,
        start=f"起算：{why.start}，{date_text.stamp(why.started_at)}",
        due=date_text.day(clock.due_on, clock.provisional),
        verdict=RUNNING if runs else verdict_text(clock, own_rule=why.own_rule),
        days=tuple(line.text for line in why.lines),
    )


def _readable(db: Session, ticket: Ticket, facts: Facts, view: View) -> list[Attachment]:
    """A file is read by those who may read the words of the step that it came with."""
    steps = readable_steps(facts, view.scope)
    return [row for row in attachments.of_ticket(db, ticket.id) if (row.seq or 0) in steps]


def _line(row: Attachment) -> FileLine:
    return FileLine(row.id, attachments.name_of(current_site().store.vault, row), _note(row), row.state == "stored")


def _note(row: Attachment) -> str:
    if row.state == "erased":
        return "已按期限删除"
    if row.state != "stored":
        return "正在从平台取回"
    hint = VIEWERS.get(row.content_type, "")
    return f"{row.size / 1024:,.0f} KB" + (f"，{hint}" if hint else "")
