"""Dispatcher: each inbox message is handled, recorded and answered in one transaction, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from bot import call_json, routing
from bot.command_line import words_of
from bot.commands import COMMANDS, forms_of
from bot.context import Command, Context
from bot.directory import apply_event
from bot.district_settings import DistrictSettings
from bot.forms.loss_notice import with_loss_notice
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.ticket_mentions import mentions
from bot.laws import LawsInForce
from bot.outbound import Lane, Post
from bot.ports import Call, CallKind, Card, CardKind
from bot.tickets.arrived import record_arrival
from bot.tickets.noted_reading import note_shown
from bot.understanding.command_kinds import reader_of
from regulation.refusals import Refusal
from store.cases import step_log
from store.engine.db_errors import CONFLICTS, Stale
from store.engine.session import Store, savepoint
from store.messages import inbox
from store.messages.cause import caused_by
from store.messages.inbox import InboxMessage
from store.people import persons
from store.privacy import notices_shown
from store.readings import reading_lines
from store.readings.reading_lines import ReadingKind
from store.tables import Person

log = logging.getLogger(__name__)

ATTEMPTS, PAUSE = 3, timedelta(seconds=2)
SORRY = "很抱歉，系统处理这条消息时出了问题，没有做任何改动。已记录并通知管理员，请稍后再试。"


class Dispatcher:
    """Handles inbox messages, in order per sender; several dispatchers may run in parallel, on several machines.

    `laws` gives the law in force within a session; `dialects` maps each platform to the dialect in use.
    """

    def __init__(
        self,
        store: Store,
        laws: LawsInForce,
        dialects: Callable[[], Mapping[str, str]],
        commands: tuple[Command, ...] = COMMANDS,
        settings: DistrictSettings = DistrictSettings(),  # noqa: B008 - frozen
    ) -> None:
        self._store = store
        self._laws = laws
        self._dialects = dialects
        self._settings = settings
        self._words = words_of(commands)
        self._forms = forms_of(commands)
        reader_of(self._words).read("收办 0004")  # its tables are read now, not with somebody's first message

    def run_once(self, now: datetime) -> bool:
        """Handle the oldest message that waits, for whoever has no workers; False where there is none."""
        with self._store.read() as session:
            first = inbox.first_of_each(session, now, 1)
        if first:
            self.handle(first[0].row, now)
        return bool(first)

    def handle(self, row: int, now: datetime) -> datetime | None:
        """Handle this message, where it was not handled yet; returns when to try again, None: never.

        Raises the database's error where not even the failure could be recorded; the message stays as it is.
        """
        message: InboxMessage | None = None
        began, result = monotonic(), ""
        try:
            with self._store.write() as session:
                message = inbox.take(session, self._store.vault, row)
                if message is not None:
                    with caused_by(message.message_key):
                        result = self._handle(Post(session, self._store.vault, now, self._dialects()), message)
        except Exception as error:  # any exception ends in a retry or in the operators' ledger, so no message is lost
            if message is None:
                raise
            with caused_by(message.message_key):
                return self._handle_failure(message, error, now)
        if message is not None:
            _tell(message, result, now, monotonic() - began)
        return None

    def _handle(self, post: Post, message: InboxMessage) -> str:
        """What came of it, for the record of the inbox: the steps taken, the kind of the refusal, or the answer."""
        call = replace(call_json.decode(message.payload), came=message.received_at)
        if call.kind in (CallKind.LEAVE, CallKind.DIRECTORY):
            apply_event.handle(post, call)
            return _done(post, message, "event")
        person = persons.by_account(post.session, call.platform, call.user)
        if person is None and apply_event.seen(post, call):
            person = persons.by_account(post.session, call.platform, call.user)
        refused: list[Refusal] = []
        card = self._answered(post, call, person, refused) if person else routing.unknown_person_card(call)
        if card is not None:
            post.answer(call, card, person)
            self._inform(post, call, person)
        result = _done(post, message, _result(call, card, person, refused))
        reading_lines.add(post.session, post.vault, post.readings, post.now)
        return result

    def _inform(self, post: Post, call: Call, person: Person | None) -> None:
        """With somebody's first answer the privacy notice, once a version; nothing has to be pressed (个保法 17条)."""
        text = self._settings.privacy_notice
        if text and person is not None and notices_shown.show(post.session, person.id, text, call.platform, post.now):
            card = Card(CardKind.TEXT, title="个人信息处理告知", body=text)
            post.notify(person, card, event=f"privacy:{notices_shown.version_of(text)}", lane=Lane.ANSWER)

    def _answered(self, post: Post, call: Call, person: Person, refused: list[Refusal]) -> Card | None:
        """The answer card; a refused command's changes are rolled back, and the refusal is the answer."""
        ctx = Context(
            call=call,
            person=person,
            actor=persons.actor_of(person),
            now=post.now,
            session=post.session,
            vault=post.vault,
            laws=self._laws(post.session),
            post=post,
            forms=self._forms,
            settings=self._settings,
        )
        record_arrival(ctx)
        try:
            with savepoint(ctx.session):
                card = routing.answer(ctx, self._words)
                if card is not None:
                    note_shown(ctx, card)
        except Refusal as refusal:
            post.readings[:] = [each for each in post.readings if each.kind is ReadingKind.SEARCH]  # nothing is shown
            card = routing.refused(ctx, refusal)
            refused.append(refusal)
        return with_loss_notice(call, card) if card and call.kind is CallKind.TEXT else card

    def _handle_failure(self, message: InboxMessage, error: Exception, now: datetime) -> datetime | None:
        """Retry a conflict; any other failure goes to the operators' ledger, and the sender gets a sentence."""
        again = isinstance(error, CONFLICTS) and message.attempts + 1 < ATTEMPTS
        kind = type(error).__name__
        with self._store.write() as session:
            if again:
                pause = timedelta() if isinstance(error, Stale) else PAUSE * (message.attempts + 1)
                inbox.mark_retry(session, message.id, now + pause, kind)
                log.warning("message %s: %s, to be tried again", message.id, kind)
                return now + pause
            inbox.mark_failed(session, message.id, now, kind)
            self._report_failure(Post(session, self._store.vault, now, self._dialects()), message)
        log.error("message %s given up: %s", message.id, kind, exc_info=_without_words(error))
        return None

    def _report_failure(self, post: Post, message: InboxMessage) -> None:
        try:
            with savepoint(post.session):
                call = call_json.decode(message.payload)
                person = persons.by_account(post.session, call.platform, call.user)
                post.answer(call, Card(CardKind.TEXT, body=SORRY), person)
        except Exception:  # noqa: BLE001 - the message is on the ledger; an apology that fails must not take it off
            log.warning("message %s: no apology could be sent", message.id)


def _result(call: Call, card: Card | None, person: Person | None, refused: Sequence[Refusal]) -> str:
    """Of a refusal its kind, and the ticket that was named; none of its words."""
    if person is None:
        return "unknown-person"
    if refused:
        named = next((each.number for each in mentions(plain(call.text)) if each.number), "")
        return f"refused {type(refused[0]).__name__} {named}".strip()
    return "answered" if card is not None else "no-answer"


def _done(post: Post, message: InboxMessage, result: str) -> str:
    steps = [f"{step.number}#{step.seq} {step.action}" for step in step_log.noted(post.session)]
    result = "；".join((*steps, *([] if steps and result == "answered" else [result])))
    inbox.mark_done(post.session, message.id, post.now, result)
    return result


def _tell(message: InboxMessage, result: str, now: datetime, seconds: float) -> None:
    """One line for each handled message: what came of it, how long it had waited, how long it took."""
    waited = round((now - message.received_at).total_seconds(), 3)
    told = {"request": message.message_key, "row": message.id, "platform": message.platform, "result": result}
    log.info("handled", extra=told | {"waited": waited, "seconds": round(seconds, 4), "attempts": message.attempts + 1})


def _without_words(error: BaseException) -> BaseException:
    """The error with its traceback but without its message, which may quote personal text."""
    plain = RuntimeError(type(error).__name__)
    return plain.with_traceback(error.__traceback__)
