"""Random case histories over months, made of acts that the law allows, for the report to count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from regulation.case import SYSTEM, Actor
from regulation.decide import allowed, decide, needs_of
from regulation.filing import open_case, open_city_order
from regulation.holiday_notices import shipped_notices
from regulation.law import Law, Laws
from regulation.need import Need
from regulation.need_parsers import options
from regulation.refusals import Refusal
from regulation.rulebook import Rulebooks
from regulation.rulebook_file import load_rulebooks
from regulation.shanghai import local_date
from regulation.states import Action, Role, Verdict
from regulation.workdays import WorkCalendar
from store.cases import ticket_numbers, tickets
from store.cases.tickets import Contact, Filing
from store.engine.session import Store
from store.people import persons
from store.tables import Ticket
from tests.staff import upsert_person

LAWS = Laws(load_rulebooks(), WorkCalendar(shipped_notices()))
FIRST = Laws(Rulebooks([LAWS.rulebooks.get("changning-2022")]), LAWS.calendar)  # before the second edition
DEPARTMENTS = (("DC", "区大数据中心"), ("CIV", "=区民政局"), ("MKT", "区市场监管局"), ("TAX", "区税务局"))
CIVIL, MARKET, TAX = 2, 3, 4  # ids by the order above
OWNERS = (CIVIL, CIVIL, CIVIL, MARKET, MARKET, TAX)
PROPOSER, OPERATOR, DIRECTOR, SUPERVISOR = (
    Actor(1, frozenset(), 4),
    Actor(2, frozenset({Role.OPERATOR}), 1),
    Actor(3, frozenset({Role.DIRECTOR}), 1),
    Actor(4, frozenset({Role.SUPERVISOR}), 1),
)
OFFICERS = tuple(Actor(3 + owner, frozenset({Role.OFFICER}), owner) for owner in (CIVIL, MARKET, TAX))
PEOPLE = (PROPOSER, OPERATOR, DIRECTOR, SUPERVISOR, *OFFICERS, SYSTEM)
RARE = {
    Action.WITHDRAW: 0.02,
    Action.DECLINE: 0.1,
    Action.URGE: 0.05,
    Action.CORRECT_VERDICT: 0.05,
    Action.HAND_TO_CITY: 0.1,
    Action.REOPEN: 0.1,
    Action.RECOMPUTE: 0.0,
    Action.DISPATCH: 0.1,
    Action.TAKE_BACK: 0.1,
    Action.ABANDON: 0.3,
    Action.BLAME_PLATFORM: 0.3,
    Action.ASK_SUPPLEMENT: 0.3,
    Action.REPLY_REPAIR: 3.0,
    Action.REQUEST_JOINT: 0.5,
    Action.TERMINATE: 0.02,
    Action.CORRECT_CHECK: 0.1,
    Action.TELEPHONE: 0.1,
    Action.LETTER: 0.1,
}
WORDS = "经核实，登记日期应为2021年3月1日"
BEGIN = datetime(2026, 8, 20, 1, tzinfo=UTC)


def populate(store: Store) -> None:
    with store.write() as session:
        for code, name in DEPARTMENTS:
            persons.upsert_department(session, code=code, name=name, kind="responsible")
        for actor in PEOPLE[:-1]:
            assert actor.department_id is not None
            name = f"某{actor.person_id}"
            row = upsert_person(session, store.vault, name=name, department_id=actor.department_id, now=BEGIN)
            assert row.id == actor.person_id


class RandomHistory:
    """A district with random acts; `seed` determines all of them, `now` is the clock."""

    def __init__(self, store: Store, seed: int, laws: Laws = LAWS) -> None:
        self.store, self.chance, self.now, self.laws = store, Random(seed), BEGIN, laws
        self.ids: list[str] = []
        populate(store)

    def run(self, steps: int, *, hours: float = 8) -> None:
        """Perform this many random acts."""
        with self.store.write() as session:
            for _ in range(steps):
                self.now += timedelta(minutes=self.chance.randrange(int(hours * 60)))
                if not self.ids or self.chance.random() < 0.07:
                    self.file(session)
                else:
                    self.act(session, self.chance.choice(self.ids[-25:]))

    def file(self, session: Session) -> str:
        number, law = ticket_numbers.new_number(session, self.now), self.laws.on(self.now.date())
        received = self.now - timedelta(days=self.chance.choice([0, 0, 0, 1, 4]))
        filing = Filing(Contact("某人"), kind="错误")
        if self.chance.random() < 0.1:
            given = {"order": "SH-1"}
            decision = open_city_order(number, OPERATOR, self.now, law, filed_at=received, given=given)
        elif received < self.now:
            decision = open_case(number, 1, OPERATOR, self.now, law, filed_at=received, fusion=True)
        else:
            decision = open_case(number, 1, PROPOSER, self.now, law, fusion=True)
        tickets.file(session, self.store.vault, number, decision, filing, law)
        self.ids.append(number)
        return number

    def act(self, session: Session, number: str) -> None:
        ticket = tickets.get(session, number)
        assert ticket is not None
        law = self.laws.of(ticket)
        acts = [(who, what) for who in PEOPLE for what in allowed(ticket, who, self.now, law)]
        weights = [RARE.get(what, 1.0) for _, what in acts]
        if not sum(weights):
            return
        who, what = self.chance.choices(acts, weights)[0]
        given = dict(self._given(needs_of(ticket, what, who, self.now, law), law, ticket))
        try:
            decision = decide(ticket, what, who, self.now, law, given)
        except Refusal:
            return
        tickets.record(session, self.store.vault, ticket, decision, law)

    def _given(self, needs: Iterable[Need], law: Law, ticket: Ticket) -> Iterable[tuple[str, Any]]:
        for need in needs:
            if not need.optional or need.field in ("days", "rule", "other", "deviation") or self.chance.random() < 0.4:
                yield need.field, self._value(need, law, ticket)

    def _value(self, need: Need, law: Law, ticket: Ticket) -> Any:
        if need.listing:
            code = self.chance.choice(sorted(options(need, law)))
            return [code] if need.field == "items" else code
        clock = self.chance.choice(list(ticket.clocks)) if ticket.clocks else None
        given = {
            "department_id": self.chance.choice(OWNERS),
            "suggested_department_id": self.chance.choice(OWNERS),
            "related_ids": [self.chance.choice(OWNERS)],
            "handler_id": 5,
            "handler_department_id": ticket.department_id or CIVIL,
            "days": self.chance.randint(4, 18),
            "score": self.chance.randint(1, 5),
            "until": self._soon(30),
            "expected_on": self._soon(8),
            "start_seq": clock.start_seq if clock else 1,
            "kind": clock.kind.value if clock else "补正",
            "verdict": self.chance.choice(list(Verdict)).value,
            "recollected": True, "administrative_act": True, "other_remedy": True,
            "also_department": self.chance.random() < 0.3,
        }  # fmt: skip
        if need.field == "department_id" and need.optional:
            return clock.department_id or CIVIL if clock else CIVIL
        return given.get(need.field, WORDS)

    def _soon(self, days: int) -> str:
        day: date = local_date(self.now) + timedelta(days=self.chance.randint(0, days))
        return day.isoformat()
