"""One message leaves: rendered in the platform's words, with no transaction open while the platform thinks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards.dialects.render import render
from bot.message_json import StoredMessage, unpack
from bot.outbound import Lane, Post, end_numbers, in_words, outdated, task_id
from bot.ports import Blame, Card, CardKind, ChatPlatform, Media, PlatformError, Receipt, Sender
from scheduler import service_hours
from scheduler.delivery.outcome import Fate, Outcome
from scheduler.deps import Parts
from scheduler.limits import reminders
from store.files import attachments
from store.messages import held_cards
from store.messages.outbox import Parcel
from store.people import persons

UNASKED = (Lane.REMINDER, Lane.DIGEST)  # what may wait for service hours; tasks, answers and results never do
HANDED_OVER = "帐号已换给另一个人"  # on the operators' ledger
ABSENT = timedelta(minutes=5)  # a platform that is not set up here
REDRAWN_LATER = timedelta(minutes=1)  # cards are refused for a while: is it over?
REDRAWN_WITHIN = timedelta(minutes=25)  # then the old card stays as it is: a message that waits longer is a finding


def push(parts: Parts, parcel: Parcel, now: datetime) -> Outcome:
    """Try to send one message. Failures of the platform are outcomes; only a mistake of ours raises."""
    system, platform = parts.systems.get(parcel.platform), parts.platforms.get(parcel.platform)
    if system is not None:
        return _told(system, parcel)
    if platform is None:
        return Outcome(parcel, Fate.HELD, until=now + ABSENT, reason=f"platform {parcel.platform!r} is not set up")
    if _is_handed_over(parts, parcel):
        return _to_nobody_else(parcel)
    rests = _rests_until(parts, now) if parcel.lane in UNASKED else None
    if rests is not None:
        return Outcome(parcel, Fate.HELD, until=rests, reason="held back until service hours")
    letter = _letter(parts, parcel, now)
    if letter is None:
        return Outcome(parcel, Fate.DROPPED, reason="answered")
    wait = platform.wait(parcel.user, now)
    if wait > timedelta():
        return Outcome(parcel, Fate.HELD, until=now + wait, reason="held back to keep the platform's limits")
    try:
        return _sent(parts, platform, parcel, letter, now)
    except PlatformError as error:
        return Outcome(parcel, Fate.FAILED, error=error, reason=str(error))


def _is_handed_over(parts: Parts, parcel: Parcel) -> bool:
    """What was for the one before is not for whoever has the account now (M6)."""
    if parcel.person_id is None:
        return False
    with parts.store.read() as session:
        return persons.is_anothers(session, parcel.person_id, parcel.platform, parcel.user)


def _to_nobody_else(parcel: Parcel) -> Outcome:
    """A task and a result go on as from anybody who can't be reached here; the rest has nobody to be said to."""
    if parcel.kind == "update" or parcel.lane not in (Lane.TASK, Lane.RESULT):
        return Outcome(parcel, Fate.DROPPED, reason=HANDED_OVER)
    error = PlatformError(HANDED_OVER, retryable=False, blame=Blame.RECEIVER)
    return Outcome(parcel, Fate.FAILED, error=error, reason=HANDED_OVER)


def _rests_until(parts: Parts, now: datetime) -> datetime | None:
    """When service begins again; None while it lasts. What was delayed in the afternoon wakes nobody at night (G1)."""
    with parts.store.read() as session:
        calendar = parts.laws(session).calendar
    opening = service_hours.next_service(now, parts.hours, calendar)
    return opening if opening > now else None


def _told(system: Sender, parcel: Parcel) -> Outcome:
    """An event for another system: it goes as it is, with no person and no card."""
    try:
        receipt = system.send(parcel.user, parcel.payload, key=parcel.dedupe)
        return Outcome(parcel, Fate.SENT, key=parcel.dedupe, receipt=receipt)
    except PlatformError as error:
        return Outcome(parcel, Fate.FAILED, error=error, reason=str(error))


def _letter(parts: Parts, parcel: Parcel, now: datetime) -> StoredMessage | None:
    """The message as it is true at this moment."""
    letter = unpack(parcel.payload)
    if parcel.lane != Lane.REMINDER or not parcel.dedupe.startswith("reminder:"):
        return letter
    card = reminders.still(parts, parcel, now)
    return None if card is None else replace(letter, card=card)


def _sent(parts: Parts, platform: ChatPlatform, parcel: Parcel, letter: StoredMessage, now: datetime) -> Outcome:
    if parcel.kind == "update":
        return _updated(parts, platform, parcel, letter, now)
    media_id = _uploaded(parts, platform, letter.card) if parcel.kind == "file" else ""
    return _new(parts, platform, parcel, letter, now, media_id)


def _new(
    parts: Parts, platform: ChatPlatform, parcel: Parcel, letter: StoredMessage, now: datetime, media_id: str = ""
) -> Outcome:
    try:
        receipt = _said(parts, platform, parcel, letter, now, media_id)
    except PlatformError as error:
        if not error.cards_refused:
            raise
        receipt = _said(parts, platform, parcel, letter, now, media_id)  # in words
    return Outcome(parcel, Fate.SENT, card=letter.card, key=letter.key, receipt=receipt)


def _said(
    parts: Parts, platform: ChatPlatform, parcel: Parcel, letter: StoredMessage, now: datetime, media_id: str
) -> Receipt:
    """In the dialect that the platform speaks at this moment, which may be another than when the letter was written."""
    dialect = platform.dialect
    first = letter.first or _numbered(parts, parcel, letter.card, dialect, now)
    message = render(letter.card, dialect, key=letter.key, base_url=parts.base_url, media_id=media_id, first=first)
    return platform.send(parcel.user, message, key=letter.key)


def _numbered(parts: Parts, parcel: Parcel, card: Card, dialect: str, now: datetime) -> int:
    """Its buttons were to be pressed: where they become numbers, these must mean something before they are read.

    Where they stay buttons, the numbers of an earlier answer in words mean nothing any more.
    """
    person, is_answer = parcel.person_id, parcel.dedupe.startswith("answer:")
    if person is None:
        return 1
    if in_words(dialect):
        with parts.store.write() as session:
            post = Post(session, parts.store.vault, now, {parcel.platform: dialect})
            return post.offer(person, parcel.platform, card, of_answer=is_answer)
    if is_answer:
        with parts.store.read() as session:
            stale = outdated(session, person)
        if stale:
            with parts.store.write() as session:
                end_numbers(session, person, now)
    return 1


def _updated(parts: Parts, platform: ChatPlatform, parcel: Parcel, letter: StoredMessage, now: datetime) -> Outcome:
    """In place while the card's code lives; else a new card below it, for those who still have something to do."""
    with parts.store.read() as session:
        code = held_cards.live_code(session, parts.store.vault, parcel.card_id or 0, now)
    if code and platform.capabilities.update:
        message = render(letter.card, platform.dialect, key=letter.key, base_url=parts.base_url, update=True)
        try:
            platform.update(parcel.user, message, code=code)
            return Outcome(parcel, Fate.SENT, card=letter.card, key=letter.key, updated=True)
        except PlatformError as error:
            if not (error.code_spent or error.cards_refused):
                raise
    if asks(letter.card):
        return _new(parts, platform, parcel, replace(letter, key=task_id(parcel.dedupe)), now)
    if code and not platform.capabilities.update and now - parcel.created_at < REDRAWN_WITHIN:
        return Outcome(parcel, Fate.HELD, until=now + REDRAWN_LATER, reason="cards are refused for a while")
    return Outcome(parcel, Fate.DROPPED, reason="the old card can't be redrawn, and asks nothing of its holder")


def asks(card: Card) -> bool:
    """Whether the card is to be looked at; one that is done with has nothing to say that is worth a new message."""
    return not card.done


def _uploaded(parts: Parts, platform: ChatPlatform, card: Card) -> str:
    with parts.store.read() as session:
        row = attachments.attachment(session, card.attachment)
        if row is None or not row.sha256:
            raise PlatformError("the file is not there", retryable=False)
        name, content_type, digest = attachments.name_of(parts.store.vault, row), row.content_type, row.sha256
    kind = "image" if card.kind is CardKind.PICTURE else "file"
    return platform.upload(Media(name, content_type, parts.shelf.read(digest)), kind)
