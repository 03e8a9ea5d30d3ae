"""Fixture: a small district with three departments, six people, one catalogue entry, one rulebook."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from regulation.case import Actor
from regulation.decide import decide
from regulation.filing import open_case
from regulation.holiday_notices import shipped_notices
from regulation.law import Law, Laws
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action
from regulation.workdays import WorkCalendar
from store.cases import ticket_numbers, tickets
from store.cases.history_chain import Break, heads, verify_lines, verify_numbering
from store.cases.tickets import Contact, Filing
from store.catalogue import entries
from store.engine.session import Store
from store.people import persons as people
from store.people.sealed_people import seal_department
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import Department, Person, Ticket
from store.vault import Key, Vault
from tests.staff import upsert_person

NOON = datetime(2026, 9, 16, 4, 0, tzinfo=UTC)  # Wednesday, noon in Shanghai
CANARIES = ("王小明甲", "13812345678", "身份证310105199001011234", "记录：门牌八十八号应为九十九号", "怀疑：录入错误乙")
SECRETS = {"k1": b"1" * 32, "k2": b"2" * 32}
INDEX = b"i" * 32


def make_vault(*ids: str) -> Vault:
    return Vault([Key(key, "aes-256-gcm", SECRETS[key]) for key in ids or ("k1",)], INDEX)


def make_law(now: datetime = NOON) -> Law:
    return Laws(load_rulebooks(), WorkCalendar(shipped_notices())).on(now.date())


def verify_chain(session: Session) -> list[Break]:
    """Every inconsistency of the whole history, as `objection doctor` checks it page by page."""
    return [*verify_lines(session, heads(session)), *verify_numbering(session)]


@dataclass
class DistrictFixture:
    """The district in one store; `now` moves on by a minute with every step."""

    store: Store
    law: Law = field(default_factory=make_law)
    now: datetime = NOON
    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    contact: Contact = field(default_factory=lambda: Contact(CANARIES[0], CANARIES[1], "区民政局"))

    def build(self) -> DistrictFixture:
        with self.store.write() as session:
            for code, name, kind in (
                ("DSJ", "区大数据中心", "centre"),
                ("LHSR", "区绿化和市容管理局", "responsible"),
                ("ZFB", "区政府办公室", "supervising"),
            ):
                self.departments[code] = people.upsert_department(session, code=code, name=name, kind=kind)
                seal_department(session, self.departments[code], self.now)
            for user, name, code, roles in _PEOPLE:
                self.people[user] = upsert_person(
                    session,
                    self.store.vault,
                    name=name,
                    department_id=self.departments[code].id,
                    roles=roles,
                    mobile=CANARIES[1] if user == "ZhangSan" else "",
                    accounts={"wecom": user},
                    now=self.now,
                )
            owner = self.departments["LHSR"]
            entry = entries.upsert_entry(session, code="LHSR-0012-LD", name="路灯设施信息", department=owner)
            row_sealing.seal(session, Kind.CATALOGUE, [entry], self.now)
        return self

    def actor(self, user: str) -> Actor:
        return people.actor_of(self.people[user])

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def file(self, session: Session, **extra: Any) -> Ticket:
        """One objection by ZhangSan, with every canary somewhere in it."""
        now, proposer = self.tick(), self.people["ZhangSan"]
        number = ticket_numbers.new_number(session, now)
        decision = open_case(number, proposer.id, people.actor_of(proposer), now, self.law)
        decision = replace(decision, texts={"records": CANARIES[3], "doubt": CANARIES[4]})
        filing = Filing(
            contact=self.contact,
            kind="错误",
            entry_id=1,
            source_words=CANARIES[2],
            records=CANARIES[3],
            **extra,
        )
        return tickets.file(session, self.store.vault, number, decision, filing, self.law)

    def act(self, session: Session, ticket: Ticket, action: Action, user: str, **given: object) -> Ticket:
        decision = decide(ticket, action, self.actor(user), self.tick(), self.law, given)
        tickets.record(session, self.store.vault, ticket, decision, self.law)
        return ticket

    def step(self, number: str, action: Action, user: str, **given: object) -> Ticket:
        """One act in a separate transaction, as for a click."""
        with self.store.write() as session:
            ticket = tickets.get(session, number)
            assert ticket is not None
            return self.act(session, ticket, action, user, **given)

    def filed(self) -> str:
        with self.store.write() as session:
            return self.file(session).number

    def advance(self, number: str, until: Action = Action.CONFIRM) -> Ticket:
        """All acts of the main path up to and including one."""
        for action, user, given in self.main_path():
            ticket = self.step(number, action, user, **given)
            if action is until:
                return ticket
        raise AssertionError(f"{until} is not on the main path")

    def main_path(self) -> list[tuple[Action, str, dict[str, object]]]:
        department = self.departments["LHSR"].id
        promise = (self.now + timedelta(days=2)).date().isoformat()
        return [
            (Action.ACCEPT, "ZhaoYun", {}),
            (Action.CLEAR_PLATFORM, "ZhaoYun", {}),
            (
                Action.TRANSFER,
                "ZhaoYun",
                {"department_id": department, "target": "responsible", "basis": "资源目录载明该部门为数据来源部门"},
            ),
            (Action.RECEIVE, "LiSi", {}),
            (
                Action.REPLY_REPAIR,
                "LiSi",
                {"finding": "经现场核实，路灯坐标录入有误，需要修正", "expected_on": promise},
            ),
            (
                Action.FINISH_REPAIR,
                "LiSi",
                {"done": "已在业务系统更正坐标", "recollected": True, "batch": "2026-09-16 第3批"},
            ),
            (Action.NOTIFY, "ZhaoYun", {}),
            (Action.CONFIRM, "ZhangSan", {}),
            (Action.EVALUATE, "ZhangSan", {"score": 5, "words": "很快"}),
        ]


_PEOPLE = (
    ("ZhangSan", "张三", "ZFB", "proposer"),
    ("ZhaoYun", "赵云", "DSJ", "operator"),
    ("LiSi", "李四", "LHSR", "officer-a"),
    ("WangWu", "王五", "LHSR", "officer-b proposer"),
    ("SunQi", "孙七", "LHSR", "leader"),
    ("QianBa", "钱八", "ZFB", "supervisor"),
)
