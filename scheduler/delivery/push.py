"""One message is rendered for its platform and sent, with no transaction open during the platform's call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards.dialects.render import render
from bot.message_json import StoredMessage, unpack
from bot.outbound import Lane, Post, end_numbers, in_words, outdated, task_id
from bot.ports import Blame, Card, CardKind, ChatPlatform, Media, PlatformError, Receipt, Sender
from scheduler import service_hours
from scheduler.delivery.outcome import Fate, Outcome
from scheduler.deps import Deps
from scheduler.limits import reminders
from store.file_storage.file_backend import StorageAway
from store.files import attachments
from store.files.file_store import UNREADABLE
from store.messages import held_cards, sent_lately
from store.messages.outbox import Parcel

Begin = Callable[[], None]  # call it just before the platform is called; it raises where another worker does
UNASKED = (Lane.REMINDER, Lane.DIGEST)  # lanes that wait for service hours (G1); tasks, answers and results never do
HANDED_OVER = "帐号已换给另一个人"  # the reason on the ledger (发送台账)
ABSENT = timedelta(minutes=5)  # retry interval for a platform that is not configured here
REDRAWN_LATER = timedelta(minutes=1)  # cards are refused for a while: retry interval
REDRAWN_WITHIN = timedelta(minutes=25)  # then the old card stays: below the audit's limit for waiting messages


def push(deps: Deps, parcel: Parcel, now: datetime, begin: Begin) -> Outcome:
    """Try to send one message. Failures of the platform are outcomes; only our own bugs raise, and `begin`."""
    system, platform = deps.systems.get(parcel.platform), deps.platforms.get(parcel.platform)
    if system is not None:
        return _send_event(system, parcel, begin)
    if platform is None:
        return Outcome(parcel, Fate.HELD, until=now + ABSENT, reason=f"platform {parcel.platform!r} is not set up")
    if parcel.strayed:
        return _account_transferred(parcel)
    until = _held_until(deps, now) if parcel.lane in UNASKED else None
    if until is not None:
        return Outcome(parcel, Fate.HELD, until=until, reason="held back until service hours")
    stored = _stored_message(deps, parcel, now)
    if stored is None:
        return Outcome(parcel, Fate.DROPPED, reason="answered")
    wait = platform.wait(parcel.user, now) or _full(deps, platform, parcel, now)
    if wait > timedelta():
        return Outcome(parcel, Fate.HELD, until=now + wait, reason="held back to keep the platform's limits")
    try:
        return _sent(Sending(deps, platform, parcel, now, begin), stored)
    except PlatformError as error:
        return Outcome(parcel, Fate.FAILED, error=error, reason=str(error))


def _full(deps: Deps, platform: ChatPlatform, parcel: Parcel, now: datetime) -> timedelta:
    """How long to wait for what other processes have sent to this reader; on SQLite there is no other one."""
    if deps.store.is_sqlite or not platform.reader_limits:
        return timedelta()
    with deps.store.reading_singly() as connection:
        return sent_lately.wait(connection, parcel.id, platform.reader_limits, now)


def _account_transferred(parcel: Parcel) -> Outcome:
    """A task or a result counts as recipient unreachable, so that it goes to a fallback; the rest is superseded."""
    if parcel.kind == "update" or parcel.lane not in (Lane.TASK, Lane.RESULT):
        return Outcome(parcel, Fate.DROPPED, reason=HANDED_OVER)
    error = PlatformError(HANDED_OVER, retryable=False, blame=Blame.RECEIVER)
    return Outcome(parcel, Fate.FAILED, error=error, reason=HANDED_OVER)


def _held_until(deps: Deps, now: datetime) -> datetime | None:
    """When service hours begin again; None during them. Nothing delayed in the afternoon is sent at night (G1)."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
    opening = service_hours.next_service(now, deps.hours, calendar)
    return opening if opening > now else None


def _send_event(system: Sender, parcel: Parcel, begin: Begin) -> Outcome:
    """An event for another system: sent as it is, with no person and no card."""
    begin()
    try:
        receipt = system.send(parcel.user, parcel.payload, key=parcel.dedupe)
        return Outcome(parcel, Fate.SENT, key=parcel.dedupe, receipt=receipt)
    except PlatformError as error:
        return Outcome(parcel, Fate.FAILED, error=error, reason=str(error))


def _stored_message(deps: Deps, parcel: Parcel, now: datetime) -> StoredMessage | None:
    """The message with what still holds now; None where nothing of it does."""
    stored = unpack(parcel.payload)
    if parcel.lane != Lane.REMINDER or not parcel.dedupe.startswith("reminder:"):
        return stored
    card = reminders.still(deps, parcel, now)
    return None if card is None else replace(stored, card=card)


@dataclass(frozen=True, slots=True)
class Sending:
    """One message on its way to its platform."""

    deps: Deps
    platform: ChatPlatform
    parcel: Parcel
    now: datetime
    begin: Begin


def _sent(sending: Sending, stored: StoredMessage) -> Outcome:
    if sending.parcel.kind == "update":
        return _updated(sending, stored)
    media_id = _uploaded(sending, stored.card) if sending.parcel.kind == "file" else ""
    return _new(sending, stored, media_id)


def _new(sending: Sending, stored: StoredMessage, media_id: str = "") -> Outcome:
    try:
        receipt = _send(sending, stored, media_id)
    except PlatformError as error:
        if not error.cards_refused:
            raise
        receipt = _send(sending, stored, media_id)  # now as text
    return Outcome(sending.parcel, Fate.SENT, card=stored.card, key=stored.key, receipt=receipt)


def _send(sending: Sending, stored: StoredMessage, media_id: str) -> Receipt:
    """Rendered in the platform's present dialect, which may differ from the one when the message was queued."""
    platform, base_url = sending.platform, sending.deps.base_url
    dialect = platform.dialect
    first = stored.first or _numbered(sending.deps, sending.parcel, stored.card, dialect, sending.now)
    message = render(stored.card, dialect, key=stored.key, base_url=base_url, media_id=media_id, first=first)
    sending.begin()
    return platform.send(sending.parcel.user, message, key=stored.key)


def _numbered(deps: Deps, parcel: Parcel, card: Card, dialect: str, now: datetime) -> int:
    """The first number of its choices. In a text dialect numbers replace buttons: they are stored before they are sent.

    In a dialect with buttons the numbers of an earlier answer in text expire.
    """
    person, is_answer = parcel.person_id, parcel.dedupe.startswith("answer:")
    if person is None:
        return 1
    if in_words(dialect):
        with deps.store.write() as session:
            post = Post(session, deps.store.vault, now, {parcel.platform: dialect})
            return post.offer(person, parcel.platform, card, of_answer=is_answer)
    if is_answer:
        with deps.store.read() as session:
            stale = outdated(session, person)
        if stale:
            with deps.store.write() as session:
                end_numbers(session, person, now)
    return 1


def _updated(sending: Sending, stored: StoredMessage) -> Outcome:
    """Updated in place while the update code is valid; else a new card, for those who still have something to do."""
    deps, platform, parcel, now = sending.deps, sending.platform, sending.parcel, sending.now
    with deps.store.read() as session:
        code = held_cards.live_code(session, deps.store.vault, parcel.card_id or 0, now)
    if code and platform.capabilities.update:
        message = render(stored.card, platform.dialect, key=stored.key, base_url=deps.base_url, update=True)
        sending.begin()
        try:
            platform.update(parcel.user, message, code=code)
            return Outcome(parcel, Fate.SENT, card=stored.card, key=stored.key, updated=True)
        except PlatformError as error:
            if not (error.code_spent or error.cards_refused):
                raise
    if asks(stored.card):
        return _new(sending, replace(stored, key=task_id(parcel.dedupe)))
    if code and not platform.capabilities.update and now - parcel.created_at < REDRAWN_WITHIN:
        return Outcome(parcel, Fate.HELD, until=now + REDRAWN_LATER, reason="cards are refused for a while")
    return Outcome(parcel, Fate.DROPPED, reason="the old card can't be redrawn, and asks nothing of its holder")


def asks(card: Card) -> bool:
    """Whether the card asks for an act; a card of a finished step is not worth a new message."""
    return not card.done


def _uploaded(sending: Sending, card: Card) -> str:
    deps = sending.deps
    with deps.store.read() as session:
        row = attachments.attachment(session, card.attachment)
        if row is None or not row.sha256:
            raise PlatformError("the file is not there", retryable=False)
        name, content_type, digest = attachments.name_of(deps.store.vault, row), row.content_type, row.sha256
    kind = "image" if card.kind is CardKind.PICTURE else "file"
    try:
        deps.file_store.verify(digest)  # of a damaged file nothing is sent
        with deps.file_store.open(digest) as content:
            sending.begin()
            return sending.platform.upload(Media(name, content_type, content), kind)
    except StorageAway:
        raise PlatformError("存放附件的存储暂时用不了", retryable=True) from None
    except UNREADABLE:
        raise PlatformError("文件不在或已损坏，请从备份恢复 attachments 文件夹", retryable=False) from None
