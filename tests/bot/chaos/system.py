"""The bot at work under watch: whatever is pressed, typed or done by the clock is judged before the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.cards.render import dialects, render
from bot.dispatch import SORRY
from bot.laws import LawsInForce
from bot.letter import Letter
from bot.ports import Call, CallKind, Card, Media, RemoteFile
from bot.post import task_id
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from regulation.shanghai import SHANGHAI, local_date
from scheduler.deps import Parts
from scheduler.jobs import JOBS
from store.files.file_store import Shelf
from tests.bot.chaos import district
from tests.bot.chaos.invariants import Event, faults
from tests.bot.chaos.leak_detector import FILING, PHONE, TOKEN, Ears, Said
from tests.bot.chaos.snapshot import Picture, Row, lines, picture, rows, words
from tests.bot.district import PLATFORM
from tests.bot.hygiene import made
from tests.bot.world import World
from tests.oracle.effects import AGES_NOTHING
from tests.oracle.law import OPENING
from tests.scheduler.phones import Phones
from tests.scheduler.rig import Told

RETENTION_DAYS = 12  # so that what was erased is among what is pressed
Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Posted:
    """A card as it lies in somebody's chat."""

    account: str
    card: Card
    key: str


class Realm(World):
    """A World that keeps every card ever sent and lets nothing pass that the regulation does not know."""

    def __init__(self, url: str, folder: Path, rng: Random, dialect: str = "wecom") -> None:
        self.folder, self.rng = folder, rng
        self.ears = Ears()
        self.posted: list[Posted] = []
        self.done: list[str] = []  # every step of every case, by its word
        self.acts: dict[tuple[int, int], str] = {}
        self.states: set[str] = set()
        self.moved: dict[int, int] = {}
        self.presses = 0
        super().__init__(url, dialect=dialect)
        self.phones = Phones(lambda: self.now, PLATFORM)
        self.laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
        with self.store.write() as session:
            district.settle(session, self.store.vault, self.now)
        self.seen_last = self._look()

    @property
    def parts(self) -> Parts:
        return Parts(
            store=self.store,
            laws=self.laws,
            platforms={PLATFORM: self.phones},
            clock=Told(self.now),
            base_url="https://bot.example",
            shelf=Shelf(self.folder / "files", limit=1_000_000, types=("png", "jpg", "pdf")),
            retention_days=RETENTION_DAYS,
            owner="chaos",
        )

    def local(self) -> datetime:
        return self.now.astimezone(SHANGHAI)

    def press(self, account: str, text: str, *, values: Values | None = None, card: str = "") -> Card | None:
        """A press on a card; returns the answer."""
        code = self.rng.choice(("", f"code-{self.presses}"))
        return self.says_all(
            self.call(account, CallKind.CLICK, text, values=dict(values or {}), card=card, update_code=code)
        )

    def types(self, account: str, text: str) -> Card | None:
        """A typed line; returns the answer."""
        return self.says_all(self.call(account, CallKind.TEXT, text))

    def hands_in(self, account: str) -> Card | None:
        """A picture, whose name is marked like every word; some carry a position."""
        name, content = f"{self.ears.token(account)}.jpg", made.photo(position=self.rng.random() < 0.3)
        media = f"media-{self.presses}-{name}"
        self.phones.files[media] = Media(name, "image/jpeg", content)
        return self.says_all(self.call(account, CallKind.FILE, file=RemoteFile("image", media, name)))

    def says_all(self, call: Call) -> Card | None:
        """One message, handled to the end and judged; raises AssertionError with everything that was wrong."""
        self.presses += 1
        fresh = self._watched(call)
        answer = task_id(f"answer:{call.platform}:{call.message_id}")
        found = [post.card for post in fresh if post.key == answer]
        silent = not found and call.kind not in (CallKind.ENTER, CallKind.LEAVE, CallKind.DIRECTORY)
        assert not silent, f"{self.where(call)}: no answer"
        assert all(SORRY not in card.body for card in found), f"{self.where(call)}: the dispatcher stumbled"
        return found[-1] if found else None

    def turn(self) -> None:
        """Every sweep once, as the wall clock rings them."""
        before = self.seen_last
        for job in JOBS:
            job.run(self.parts, self.now)
        self._judged(None, before, self._delivered())

    def accept_changes(self) -> None:
        """Something was changed past the bot, by an import say: it is what is looked at from now on."""
        self.seen_last = self._look()

    def where(self, call: Call | None) -> str:
        if call is None:
            return f"{self.local():%m-%d %H:%M} the clock"
        said = f"{call.text!r} {dict(call.values)}" if call.text or call.values else f"{call.kind}"
        return f"press {self.presses}, {self.local():%m-%d %H:%M} {call.user} {call.kind} {said}"

    def _watched(self, call: Call) -> Sequence[Posted]:
        before, start = self.seen_last, len(self.posted)
        self.sends(call)
        fresh = self.posted[start:]
        self._judged(call, before, fresh)
        return fresh

    def deliver(self) -> dict[str, list[Card]]:
        """Everything that is due, however much; each card with its key."""
        every: dict[str, list[Card]] = {}
        while fresh := super().deliver():
            for user, cards in fresh.items():
                every.setdefault(user, []).extend(cards)
                self.posted += [Posted(user, card, self._keys[id(card)]) for card in cards]
        return every

    def _render(self, letter: Letter) -> None:
        """In every dialect: what can't be drawn in one of them must not be sent at all."""
        for dialect in dialects():
            render(
                letter.card,
                dialect,
                key=letter.key,
                base_url="https://bot.example",
                first=letter.first,
                media_id="media",
                update=bool(letter.card.done),
            )

    def _delivered(self) -> Sequence[Posted]:
        start = len(self.posted)
        self.deliver()
        return self.posted[start:]

    def _look(self) -> Picture:
        with self.store.read() as session:
            stuck = rows(session, "SELECT id, state, attempts, error FROM inbox WHERE state <> 'done'")
            assert not stuck, f"not handled: {stuck}"
            return picture(session)

    def _judged(self, call: Call | None, before: Picture, fresh: Sequence[Posted]) -> None:
        try:
            after = self._look()
        except AssertionError as error:
            raise AssertionError(f"{self.where(call)}: {error}") from error
        with self.store.read() as session:
            written = lines(session, before.history)
            said = words(session, before.texts)
        event = Event(
            call.user if call else None,
            " ".join((call.text, *(value for chosen in call.values.values() for value in chosen))) if call else "",
            local_date(self.now),
            before,
            after,
            written,
            clicked=call is not None and call.kind is CallKind.CLICK,
            moved=dict(self.moved),
        )
        wrong = faults(event)
        self._learn(after, written, said)
        answer = task_id(f"answer:{call.platform}:{call.message_id}") if call else ""
        for post in fresh:
            typed = event.text if post.account == event.account else ""
            wrong += self.ears.leaks(
                post.account, post.card, after, event.today, typed, asked=post.key == answer and bool(typed)
            )
        assert not wrong, f"{self.where(call)}:\n" + "\n".join(wrong)
        self.seen_last = after

    def _learn(self, after: Picture, written: Sequence[Row], said: Sequence[tuple[int, int, str, str]]) -> None:
        """What was written down where, from the store's own lines."""
        tickets = after.table("tickets")
        for line in written:
            self.acts[line["ticket_id"], line["seq"]] = line["action"]
            self.done.append(line["action"])
            self.states.add(line["state_to"])
            if line["action"] not in AGES_NOTHING:
                self.moved[line["ticket_id"]] = line["seq"]
            if line["action"] == "告知结果":
                self.ears.told[line["ticket_id"]] = line["seq"]
            if line["department_id"]:
                self.ears.held.setdefault(line["ticket_id"], set()).add(line["department_id"])
            if line["action"] in OPENING:
                self._filed(tickets[line["ticket_id"]])
        for ticket_id, seq, name, sealed in said:
            text = self.store.vault.open(sealed, "texts:sealed")
            self.ears.placed(text, Said(ticket_id, seq, self.acts[ticket_id, seq], name))
        self._attached(after)
        for row in after.table("correction_lines").values():
            self.ears.settled |= set(TOKEN.findall(row["reason"]))

    def _filed(self, row: Row) -> None:
        """The contact and the source in words belong to the filing."""
        for name in ("contact_sealed", "source_words"):
            text = self.store.vault.open(row[name], f"tickets:{name}")
            self.ears.placed(text, Said(row["id"], 1, FILING))
            for phone in PHONE.findall(text):
                self.ears.numbered.setdefault(phone, set()).add(row["id"])

    def _attached(self, after: Picture) -> None:
        for row in after.table("attachments").values():
            if row["ticket_id"] and row["name_sealed"]:
                name = self.store.vault.open(row["name_sealed"], "attachments:name_sealed")
                seq = row["seq"] or 1
                self.ears.placed(name, Said(row["ticket_id"], seq, self.acts[row["ticket_id"], seq]))

    def skip_to(self, moment: datetime) -> None:
        """Let time pass; the clock rings each morning and each late afternoon on the way."""
        while (ring := self._next_ring()) < moment:
            self.now = ring
            self.turn()
        self.now = max(self.now, moment)

    def _next_ring(self) -> datetime:
        here = self.local()
        rings = [here.replace(hour=hour, minute=5, second=0, microsecond=0) for hour in (9, 16)]
        later = [ring for ring in rings if ring > here] or [rings[0] + timedelta(days=1)]
        return min(later).astimezone(self.now.tzinfo)
