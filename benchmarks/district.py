"""Filing and accepting in our store: decision, state, clocks, hash chain, encrypted texts, three queued cards."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any

from sqlalchemy.orm import Session

from objection.cli.serve import settle
from regulation.decide import decide
from regulation.filing import open_case
from regulation.holiday_notices import shipped_notices
from regulation.law import Laws
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action
from regulation.workdays import WorkCalendar
from store.cases import ticket_numbers, tickets
from store.engine.session import Store
from store.messages import outbox
from store.people import persons
from store.tables import Ticket
from store.vault import new_keys, read_keys
from tests.staff import upsert_person

START = datetime(2026, 9, 16, 1, 0, tzinfo=UTC)
WORDS = {"records": "门牌八十八号应为九十九号" * 4, "doubt": "坐标与现场不符" * 6}
CARD: dict[str, Any] = {
    "title": "路灯设施信息",
    "fields": [{"label": "当前环节", "value": "待预审"}] * 12,
    "body": "说明" * 60,
}


class District:
    """One proposer and one operator; filing and accepting as the bot does, without inbox and platform."""

    def __init__(self, url: str) -> None:
        self.store = Store(url, read_keys(new_keys()))
        self.law = Laws(load_rulebooks(), WorkCalendar(shipped_notices())).on(START.date())
        self.now = START
        self.filed: list[str] = []

    def __enter__(self) -> District:
        self.store.migrate()
        settle()
        with self.store.write() as session:
            centre = persons.upsert_department(session, code="DSJ", name="区大数据中心", kind="centre")
            for user, roles in (("ZhangSan", "proposer"), ("ZhaoYun", "operator")):
                accounts = {"wecom": user}
                upsert_person(
                    session,
                    self.store.vault,
                    name=user,
                    department_id=centre.id,
                    roles=roles,
                    accounts=accounts,
                    now=START,
                )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    def work(self, kind: str, times: int) -> float:
        step = self.create if kind == "create" else self.change
        began = time.perf_counter()
        for _ in range(times):
            self.now += timedelta(milliseconds=1)
            with self.store.write() as session:
                step(session)
        return (time.perf_counter() - began) / times

    def create(self, session: Session) -> None:
        proposer = persons.by_account(session, "wecom", "ZhangSan")
        assert proposer is not None
        number = ticket_numbers.new_number(session, self.now)
        decision = open_case(number, proposer.id, persons.actor_of(proposer), self.now, self.law)
        filing = tickets.Filing(
            tickets.Contact("张三", "13800000000", "区大数据中心"), kind="error", records=WORDS["records"]
        )
        ticket = tickets.file(session, self.store.vault, number, replace(decision, texts=WORDS), filing, self.law)
        self._cards(session, ticket)
        self.filed.append(number)

    def change(self, session: Session) -> None:
        operator = persons.by_account(session, "wecom", "ZhaoYun")
        ticket = tickets.get(session, self.filed.pop())
        assert operator is not None
        assert ticket is not None
        decision = decide(ticket, Action.ACCEPT, persons.actor_of(operator), self.now, self.law)
        tickets.record(session, self.store.vault, ticket, decision, self.law)
        self._cards(session, ticket)

    def _cards(self, session: Session, ticket: Ticket) -> None:
        for place in range(3):
            outbox.enqueue(
                session,
                self.store.vault,
                dedupe=f"{ticket.number}:{ticket.seq}:{place}",
                platform="wecom",
                user="ZhaoYun",
                payload=CARD,
                lane=outbox.TASK,
                now=self.now,
                ticket_id=ticket.id,
                generation=ticket.seq,
            )
