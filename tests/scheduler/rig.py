"""Test rig: a district with acts through the bot's own functions, sweeps run by hand, and a fake platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bot import call_json
from bot.commands import COMMANDS
from bot.dispatch import Dispatcher
from bot.district_settings import DistrictSettings
from bot.notify.step_notices import notify_recipients
from bot.outbound import Lane, Post
from bot.ports import Call, CallKind, Card, CardKind
from bot.scene import Stage
from bot.tickets.perform import perform
from regulation.filing import open_case
from regulation.holiday_notices import Notice
from regulation.shanghai import SHANGHAI
from regulation.states import Action
from scheduler.deps import Deps, ServiceHours
from scheduler.limits import (
    calendar_recount,
    centre_list,
    deadlines,
    digest,
    indefinite_replies,
    late_notices,
    unread_results,
)
from scheduler.sweeps import auditor, file_download
from store.cases import stored_drafts, ticket_numbers, tickets
from store.cases.tickets import Contact, Filing
from store.engine.session import Store
from store.files.file_store import FileStore
from store.messages.inbox_writer import InboxWriter
from store.people import persons
from store.tables import OutboxRow, Person, Ticket, TicketClock
from tests.bot.district import PEOPLE, PLATFORM, settle
from tests.bot.world import vault
from tests.days import day
from tests.scheduler.deliver_once import deliver
from tests.scheduler.fake_platform import FakePlatform, Sent
from tests.written_once import filled, shipped_laws

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Sweep = Callable[[Deps, datetime], int]
SWEEPS: tuple[Sweep, ...] = (
    file_download.sweep, deadlines.sweep, digest.sweep, late_notices.sweep, centre_list.sweep, unread_results.sweep,
    indefinite_replies.sweep, calendar_recount.sweep, calendar_recount.alarm, auditor.sweep,
)  # fmt: skip
PROPOSER, OPERATOR, OFFICER_A, OFFICER_B, HANDLER, LEADER, SUPERVISOR, DIRECTOR = (
    "zhang.wei", "li.na", "wang.fang", "zhao.lei", "sun.li", "wu.gang", "chen.mo", "zhou.jie",
)  # fmt: skip
OPERATORS = (OPERATOR, DIRECTOR)


def instant(text: str) -> datetime:
    """`2026-09-18 周五 10:00`, in Shanghai; the weekday is checked."""
    date, hour = day(text[:13]), text[14:]
    return datetime.combine(date, datetime.strptime(hour, "%H:%M").time(), SHANGHAI).astimezone(UTC)  # noqa: DTZ007


class FixedClock:
    """A clock that is set by the test."""

    def __init__(self, now: datetime) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant


class Rig:
    """One district on one database; `other` is the same installation's second machine."""

    def __init__(self, url: str, folder: Path, now: str = "2026-09-16 周三 10:00", *, founded: bool = True) -> None:
        self.clock = FixedClock(instant(now))
        self.url, self.folder = url, folder
        self.store = Store(url, vault())
        self.laws = shipped_laws()
        self.platform = FakePlatform(self.clock.now)
        self.deps = self.machine(self.store)
        self.settings = DistrictSettings()
        if founded:
            filled(url, ("rig", now), self._found)

    def _found(self) -> None:
        with self.store.write() as session:
            settle(session, self.store.vault, self.now)
        calendar_recount.sweep(self.deps, self.now)

    def machine(self, store: Store, hours: ServiceHours | None = None) -> Deps:
        return Deps(
            store=store,
            laws=shipped_laws(),
            platforms={PLATFORM: self.platform},
            clock=self.clock,
            base_url="https://yiyi.test",
            file_store=FileStore(self.folder / "files", store.vault, limit=1_000_000, types=("png", "pdf")),
            hours=hours or ServiceHours(spread_minutes=0),
        )

    def close(self) -> None:
        self.store.close()

    @property
    def now(self) -> datetime:
        return self.clock.instant

    def at(self, text: str) -> datetime:
        self.clock.instant = instant(text)
        return self.now

    def later(self, **span: float) -> datetime:
        self.clock.instant += timedelta(**span)
        return self.now

    def person(self, user: str) -> Person:
        with self.store.read() as session:
            found = persons.by_account(session, PLATFORM, user)
        assert found is not None
        return found

    def department(self, code: str = "MKT") -> int:
        with self.store.read() as session:
            found = persons.department_by_code(session, code)
        assert found is not None
        return found.id

    def stage(self, session: Session) -> Stage:
        post = Post(session, self.store.vault, self.now, self.deps.dialects)
        return Stage(self.now, session, self.store.vault, self.laws(session), post)

    def filing_draft(self, user: str = PROPOSER) -> int:
        """Begin to file, with nothing filled in yet; returns the draft's id."""
        with self.store.write() as session:
            person = self.person(user)
            return stored_drafts.start(
                session, self.store.vault, person_id=person.id, form="filing", form_version=1, now=self.now
            ).id

    def filed(self, user: str = PROPOSER, entry_id: int | None = None) -> str:
        """File one objection, with its notifications queued; `entry_id` of the catalogue, so that an owner is known."""
        with self.store.write() as session:
            stage, proposer = self.stage(session), persons.by_account(session, PLATFORM, user)
            assert proposer is not None
            law, number = stage.laws.on(self.now.date()), ticket_numbers.new_number(session, self.now)
            decision = open_case(number, proposer.id, persons.actor_of(proposer), self.now, law)
            decision = replace(decision, texts={"records": "地址为99号", "doubt": "应为88号"})
            contact = Contact(proposer.name, "13800000001", "区教育局")
            filing = Filing(contact=contact, kind="错误", title="企业登记信息", entry_id=entry_id)
            ticket = tickets.file(session, self.store.vault, number, decision, filing, law)
            notify_recipients(stage, ticket, decision)
        return number

    def act(self, number: str, action: Action, user: str, **given: object) -> None:
        with self.store.write() as session:
            ticket, actor = tickets.get(session, number), persons.by_account(session, PLATFORM, user)
            assert ticket is not None
            assert actor is not None
            perform(self.stage(session), ticket, action, persons.actor_of(actor), given)

    def advance(self, number: str, until: Action) -> None:
        """All acts of the main path up to and including one, at this instant."""
        for action, user, given in self.main_path():
            self.act(number, action, user, **given)
            if action is until:
                return
        raise AssertionError(f"{until} is not on the main path")

    def advance_from(self, number: str, first: Action, last: Action) -> None:
        """The acts of the main path from `first` to `last`."""
        for action, user, given in self.main_path():
            if [*Action].index(first) <= [*Action].index(action) <= [*Action].index(last):
                self.act(number, action, user, **given)

    def main_path(self) -> list[tuple[Action, str, dict[str, object]]]:
        owner: dict[str, object] = {"department_id": self.department(), "target": "responsible", "basis": "目录载明"}
        soon = (self.now + timedelta(days=3)).date().isoformat()
        promise: dict[str, object] = {"finding": "经核实登记地址确有错误", "expected_on": soon}
        repaired: dict[str, object] = {"done": "已在业务系统更正", "recollected": True, "batch": "第3批"}
        return [
            (Action.ACCEPT, OPERATOR, {}),
            (Action.CLEAR_PLATFORM, OPERATOR, {}),
            (Action.TRANSFER, OPERATOR, owner),
            (Action.RECEIVE, OFFICER_A, {}),
            (Action.REPLY_REPAIR, OFFICER_A, promise),
            (Action.FINISH_REPAIR, OFFICER_A, repaired),
            (Action.NOTIFY, OPERATOR, {}),
            (Action.CONFIRM, PROPOSER, {}),
        ]

    def send_text(self, user: str, text: str, **values: str) -> None:
        """Type, or press, through the inbox and the dispatcher; the answer waits for `deliver`."""
        kind = CallKind.CLICK if values else CallKind.TEXT
        picked = {name: (value,) for name, value in values.items()}
        self._handle(Call(PLATFORM, f"rig-{uuid4().hex}", user, kind, self.now, text, values=picked))

    def press(self, user: str, text: str, card: Sent) -> None:
        """Press the button with this text on a card in somebody's chat."""
        shown = card.message["template_card"]
        buttons = [*shown.get("button_list", []), *shown.get("action_menu", {}).get("action_list", [])]
        keys = {button["text"]: button["key"] for button in buttons}
        self.press_card(user, keys[text], card.key)

    def press_card(
        self, user: str, command: str, card: str, values: Mapping[str, tuple[str, ...]] | None = None, code: str = ""
    ) -> None:
        """Press what sends this command on the card of this key, with what was chosen in its list."""
        fresh = f"press-{uuid4().hex}"
        if not code:
            self.platform.give_code(fresh, user)
        call = Call(PLATFORM, fresh, user, CallKind.CLICK, self.now, command, values=values or {}, card=card,
                    update_code=code or fresh)  # fmt: skip
        self._handle(call)

    def _handle(self, call: Call) -> None:
        writer = InboxWriter(self.store)
        writer.put(call.platform, call.message_id, call.user, call_json.encode(call), self.now)
        writer.close()
        dispatcher = Dispatcher(self.store, self.laws, lambda: self.deps.dialects, COMMANDS, self.settings)
        while dispatcher.run_once(self.now):
            pass

    def run(self, deps: Deps | None = None) -> dict[str, int]:
        """Every sweep once, then everything that is due is delivered."""
        chosen = deps or self.deps
        done = {_name(sweep): sweep(chosen, self.now) for sweep in SWEEPS}
        return done | {"delivery": deliver(chosen, self.now)}

    def deliver(self) -> int:
        return deliver(self.deps, self.now)

    def post(self, user: str, text: str, lane: Lane = Lane.TASK, event: str = "") -> None:
        """Put one text message into the outbox."""
        with self.store.write() as session:
            reader = persons.by_account(session, PLATFORM, user)
            assert reader is not None
            card = Card(CardKind.TEXT, body=text)
            Post(session, self.store.vault, self.now, self.deps.dialects).notify(
                reader, card, event=event or text, lane=lane
            )

    def ticket(self, number: str) -> Ticket:
        with self.store.read() as session:
            found = tickets.get(session, number, lock=False)
        assert found is not None
        return found

    def clock_of(self, number: str) -> TicketClock:
        """The clock that runs."""
        return next(clock for clock in self.ticket(number).clocks if clock.stopped_at is None)

    def outbox(self, **which: Any) -> list[OutboxRow]:
        if "user" in which:
            which["user_index"] = which.pop("user")
        with self.store.read() as session:
            return list(session.query(OutboxRow).filter_by(**which).order_by(OutboxRow.id))

    def clear_messages(self) -> None:
        """Deliver what is pending and clear the recorded messages."""
        self.deliver()
        self.platform.arrived.clear()
        self.platform.updated.clear()

    def load_notice(self, notice: Notice) -> None:
        from store.loaded_notices import keep_notice

        with self.store.write() as session:
            keep_notice(session, notice, self.now)


def _name(sweep: Sweep) -> str:
    own = getattr(sweep, "__name__", "")
    return sweep.__module__.rpartition(".")[2] if own == "sweep" else own


USERS = tuple(row[0] for row in PEOPLE)
