"""The demo district in one process: a case is taken through its steps by pressed buttons, chosen options, typed words.

Nothing is left out but the network: a phone's callback is sealed and signed by the stand-in platform and handed to the
server's own application as bytes; messages go to the stand-in over loopback HTTP.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from clock.time_source import SHANGHAI, FileClock
from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Transaction
from importer.row_fields import FORMS, check, codes
from importer.table_files import read_table
from objection.app import Application, create_app, scheduler_deps
from objection.config.load import load
from regulation.states import Action
from sandbox.demo_people import DEMO, Person, build_directory, read_departments, read_people
from sandbox.loopback_server import LoopbackServer
from sandbox.rehearsal import free_port
from sandbox.rehearsal_config import choose_settings, write_config
from sandbox.scripted_phone import pressables
from sandbox.staging.fresh_start import FILES
from sandbox.wecom.callbacks import Callbacks, Delivery
from sandbox.wecom.message_store import Message
from sandbox.wecom.phone import Phone
from sandbox.wecom.server import create_standin
from sandbox.wecom.settings import SAAS_2026
from sandbox.wecom.tenant import Tenant
from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import CircuitBreaker
from scheduler.delivery.record_outcome import record_outcome, tell_breaker
from scheduler.limits import deadlines
from store.cases import tickets
from store.messages import taking
from store.vault import new_keys
from tools.demo_steps import CLOCK, Step

MONDAY = datetime(2026, 9, 14, 9, 30, tzinfo=SHANGHAI)
NUMBER = re.compile(r"CN-\d{8}-\d{4}")
ACTS = {action.value for action in Action}
CALLBACK, COMMIT, DELIVERY = "callback → inbox row", "inbox → commit", "outbox → platform"
Watch = Callable[[str, str], AbstractContextManager[None]]  # around one leg of one message: its words, the leg


def unwatched(_words: str, _leg: str) -> AbstractContextManager[None]:
    return nullcontext()


class Stuck(RuntimeError):
    """A step is not possible: what was to happen, and what the phone shows instead."""


class District:
    """One database and one company of phones in a folder of its own; the clock stands still between two messages."""

    def __init__(self, folder: Path, standin: int) -> None:
        self._clock = folder / "clock"
        self.at(MONDAY)
        settings = choose_settings(folder, SAAS_2026, bot="http://127.0.0.1:1", page=f"http://127.0.0.1:{standin}")
        config = write_config(folder, settings, bot="http://127.0.0.1:1", clock=self._clock)
        keys = folder / "data" / "objection.keys"
        keys.parent.mkdir()
        keys.touch(mode=0o600)
        keys.write_text(new_keys())
        self.people, names = read_people(DEMO / "people.csv"), read_departments(DEMO / "departments.csv")
        self.tenant = Tenant(settings, FileClock(self._clock), build_directory(names, self.people))
        self.application = Application(load(config, {}))
        self._callbacks = InProcessCallbacks(self.tenant, create_app(self.application))
        self._deps, self._breaker = scheduler_deps(self.application), CircuitBreaker()
        self.application.store.migrate()
        for kind in FILES:
            self._import(kind)

    def _import(self, kind: str) -> None:
        store = self.application.store
        with store.write() as session:
            table, there = read_table(DEMO / f"{kind}.csv"), known(session)
            reading = check(table, FORMS[kind], replace(there, entries={*there.entries, *codes(table)}))
            for step in planned(session, store.vault, kind, reading, AccountOptions()).steps:
                step(Transaction(session, store.vault, MONDAY))

    def close(self) -> None:
        self.application.inbox.close()
        self.application.store.close()

    @property
    def now(self) -> datetime:
        return self.application.clock.now()

    def at(self, instant: datetime) -> None:
        self._clock.write_text(f"{instant.astimezone(SHANGHAI).isoformat()} frozen\n", encoding="utf-8")

    def pass_time(self, **span: int) -> datetime:
        """Move the clock; its file, which only a rehearsal has, is read here and not on anybody's trip."""
        self.at(self.now + timedelta(**span))
        return self.now

    def person(self, by: str) -> Person:
        """By a role, and a department's code where it is not the first that has one; best who has no other role."""
        role, _, department = by.partition(" ")
        pool = [each for each in self.people if role in each.roles and department in ("", each.department)]
        return min(pool, key=lambda each: len(each.roles))

    def phone(self, person: Person) -> Phone:
        return Phone(self.tenant, self._callbacks, person.wecom)

    def send(self, message: Callable[[], Delivery], words: str, watch: Watch) -> None:
        """One message all the way: into the inbox, handled, and what came of it onto the phones."""
        now = self.pass_time(minutes=1)
        self._callbacks.watch = partial(watch, words)
        if not message().delivered:
            raise Stuck(f"the callback of {words!r} was refused")
        with watch(words, COMMIT):
            self.application.dispatcher.run_once(now)
        self.deliver(partial(watch, words, DELIVERY))

    def deliver(self, watch: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        """As the senders do it in their threads: claim, push, mark."""
        own, now, breaker = self._deps, self.now, self._breaker
        with watch():
            with own.store.write() as session:
                claimed = taking.due(session, own.store.vault, now, limit=100)
            outcomes = [attempt(own, parcel, now) for parcel in claimed]
            for outcome in outcomes:
                tell_breaker(outcome, breaker, now)
                record_outcome(own, outcome, breaker, now)

    def wait(self, days: int) -> None:
        """So many days later, and what the limits do by themselves then."""
        deadlines.sweep(self._deps, self.pass_time(days=days))
        self.deliver()

    def steps_done(self, number: str) -> int:
        with self.application.store.read() as session:
            found = tickets.get(session, number, lock=False) if number else None
            return found.seq if found else 0


class InProcessCallbacks(Callbacks):
    """Posts callbacks to the ASGI application in this process, without a network."""

    def __init__(self, tenant: Tenant, app: Any) -> None:
        super().__init__(tenant)
        self._app = app
        self.watch: Callable[[str], AbstractContextManager[None]] = partial(unwatched, "")

    def post(self, fields: Mapping[str, Any]) -> Delivery:
        sealed = self._seal(fields, forged=False)
        with self.watch(CALLBACK):
            status = asyncio.run(self._call_app(urlencode(sealed.params).encode(), sealed.body))
        return Delivery(status == 200, 1, f"HTTP {status}")

    async def _call_app(self, query: bytes, body: bytes) -> int:
        answers: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            answers.append(message)

        head = {"type": "http", "method": "POST", "path": "/callback/wecom", "query_string": query, "headers": []}
        await self._app(head, receive, send)
        return int(answers[0]["status"])


class Walk:
    """One case on its way; `numbers` are the cases filed on it, the newest last."""

    def __init__(self, district: District) -> None:
        self.district, self.numbers = district, list[str]()
        self._begun = district.tenant.messages.newest

    def take(self, word: str, step: Step, watch: Watch = unwatched) -> None:
        """Do one step. Raises Stuck where an act of the law was not done by it."""
        if step.by == CLOCK:
            self.district.wait(int(step.says[0]))
            return
        person, before, since = self.district.person(step.by), self._standing(), 0
        for words in step.says or (word,):
            self._look_for_a_number(person)
            since = self.district.tenant.messages.newest
            said = words.format(n=self._number, first=self.numbers[0] if self.numbers else "", walk=self._begun)
            self.district.send(self._message(person, said), said, watch)
        self._confirm(person, since, watch)
        self._look_for_a_number(person)
        if word in ACTS and self._standing() == before:
            shown = _text(self._news(person)[0])[:500]
            raise Stuck(f"{word} was not done by {person.name}, whose phone shows {shown}")

    def _confirm(self, person: Person, since: int, watch: Watch) -> None:
        """Press 确定 where the act is shown before it goes out; a long one's full text follows its card."""
        answer = [message for message in self._news(person) if message.number > since]
        found = [each for message in answer for each in pressables(message)]
        if any(each.key.startswith("确定 D") for each in found):
            self.district.send(self._message(person, "确定"), "确定", watch)

    def end(self, step: Step) -> None:
        """Leave no form open, which the next walk would find."""
        person = self.district.person(step.by)
        self.district.send(partial(self.district.phone(person).send_text, "取消"), "取消", unwatched)
        self.district.send(self._message(person, "确定取消"), "确定取消", unwatched)

    @property
    def _number(self) -> str:
        return self.numbers[-1] if self.numbers else ""

    def _standing(self) -> tuple[str, int]:
        return self._number, self.district.steps_done(self._number)

    def _look_for_a_number(self, person: Person) -> None:
        for message in self._news(person):
            found = NUMBER.search(_text(message))
            if found and found[0] not in self.numbers and "提交" in _text(message):
                self.numbers.append(found[0])

    def _news(self, person: Person) -> list[Message]:
        """What came to this phone since this walk began, the newest first."""
        chat = self.district.tenant.messages.of(person.wecom)
        return [each for each in reversed(chat) if not each.mine and each.number > self._begun]

    def _message(self, person: Person, words: str) -> Callable[[], Delivery]:
        """A button that says so; an option of the newest message; else the words themselves."""
        phone, news = self.district.phone(person), self._news(person)
        for message in news:
            for button in pressables(message):
                if button.text == words:
                    return partial(phone.press, button.number, button.key, menu=button.menu)
        for message in news[:1]:
            for answers in _answers(message.content, words):
                button = pressables(message)[0]
                return partial(phone.press, button.number, button.key, answers)
        typed = f"{words} {self._number}" if words in ACTS and self._number else words
        return partial(phone.send_text, typed)


def _answers(card: Mapping[str, Any], words: str) -> Iterator[dict[str, list[str]]]:
    single = [card[name] for name in ("button_selection", "checkbox") if card.get(name)]
    for question in [*single, *card.get("select_list", [])]:
        for option in question["option_list"]:
            if words in option["text"]:
                yield {question["question_key"]: [option["id"]]}


def _text(message: Message) -> str:
    return repr(message.content)


@contextmanager
def demo_district(folder: Path) -> Iterator[District]:
    """The district, with its stand-in platform running beside it. Everything is in `folder`, an empty one."""
    port = free_port()
    district = District(folder, port)
    try:
        with LoopbackServer(create_standin(district.tenant), port):
            yield district
    finally:
        district.close()
