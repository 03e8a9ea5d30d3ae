"""System under test: the bot with its store; invariants are checked after every input and every job run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from archive.export import Exporter
from bot.cards.dialects.render import dialects, render
from bot.dispatch import SORRY
from bot.laws import LawsInForce
from bot.message_json import StoredMessage
from bot.outbound import task_id
from bot.ports import Call, CallKind, Card, Media, RemoteFile
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from regulation.shanghai import SHANGHAI, local_date
from scheduler.deps import Deps, ServiceHours
from scheduler.jobs import JOBS
from store.files.file_store import FileStore
from tests.bot.chaos import district
from tests.bot.chaos.invariants import Event, violations
from tests.bot.chaos.leak_detector import FILING, PHONE, TOKEN, LeakDetector, WrittenWord
from tests.bot.chaos.snapshot import Row, Snapshot, history_after, query, take_snapshot, texts_after
from tests.bot.district import PLATFORM
from tests.bot.inspection import sample_files
from tests.bot.world import World
from tests.oracle.effects import AGES_NOTHING
from tests.oracle.law import OPENING
from tests.scheduler.announced_retention import archived_in
from tests.scheduler.fake_platform import FakePlatform
from tests.scheduler.rig import FixedClock

RETENTION_DAYS = 12  # so that erased tickets' cards are pressed too
Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class SentCard:
    """A card in somebody's chat."""

    account: str
    card: Card
    key: str


UNDECIDED = ("申请延期", "答复申请特例", "申请协同")  # hidden from the proposer until they are decided


class SystemUnderTest(World):
    """A World that keeps every card ever sent, and checks the invariants after every input and every job run."""

    def __init__(self, url: str, folder: Path, rng: Random, dialect: str = "wecom") -> None:
        self.folder, self.rng = folder, rng
        self.detector = LeakDetector()
        self.sent_cards: list[SentCard] = []
        self.actions: list[str] = []  # every step of every case, by act
        self.action_of: dict[tuple[int, int], str] = {}
        self.extension_of: dict[int, int] = {}  # ticket id: history line of the last application for a longer limit
        self.states: set[str] = set()
        self.aged_by: dict[int, int] = {}
        self.aged_for_proposer: dict[int, int] = {}
        self.presses = 0
        super().__init__(url, dialect=dialect)
        self.confirms = False  # the actors press 确定 themselves, or something else
        self.phones = FakePlatform(lambda: self.now, PLATFORM)
        self.laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
        with self.store.write() as session:
            district.load_directory(session, self.store.vault, self.now)
        self.last_snapshot = self._snapshot(None)

    @property
    def deps(self) -> Deps:
        files = FileStore(self.folder / "files", self.store.vault, limit=1_000_000, types=("png", "jpg", "pdf"))
        archives = archived_in(self.folder / "archives", Exporter(self.store, self.laws, files), RETENTION_DAYS)
        return Deps(
            store=self.store,
            laws=self.laws,
            platforms={PLATFORM: self.phones},
            clock=FixedClock(self.now),
            base_url="https://bot.example",
            file_store=files,
            retention=archives,
            hours=ServiceHours(spread_minutes=0),
            owner="chaos",
        )

    def local(self) -> datetime:
        return self.now.astimezone(SHANGHAI)

    def press(self, account: str, text: str, *, values: Values | None = None, card: str = "") -> Card | None:
        """A press on a card; returns the answer."""
        code = self.rng.choice(("", f"code-{self.presses}"))
        return self.process_checked(
            self.call(account, CallKind.CLICK, text, values=dict(values or {}), card=card, update_code=code)
        )

    def types(self, account: str, text: str) -> Card | None:
        """A typed line; returns the answer."""
        return self.process_checked(self.call(account, CallKind.TEXT, text))

    def send_picture(self, account: str) -> Card | None:
        """Send a picture with a marked name; some have a location in their metadata."""
        name, content = f"{self.detector.token(account)}.jpg", sample_files.photo(position=self.rng.random() < 0.3)
        media = f"media-{self.presses}-{name}"
        self.phones.files[media] = Media(name, "image/jpeg", content)
        return self.process_checked(self.call(account, CallKind.FILE, file=RemoteFile("image", media, name)))

    def process_checked(self, call: Call) -> Card | None:
        """Process one message completely and check it; raises AssertionError with every violation."""
        self.presses += 1
        fresh = self._handled(call)
        found = [post.card for post in fresh if is_answer(post, call)]
        silent = not found and call.kind not in (CallKind.ENTER, CallKind.LEAVE, CallKind.DIRECTORY)
        assert not silent, f"{self.where(call)}: no answer"
        assert all(SORRY not in card.body for card in found), f"{self.where(call)}: the dispatcher failed"
        return found[-1] if found else None

    def run_jobs(self) -> None:
        """Every scheduled job once."""
        before = self.last_snapshot
        for job in JOBS:
            job.run(self.deps, self.now)
        self._check(None, before, self._delivered())

    def resync_snapshot(self) -> None:
        """Take a new snapshot after a change from outside (an import), so that it is not charged to the next input."""
        self.last_snapshot = self._snapshot(self.last_snapshot)

    def where(self, call: Call | None) -> str:
        if call is None:
            return f"{self.local():%m-%d %H:%M} the scheduler"
        said = f"{call.text!r} {dict(call.values)}" if call.text or call.values else f"{call.kind}"
        return f"press {self.presses}, {self.local():%m-%d %H:%M} {call.user} {call.kind} {said}"

    def _handled(self, call: Call) -> Sequence[SentCard]:
        before, start = self.last_snapshot, len(self.sent_cards)
        self.process(call)
        fresh = self.sent_cards[start:]
        self._check(call, before, fresh)
        return fresh

    def deliver(self) -> dict[str, list[Card]]:
        """Deliver all due messages, without a limit; each card with its key."""
        every: dict[str, list[Card]] = {}
        while fresh := super().deliver():
            for user, cards in fresh.items():
                every.setdefault(user, []).extend(cards)
                self.sent_cards += [SentCard(user, card, self._keys[id(card)]) for card in cards]
        return every

    def _render(self, stored: StoredMessage) -> None:
        """Render in every dialect: a card that fails in one must not be sent at all."""
        for dialect in dialects():
            render(
                stored.card,
                dialect,
                key=stored.key,
                base_url="https://bot.example",
                first=stored.first,
                media_id="media",
                update=bool(stored.card.done),
            )

    def _delivered(self) -> Sequence[SentCard]:
        start = len(self.sent_cards)
        self.deliver()
        return self.sent_cards[start:]

    def _snapshot(self, earlier: Snapshot | None) -> Snapshot:
        with self.store.read() as session:
            stuck = query(session, "SELECT id, state, attempts, error FROM inbox WHERE state <> 'done'")
            assert not stuck, f"not handled: {stuck}"
            return take_snapshot(session, earlier)

    def _check(self, call: Call | None, before: Snapshot, fresh: Sequence[SentCard]) -> None:
        try:
            after = self._snapshot(self.last_snapshot)
        except AssertionError as error:
            raise AssertionError(f"{self.where(call)}: {error}") from error
        with self.store.read() as session:
            written = history_after(session, before.history)
            said = texts_after(session, before.texts)
        event = Event(
            call.user if call else None,
            " ".join((call.text, *(value for chosen in call.values.values() for value in chosen))) if call else "",
            local_date(self.now),
            before,
            after,
            written,
            clicked=call is not None and call.kind is CallKind.CLICK,
            aged_by=dict(self.aged_by),
            aged_for_proposer=dict(self.aged_for_proposer),
        )
        wrong = violations(event)
        self._record(after, written, said)
        for post in fresh:
            typed = event.text if post.account == event.account else ""
            wrong += self.detector.leaks(
                post.account, post.card, after, event.today, typed, asked=is_answer(post, call) and bool(typed)
            )
        assert not wrong, f"{self.where(call)}:\n" + "\n".join(wrong)
        self.last_snapshot = after

    def _record(self, after: Snapshot, written: Sequence[Row], said: Sequence[tuple[int, int, str, str]]) -> None:
        """Update the event log from the store: the author of each mark, and the acts done."""
        tickets = after.table("tickets")
        for line in written:
            self.action_of[line["ticket_id"], line["seq"]] = line["action"]
            self.actions.append(line["action"])
            self.states.add(line["state_to"])
            if line["action"] not in AGES_NOTHING:
                self.aged_by[line["ticket_id"]] = line["seq"]
            if line["action"] not in {*AGES_NOTHING, *UNDECIDED}:
                self.aged_for_proposer[line["ticket_id"]] = line["seq"]
            confirmed = line["action"] == "中心确认" and line["state_to"] == "已办结"
            if line["action"] == "告知结果" or confirmed:
                self.detector.notified[line["ticket_id"]] = line["seq"]
            self._granted(line, tickets[line["ticket_id"]])
            if line["department_id"]:
                self.detector.held.setdefault(line["ticket_id"], set()).add(line["department_id"])
            if line["action"] in OPENING:
                self._filed(tickets[line["ticket_id"]])
        for ticket_id, seq, name, sealed in said:
            text = self.store.vault.open(sealed, "texts:sealed")
            self.detector.record(text, WrittenWord(ticket_id, seq, self.action_of[ticket_id, seq], name))
        self._attached(after)
        for row in after.table("correction_lines").values():
            reason = self.store.vault.open(row["reason"], "correction_lines:reason")
            self.detector.settled |= set(TOKEN.findall(reason))

    def _granted(self, line: Row, ticket: Row) -> None:
        """A longer limit holds at once, or once it is approved."""
        if line["action"] == "申请延期":
            self.extension_of[line["ticket_id"]] = line["seq"]
        at_once = line["action"] == "申请延期" and not ticket["pending"]
        if at_once or line["action"] == "批准延期":
            self.detector.granted.add((line["ticket_id"], self.extension_of[line["ticket_id"]]))

    def _filed(self, row: Row) -> None:
        """The contact and the source in words belong to the filing."""
        for name in ("contact_sealed", "source_words"):
            text = self.store.vault.open(row[name], f"tickets:{name}")
            self.detector.record(text, WrittenWord(row["id"], 1, FILING))
            for phone in PHONE.findall(text):
                self.detector.phone_tickets.setdefault(phone, set()).add(row["id"])

    def _attached(self, after: Snapshot) -> None:
        for row in after.table("attachments").values():
            if row["ticket_id"] and row["name_sealed"]:
                name = self.store.vault.open(row["name_sealed"], "attachments:name_sealed")
                seq = row["seq"] or 1
                self.detector.record(name, WrittenWord(row["ticket_id"], seq, self.action_of[row["ticket_id"], seq]))

    def advance_to(self, moment: datetime) -> None:
        """Advance the clock; the scheduled jobs run every morning and late afternoon in between."""
        while (next_run := self._next_job_run()) < moment:
            self.now = next_run
            self.run_jobs()
        self.now = max(self.now, moment)

    def _next_job_run(self) -> datetime:
        here = self.local()
        runs = [here.replace(hour=hour, minute=5, second=0, microsecond=0) for hour in (9, 16)]
        later = [run for run in runs if run > here] or [runs[0] + timedelta(days=1)]
        return min(later).astimezone(self.now.tzinfo)


def is_answer(post: SentCard, call: Call | None) -> bool:
    """The answer to a call: a message of its own, or the pressed card, redrawn in its place."""
    if call is None:
        return False
    in_place = bool(call.card) and post.key == call.card and not post.card.done
    return in_place or post.key == task_id(f"answer:{call.platform}:{call.message_id}")
