"""Dry run: a call takes the bot's real path to its answer, then the transaction is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot import routing
from bot.command_line import words_of
from bot.commands import COMMANDS, forms_of
from bot.context import Context
from bot.forms import drafts
from bot.laws import LawsInForce
from bot.message_json import unpack
from bot.outbound import Post
from bot.ports import Call, CallKind, Card
from regulation.holiday_notices import shipped_notices
from regulation.refusals import Refusal
from regulation.rulebook_file import load_rulebooks
from regulation.states import State
from store.cases import tickets
from store.engine.session import savepoint
from store.messages import taking
from store.people import persons
from tests.bot.district import PLATFORM
from tests.bot.world import World

TABLES = ("tickets", "clocks", "history", "texts", "flags", "attachments")
LAWS = LawsInForce(load_rulebooks(), shipped_notices(), {})
WORDS, FORMS = words_of(COMMANDS), forms_of(COMMANDS)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The effect of one call: the answer, other messages, whether a ticket changed, which form is open now."""

    answer: Card | None
    sent: tuple[tuple[str, Card], ...]
    changed: bool
    form: str
    state: State  # of the ticket, after the call


class _RolledBack(Exception):
    """Raised to roll back a dry run."""


class DryRun:
    """One transaction; every attempt starts from the same state (savepoint)."""

    def __init__(self, world: World, session: Session, number: str) -> None:
        self.world, self.session, self.number = world, session, number
        self._laws = LAWS(session)
        self._driver: Any = session.connection().connection.driver_connection
        self.before, self.state = self._kept(), self._state()

    @classmethod
    @contextmanager
    def of(cls, world: World, number: str) -> Iterator[DryRun]:
        with world.store.write() as session:
            dry_run = cls(world, session, number)
            yield dry_run
            assert dry_run._kept() == dry_run.before

    def attempt(
        self, user: str, words: str, *, click: bool = False, card: str = "", **values: tuple[str, ...]
    ) -> Attempt:
        """The effect if this person typed the text, or pressed a button (or list) with this command."""
        kind = CallKind.CLICK if click else CallKind.TEXT
        call = Call(PLATFORM, "try", user, kind, self.world.now, words, values=values, card=card)
        found: list[Attempt] = []
        try:
            with savepoint(self.session):
                found.append(self._attempted(call))
                raise _RolledBack
        except _RolledBack:
            return found[0]

    def _attempted(self, call: Call) -> Attempt:
        before, last = self._written, self._last_message()
        post = Post(self.session, self.world.store.vault, self.world.now, {PLATFORM: self.world.dialect})
        person = persons.by_account(self.session, call.platform, call.user)
        if person is None:
            return Attempt(routing.unknown_person_card(call), (), False, "", self.state)
        actor, vault = persons.actor_of(person), post.vault
        ctx = Context(call, person, actor, self.world.now, self.session, vault, self._laws, post, FORMS)
        try:
            with savepoint(self.session):
                answer = routing.answer(ctx, WORDS)
        except Refusal as refusal:
            answer = routing.refused(ctx, refusal)
        if self._written == before:
            return Attempt(answer, (), False, "", self.state)
        self.session.flush()
        draft, changed = drafts.active(ctx), self._kept() != self.before
        state = self._state() if changed else self.state
        return Attempt(answer, self._sent(last), changed, draft.form if draft else "", state)

    def _state(self) -> State:
        found = tickets.get(self.session, self.number, lock=False)
        assert found is not None
        return found.state

    def _sent(self, after: int) -> tuple[tuple[str, Card], ...]:
        """Messages in the outbox for people, except the answer."""
        if self._last_message() == after:
            return ()
        vault, now = self.world.store.vault, self.world.now
        parcels = taking.due(self.session, vault, now, limit=1000)
        return tuple((parcel.user, unpack(parcel.payload).card) for parcel in parcels if parcel.id > after)

    def _kept(self) -> list[Any]:
        return [self._driver.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES]

    @property
    def _written(self) -> int:
        """A counter that grows with every row written, also after a rollback."""
        return int(self._driver.total_changes)

    def _last_message(self) -> int:
        return int(self._driver.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0])
