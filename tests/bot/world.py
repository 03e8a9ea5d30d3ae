"""Test harness: a small district whose people's messages pass the real inbox, dispatcher and outbox."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

from sqlalchemy import select

from bot import call_json
from bot.cards.dialects.render import render
from bot.commands import COMMANDS
from bot.context import Command
from bot.dispatch import Dispatcher
from bot.message_json import StoredMessage, unpack
from bot.outbound import Post
from bot.ports import Button, Call, CallKind, Card, RemoteFile
from bot.scene import Stage
from bot.tickets.told import record_delivery
from regulation.shanghai import SHANGHAI
from store.cases import tickets
from store.engine.session import Store
from store.messages import held_cards as held
from store.messages import outbox, taking
from store.messages.inbox_writer import InboxWriter
from store.messages.sealed_deliveries import seal_sent
from store.people import persons
from store.tables import OutboxRow, Ticket
from store.vault import Key, Vault
from tests.bot.district import PLATFORM, settle
from tests.written_once import filled, shipped_laws

MORNING = datetime(2026, 9, 17, 9, 30, tzinfo=SHANGHAI)  # a Thursday
KEY = Key("test", "aes-256-gcm", b"0123456789abcdef0123456789abcdef")


def vault() -> Vault:
    return Vault([KEY], b"index secret of thirty-two bytes!")


class Delivered(NamedTuple):
    """One result message that the platform has taken: what `record_delivery` needs to know of it."""

    ticket_id: int
    generation: int
    person_id: int


class World:
    """`send_text` and `press` return the new cards of this person; `received` has all cards by person.

    While `confirms` is true, everybody presses 确定 on each preview at once: an act is one call, its preview included.
    """

    def __init__(self, url: str, *, dialect: str = "wecom", commands: tuple[Command, ...] = COMMANDS) -> None:
        self.url, self.dialect, self.commands = url, dialect, commands
        self.confirms = True
        self.reports = True  # the platform reports that results were delivered
        self.now = MORNING.astimezone(UTC)
        self.received: dict[str, list[Card]] = {}
        self.screens: list[Mapping[str, Any]] = []  # every message as rendered for the platform
        self._serial = itertools.count(1)
        self._keys: dict[int, str] = {}
        self._open()

    @classmethod
    def create(cls, url: str, **options: str) -> Self:
        """A world on a migrated, empty database, with the data of `tests.bot.district`."""
        world = cls(url, **options)  # type: ignore[arg-type]
        filled(url, cls._settle, world._settle)
        return world

    def _settle(self) -> None:
        with self.store.write() as session:
            settle(session, self.store.vault, self.now)

    def _open(self) -> None:
        self.store = Store(self.url, vault())
        self.inbox = InboxWriter(self.store)
        self.laws = shipped_laws()
        self.dispatcher = Dispatcher(self.store, self.laws, self._dialects, self.commands)

    def _dialects(self) -> Mapping[str, str]:
        return {PLATFORM: self.dialect}

    def close(self) -> None:
        self.inbox.close()
        self.store.close()

    def restart(self) -> None:
        """The process ends and another opens the same database."""
        self.close()
        self._open()

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def at(self, text: str) -> None:
        """Set the clock to an instant in Shanghai, `2026-09-18T10:00`."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)

    def send_text(self, user: str, text: str) -> list[Card]:
        return self.process(self.call(user, CallKind.TEXT, text))

    def press_button(self, user: str, button: str, **values: str | tuple[str, ...]) -> list[Card]:
        """Press the newest button (or submit) with this label; `values` are the selections of its lists."""
        card, command = self._button(user, button)
        chosen = {name: (value,) if isinstance(value, str) else value for name, value in values.items()}
        return self.process(self.call(user, CallKind.CLICK, command, values=chosen, card=self._keys.get(id(card), "")))

    def choose_option(self, user: str, text: str) -> list[Card]:
        """Choose the option that contains this text on the newest card with a list, and submit it."""
        for card in reversed(self.received.get(user, [])):
            if not card.choices or card.submit is None:
                continue
            choice = card.choices[0]
            option = next((o for o in choice.options if text in o.text), None)
            assert option is not None, f"{user} sees no {text!r} among {[o.text for o in choice.options]}"
            call = self.call(user, CallKind.CLICK, card.submit.command, values={choice.name: (option.id,)})
            return self.process(call)
        raise AssertionError(f"{user} sees no list")

    def send_file(self, user: str, name: str = "截图.png", kind: str = "image") -> list[Card]:
        file = RemoteFile(kind, f"media-{next(self._serial)}", name)
        return self.process(self.call(user, CallKind.FILE, file=file))

    def call(self, user: str, kind: CallKind, text: str = "", **rest: object) -> Call:
        key = f"msg-{next(self._serial)}"
        return Call(PLATFORM, key, user, kind, self.now, text, **rest)  # type: ignore[arg-type]

    def process(self, call: Call) -> list[Card]:
        """Put a call into the inbox, handle and deliver everything; returns the caller's new cards."""
        self.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), self.now)
        cards = self.handle().get(call.user, [])
        preview = next((card for card in cards if any(map(is_confirm, card.buttons))), None)
        if preview is None or not self.confirms:
            return cards
        key, command = self._keys.get(id(preview), ""), preview.buttons[0].command
        done = self.process(self.call(call.user, CallKind.CLICK, command, card=key))
        return [card for card in done if not (card.done and self._keys[id(card)] == key)]

    def handle(self) -> dict[str, list[Card]]:
        self.drain()
        return self.deliver()

    def drain(self) -> None:
        """Handle everything in the inbox; thread-safe."""
        while self.dispatcher.run_once(self.now):
            pass

    def deliver(self) -> dict[str, list[Card]]:
        """Deliver everything in the outbox; returns the new cards by person."""
        fresh: dict[str, list[Card]] = {}
        told: list[Delivered] = []
        with self.store.write() as session:
            for parcel in taking.due(session, self.store.vault, self.now, limit=1000):
                stored = unpack(parcel.payload)
                self._render(stored)
                fresh.setdefault(parcel.user, []).append(stored.card)
                self._keys[id(stored.card)] = stored.key
                outbox.mark_sent(session, parcel, self.now, f"m{parcel.id}")
                seal_sent(session, parcel, self.now, f"m{parcel.id}")
                if parcel.lane == outbox.RESULT and parcel.kind == "send":
                    told.append(Delivered(parcel.ticket_id or 0, parcel.generation, parcel.person_id or 0))
                if parcel.kind == "send":
                    held.remember(
                        session,
                        self.store.vault,
                        key=stored.key,
                        platform=parcel.platform,
                        user=parcel.user,
                        sent_at=self.now,
                        ticket_id=parcel.ticket_id,
                        generation=parcel.generation,
                        person_id=parcel.person_id,
                        outbox_id=parcel.id,
                        template=stored.card.kind,
                        update_code=f"code-{parcel.id}",
                        update_until=self.now + timedelta(hours=72),
                    )
        for user, cards in fresh.items():
            self.received.setdefault(user, []).extend(cards)
        if told and self.reports:
            self._tell(told)
            for user, cards in self.deliver().items():
                fresh.setdefault(user, []).extend(cards)
        return fresh

    def _tell(self, told: list[Delivered]) -> None:
        """The platform reports what it delivered: then the proposer has been told (M14)."""
        with self.store.write() as session:
            for each in told:
                post = Post(session, self.store.vault, self.now, self._dialects())
                record_delivery(Stage(self.now, session, self.store.vault, self.laws(session), post), *each)

    def _render(self, stored: StoredMessage) -> None:
        """Every card sent in a test must be valid for its platform."""
        message = render(stored.card, self.dialect, key=stored.key, base_url="https://bot.example", first=stored.first)
        self.screens.append(message)

    def last_card(self, user: str) -> Card:
        """The newest card of this person."""
        return self.received[user][-1]

    def ticket(self, number: str) -> Ticket:
        with self.store.read() as session:
            found = tickets.get(session, number, lock=False)
        assert found is not None, f"no ticket {number}"
        return found

    def numbers(self) -> list[str]:
        """Every ticket number, oldest first."""
        with self.store.read() as session:
            return list(session.scalars(select(Ticket.number).order_by(Ticket.id)))

    def outbox_count(self) -> int:
        with self.store.read() as session:
            return session.query(OutboxRow).count()

    def person_id(self, user: str) -> int:
        with self.store.read() as session:
            person = persons.by_account(session, PLATFORM, user)
        assert person is not None
        return person.id

    def _button(self, user: str, text: str) -> tuple[Card, str]:
        for card in reversed(self.received.get(user, [])):
            pressed = (*card.buttons, *card.more, *((card.submit,) if card.submit else ()))
            found = next((button.command for button in pressed if button.text == text and button.command), None)
            if found is not None:
                return card, found
        raise AssertionError(f"{user} sees no button {text!r}")


def is_preview(card: Card) -> bool:
    """Whether the card, or what goes on behind it, shows an act before it is done."""
    return card.title.startswith("请核对后确定")


def is_confirm(button: Button) -> bool:
    """Whether this is the 确定 of a preview, not that of a list."""
    return button.command.startswith("确定 D")


def database(path: Path) -> str:
    """A migrated SQLite file of its own."""
    url = f"sqlite:///{path}"
    store = Store(url, vault())
    store.migrate()
    store.close()
    return url
