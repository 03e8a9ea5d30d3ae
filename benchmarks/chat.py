"""Time of a pressed 提交 and a pressed 收办 in the dispatcher: from the inbox to the commit with outgoing messages.

Not included: callback to inbox (`benchmarks.callbacks`), the questions before 提交, and sending, whose results (the
cards people hold) are stored between the timed parts.
"""

from __future__ import annotations

import itertools
import time
from datetime import timedelta
from types import TracebackType

from benchmarks.district import START, WORDS
from bot import call_json
from bot.dispatch import Dispatcher
from bot.filing.filing_form import FILING
from bot.laws import LawsInForce
from bot.message_json import unpack
from bot.ports import Call, CallKind
from objection.cli.serve import settle
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from store.cases import stored_drafts
from store.catalogue import entries
from store.engine.session import Store
from store.messages import held_cards, inbox, outbox, taking
from store.messages.inbox_writer import InboxWriter
from store.people import persons
from store.vault import new_keys, read_keys
from tests.staff import upsert_person

PEOPLE = {"ZhangSan": "proposer", "ZhaoYun": "operator", "QianFeng": "operator"}


class Chat:
    """One proposer and two operators: 提交 queues three messages, 收办 an answer, a notice and two redrawn cards."""

    def __init__(self, url: str) -> None:
        self.store = Store(url, read_keys(new_keys()))
        self.inbox = InboxWriter(self.store)
        laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
        self.dispatcher = Dispatcher(self.store, laws, lambda: {"wecom": "wecom"})
        self.now = START
        self.serial = itertools.count(1)
        self.ids: dict[str, int] = {}
        self.entry = 0
        self.filed: list[str] = []

    def __enter__(self) -> Chat:
        self.store.migrate()
        settle()
        vault, now = self.store.vault, self.now
        with self.store.write() as session:
            centre = persons.upsert_department(session, code="DSJ", name="区大数据中心", kind="centre")
            self.entry = entries.upsert_entry(session, code="SH-1", name="路灯设施信息", department=centre).id
            for user, roles in PEOPLE.items():
                person = upsert_person(
                    session,
                    vault,
                    name=user,
                    department_id=centre.id,
                    roles=roles,
                    accounts={"wecom": user},
                    now=now,
                )
                self.ids[user] = person.id
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.inbox.close()
        self.store.close()

    def work(self, kind: str, times: int) -> float:
        """Seconds a press, from the inbox to the commit."""
        return sum(self._create() if kind == "create" else self._change() for _ in range(times)) / times

    def _create(self) -> float:
        answers = {
            "source": {"entry": self.entry, "title": "路灯设施信息"},
            "kind": "错误",
            "records": WORDS["records"],
            "doubt": WORDS["doubt"],
            "evidence": {"words": "现场照片", "files": 0},
            "contact": {"name": "张三", "phone": "13800000000", "department": "区大数据中心"},
        }
        with self.store.write() as session:
            draft = stored_drafts.start(
                session,
                self.store.vault,
                person_id=self.ids["ZhangSan"],
                form=FILING.name,
                form_version=FILING.version,
                now=self.now,
                answers=answers,
            )
        took = self._pressed("ZhangSan", f"提交 D{draft.id}")
        self._delivered()
        return took

    def _change(self) -> float:
        took = self._pressed("ZhaoYun", f"收办 {self.filed.pop()} g1")
        self._delivered()
        return took

    def _pressed(self, user: str, command: str) -> float:
        self.now += timedelta(milliseconds=1)
        call = Call("wecom", f"press-{next(self.serial)}", user, CallKind.CLICK, self.now, command)
        self.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), self.now)
        began = time.perf_counter()
        done = self.dispatcher.run_once(self.now)
        took = time.perf_counter() - began
        assert done
        return took

    def _delivered(self) -> None:
        """The state after sending: all messages are sent, and everybody holds the card they were sent."""
        vault, now = self.store.vault, self.now
        with self.store.write() as session:
            if inbox.failed(session, 1):
                raise SystemExit("a press was given up: see above")
            for parcel in taking.due(session, vault, now, limit=100):
                stored = unpack(parcel.payload)
                outbox.mark_sent(session, parcel, now)
                if parcel.kind == "update":
                    continue
                held_cards.remember(
                    session,
                    vault,
                    key=stored.key,
                    platform="wecom",
                    user=parcel.user,
                    sent_at=now,
                    ticket_id=parcel.ticket_id,
                    generation=parcel.generation,
                    person_id=parcel.person_id,
                    template=stored.card.kind,
                )
                if parcel.generation == 1 and parcel.user == "ZhangSan":
                    self.filed.append(stored.card.ticket)
