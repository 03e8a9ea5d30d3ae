"""Outgoing messages are written to the outbox in the transaction of the change they report."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.cards.dialects.render import continued
from bot.cards.numbered_menu import menu
from bot.message_json import StoredMessage, pack
from bot.ports import CODE_LIVES, Call, Card, CardKind
from store.cases import related_tickets, stored_drafts, tickets
from store.messages import held_cards, outbox

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.readings.reading_lines import Reading
    from store.tables import Account, CardRow, Person, Ticket
    from store.vault import Vault

REDRAWN = (CardKind.TASK, CardKind.CHOICE, CardKind.FORM)
ANSWERS = 20  # numbered choices: low numbers for the latest answer, high ones for notices: separate ranges
LAST = 99
UNNUMBERED = 0
Lane = outbox.Lane


@dataclass(frozen=True, slots=True)
class Sent:
    """One notice of this transaction, or one card redrawn in its place, and whom it goes to."""

    person_id: int
    card: Card


@dataclass(frozen=True, slots=True)
class Post:
    """Outgoing messages of one transaction. `dialects` maps each platform to the dialect in use today."""

    session: Session
    vault: Vault
    now: datetime
    dialects: Mapping[str, str]
    sent: list[Sent] = field(default_factory=list)  # in sending order; answers and stale cards are not among them
    readings: list[Reading] = field(default_factory=list)  # what this transaction shows, written at its end
    acted: set[str] = field(default_factory=set)  # numbers of the cases that a step was written of
    _ids: dict[str, int] = field(default_factory=dict)
    _redrawn: set[str] = field(default_factory=set)  # keys of cards sent in this transaction
    _spent: set[str] = field(default_factory=set)  # key of the pressed card whose act is done: the answer replaces it
    _asked: set[str] = field(default_factory=set)  # key of the pressed list whose question is answered: likewise

    def answer(self, call: Call, card: Card, person: Person | None) -> None:
        """Reply to the caller on the platform they used; `person` is None for an unknown person."""
        if call.card and call.update_code:
            held_cards.renew_code(self.session, self.vault, call.card, call.update_code, self.now + CODE_LIVES)
        first = self.offer(person.id, call.platform, card, of_answer=True) if person else 1
        name, place = answer_name(call), self._place(call, card)
        if place is not None:
            card = as_card(card)
            held_cards.moved_on(self.session, place.id, card.generation, card.kind)
        self._put(name, call.platform, call.user, card, Lane.ANSWER, person, first, place)

    @contextmanager
    def in_place(self, call: Call) -> Iterator[None]:
        """The answer to this act takes the place of the card that was pressed, which is not redrawn as done besides.

        Where the platform can't update it, the answer is a new message as ever.
        """
        if call.card and call.update_code and not in_words(self.dialects.get(call.platform, "")):
            self._spent.add(call.card)
        try:
            yield
        except BaseException:
            self._spent.clear()
            raise

    def answered(self, call: Call) -> None:
        """The question on the pressed list is answered: what follows may take its place."""
        if call.card and call.values and call.update_code:
            self._asked.add(call.card)

    def _place(self, call: Call, card: Card) -> CardRow | None:
        """The pressed card that this answer replaces; a question is not cut for it."""
        if not call.card or call.card in self._redrawn or call.card not in self._spent | self._asked:
            return None
        row = held_cards.by_key(self.session, call.card)
        if row is None or row.user.lower() != call.user.lower() or row.template not in REDRAWN:
            return None
        if call.card in self._spent:
            return row if row.ticket_id is not None else None  # a list stays: its other cases can still be picked
        whole = card.title and not continued(replace(as_card(card), told=card.body), self.dialects[call.platform])
        return row if whole else None

    def notify(
        self,
        person: Person,
        card: Card,
        *,
        event: str,
        lane: Lane = Lane.TASK,
        beyond: Collection[str] = (),
        not_before: datetime | None = None,
    ) -> bool:
        """Notify somebody, idempotent per `event` (`CN-20261122-0007:12`).

        `beyond` names the platforms where it was sent and not read: the next account is used. False where no (other)
        configured platform reaches them, or they were notified before.
        """
        account = next_account(person, self.dialects, beyond)
        if account is None:
            return False
        first = self.offer(person.id, account.platform, card, of_answer=False)
        name = "~".join((f"{event}:{person.id}", *sorted(beyond)))
        new = self._put(name, account.platform, account.user, card, lane, person, first, not_before=not_before)
        self.sent.extend([Sent(person.id, card)] if new else [])
        return new

    def concerns(self, ticket: Ticket) -> None:
        """Sets the ticket of the following messages, which saves looking it up by the number on a card."""
        self._ids[ticket.number] = ticket.id

    def ids_of(self, numbers: Collection[str]) -> Mapping[str, int]:
        """The ids of these tickets, without those that there are not."""
        unknown = [number for number in numbers if number not in self._ids]
        self._ids.update(related_tickets.ids_of(self.session, unknown))
        return self._ids

    def held(self, ticket: Ticket) -> Sequence[CardRow]:
        """Stale cards of this ticket: those in people's chats that are older than its last step."""
        rows = held_cards.live_for_ticket(self.session, ticket.id, before=ticket.seq)
        return [row for row in rows if row.template in REDRAWN and row.key not in self._spent]

    def redraw(self, ticket: Ticket, rows: Sequence[CardRow], faces: Mapping[int, Card]) -> None:
        """Redraw cards in place; `faces` has the current card by person id, with `done` set."""
        known = [row for row in rows if row.person_id in faces]
        messages = [self._redrawing(row, faces[row.person_id or 0], ticket.seq) for row in known]
        outbox.enqueue_all(self.session, self.vault, messages)
        held_cards.retire(self.session, [row.id for row in known])
        self._redrawn.update(row.key for row in known)

    def refresh(self, row: CardRow, face: Card) -> None:
        """Redraw one card in place, keeping it active; where that is impossible a new card replaces it."""
        self._update(row, face, face.generation)
        self.sent.append(Sent(row.person_id or 0, face))

    def can_refresh(self, row: CardRow) -> bool:
        """Whether the card still has a code for one update in place."""
        return bool(held_cards.live_code(self.session, self.vault, row.id, self.now))

    def redraw_clicked(self, call: Call, face: Card) -> None:
        """Redraw the card that was pressed; the press brought the one-use response code for it."""
        if call.card in self._redrawn or call.card in self._spent:
            return
        row = held_cards.by_key(self.session, call.card) if call.card else None
        if row is not None and row.user.lower() == call.user.lower():
            self._update(row, face, face.generation)
            held_cards.retire(self.session, [row.id])

    def _update(self, row: CardRow, face: Card, generation: int) -> None:
        outbox.enqueue(self.session, self.vault, **self._redrawing(row, face, generation))

    def _redrawing(self, row: CardRow, face: Card, generation: int) -> outbox.Message:
        return outbox.Message(
            dedupe=f"redraw:{row.id}:{generation}",
            kind="update",
            platform=row.platform,
            user=row.user,
            payload=pack(StoredMessage(replace(face, told=""), row.key, UNNUMBERED)),  # no further message follows it
            lane=Lane.ANSWER,
            now=self.now,
            person_id=row.person_id,
            ticket_id=row.ticket_id,
            generation=generation,
            card_id=row.id,
        )

    def _put(
        self,
        dedupe: str,
        platform: str,
        user: str,
        card: Card,
        lane: Lane,
        person: Person | None,
        first: int,
        place: CardRow | None = None,
        not_before: datetime | None = None,
    ) -> bool:
        """Queue the message, and behind it what its dialect would cut off of what was told."""
        fresh = self._queue(dedupe, platform, user, card, lane, person, first, place, not_before)
        further = continued(card, self.dialects.get(platform, "")) if fresh and card.told else ()
        for part, rest in enumerate(further, 1):  # a result has one notice that counts: the rest is no second one
            self._queue(
                f"whole:{dedupe}:{part}", platform, user, rest, max(lane, Lane.ANSWER), person, 1, None, not_before
            )
        return fresh

    def _queue(
        self,
        dedupe: str,
        platform: str,
        user: str,
        card: Card,
        lane: Lane,
        person: Person | None,
        first: int,
        place: CardRow | None = None,
        not_before: datetime | None = None,
    ) -> bool:
        kind = "file" if card.kind in (CardKind.FILE, CardKind.PICTURE) else "send"
        return outbox.enqueue(
            self.session,
            self.vault,
            dedupe=dedupe,
            kind="update" if place else kind,
            card_id=place.id if place else None,
            platform=platform,
            user=user,
            payload=pack(StoredMessage(card, place.key if place else task_id(dedupe), first)),
            lane=lane,
            now=self.now,
            not_before=not_before,
            person_id=person.id if person else None,
            ticket_id=self._ticket_id(card.ticket),
            generation=card.generation,
        )

    def _ticket_id(self, number: str) -> int | None:
        if number and number not in self._ids:
            ticket = tickets.get(self.session, number, lock=False)
            if ticket is None:
                return None
            self._ids[number] = ticket.id
        return self._ids.get(number)

    def offer(self, person_id: int, platform: str, card: Card, *, of_answer: bool) -> int:
        """Store the commands of the numbered choices under a message; returns the first number.

        UNNUMBERED where it has buttons: should it leave in words after all, its numbers are to be offered then.
        """
        words = in_words(self.dialects.get(platform, ""))
        if not words or not (menu(card) or of_answer):
            return 1 if words else UNNUMBERED  # an answer without choices ends earlier numbers: `2` may be an answer
        known = stored_drafts.offered(self.session, person_id)
        if of_answer:
            first, kept = 1, {number: said for number, said in known.items() if int(number) > ANSWERS}
        else:
            top = max((int(number) for number in known), default=ANSWERS)
            first = max(top, ANSWERS) + 1
            kept = known if first + len(menu(card)) <= LAST else {n: s for n, s in known.items() if int(n) <= ANSWERS}
            first = first if kept is known else ANSWERS + 1
        stored_drafts.offer(self.session, person_id, kept | menu(card, first), self.now)
        return first


def answer_name(call: Call) -> str:
    """The deduplication key of the answer to this message."""
    return f"answer:{call.platform}:{call.message_id}"


def as_card(card: Card) -> Card:
    """A card can only become a card: a question in words is shown as a notice, its own controls apart."""
    return replace(card, kind=CardKind.NOTICE) if card.kind is CardKind.TEXT else card


def outdated(session: Session, person_id: int) -> bool:
    """Whether numbers of an earlier text answer are still valid."""
    return any(int(number) <= ANSWERS for number in stored_drafts.offered(session, person_id))


def end_numbers(session: Session, person_id: int, now: datetime) -> None:
    """The latest answer is a card, so its numbers end: a bare `2` may be an answer. Notices' numbers stay valid."""
    known = stored_drafts.offered(session, person_id)
    stored_drafts.offer(
        session, person_id, {number: said for number, said in known.items() if int(number) > ANSWERS}, now
    )


def in_words(dialect: str) -> bool:
    """Whether the platform shows buttons as numbered lines."""
    return dialect.endswith("_text")


def next_account(person: Person, platforms: Collection[str], beyond: Collection[str] = ()) -> Account | None:
    """The next account of the person, in the directory's order; None where all were tried."""
    left = (row for row in person.accounts if row.platform in platforms and row.platform not in beyond)
    return next((row for row in left if not row.gone), None)


def task_id(dedupe: str) -> str:
    """The same id for every attempt to send one message, in the characters that platforms allow (deduplication).

    `bot.language.list_choice` tells by its first letter what a list on the card looked like.
    """
    return f"c{hashlib.sha256(dedupe.encode()).hexdigest()[:39]}"
