"""Fixture for the law: people, one case with its history, and the acts that lead to each state."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from regulation.case import SYSTEM, Actor, Case
from regulation.decide import allowed, decide
from regulation.decision import Decision, apply
from regulation.filing import open_case, open_city_order
from regulation.law import Law
from regulation.refusals import Refusal
from regulation.replay import PlainCase, PlainClock
from regulation.rulebook_file import load_rulebooks
from regulation.shanghai import SHANGHAI, local_date
from regulation.states import Action, ClockKind, Role, State
from regulation.statutory_clocks import running, stale
from regulation.workdays import WorkCalendar, shipped_notices
from tests.days import day

CALENDAR = WorkCalendar(shipped_notices())
RULEBOOK = load_rulebooks().get("changning-2026")  # the second edition of the own rules
LAW = Law(RULEBOOK, CALENDAR)
FIRST_EDITION = Law(load_rulebooks().get("changning-2022"), CALENDAR)
COUNTED = {"calendar": CALENDAR.version}  # stored with every act that touches a limit

CIVIL, MARKET, TAX = 10, 20, 30  # departments

PROPOSER = Actor(1, frozenset(), 50)
STRANGER = Actor(2, frozenset(), 50)
OPERATOR = Actor(3, frozenset({Role.OPERATOR}), 1)
DIRECTOR = Actor(4, frozenset({Role.DIRECTOR}), 1)
OFFICER = Actor(5, frozenset({Role.OFFICER}), CIVIL)
HANDLER = Actor(6, frozenset(), CIVIL)
LEADER = Actor(7, frozenset({Role.LEADER}), CIVIL)
SUPERVISOR = Actor(8, frozenset({Role.SUPERVISOR}))
COLLEAGUE = Actor(13, frozenset({Role.OPERATOR}), 1)  # a second operator
ADMINISTRATOR = Actor(9, frozenset({Role.ADMINISTRATOR}))
MARKET_OFFICER = Actor(11, frozenset({Role.OFFICER}), MARKET)
TAX_OFFICER = Actor(12, frozenset({Role.OFFICER}), TAX)

DECLINING = {"ground": "not_public_data", "reason": "所涉内容是企业自行公布的宣传资料"}
ITEMS = {"items": ["evidence"], "details": "缺注销通知书截图"}
TRANSFER = {"department_id": CIVIL, "target": "responsible", "basis": "资源目录载明由该部门提供"}
RETURN = {"basis": "职责清单载明不由本部门提供", "suggested_department_id": MARKET}
REPAIR = {"finding": "经核实，登记日期确有错误"}  # the expected date is the day of the act, see CaseRun
CORRECT = {"finding": "经核实，登记日期与档案一致", "basis": "档案扫描件"}
COOPERATE = {"finding": "需当事人补交证明", "way": "到窗口提交证明原件", "steps": "携带身份证件，先预约再提交"}
SPECIAL = {"cause": "no_original", "explanation": "原始档案已于九十年代水灾中灭失"}
BLAME = {"stage": "cleaning", "finding": "清洗规则把空值补成了零"}
PLATFORM_DONE = {"done": "已改正清洗规则", "recollected": True, "batch": "2026-09-25第1批"}
DONE = {"done": "已更正登记日期", "recollected": True, "batch": "2026-09-25第2批"}
CITY = {"order": "SH-2026-0001"}
RELATED = {"related_ids": [MARKET, TAX], "reason": "源数据来自两个部门"}

TO_CHECKING: list[tuple[Action, Actor, dict[str, Any]]] = [(Action.ACCEPT, OPERATOR, {})]
TO_TRANSFERRING = [*TO_CHECKING, (Action.CLEAR_PLATFORM, OPERATOR, {})]
TO_DISPATCHED = [*TO_TRANSFERRING, (Action.TRANSFER, OPERATOR, TRANSFER)]
TO_VERIFYING = [*TO_DISPATCHED, (Action.RECEIVE, OFFICER, {})]
TO_REPAIRING = [*TO_VERIFYING, (Action.REPLY_REPAIR, OFFICER, REPAIR)]
TO_NOTIFYING = [*TO_REPAIRING, (Action.FINISH_REPAIR, OFFICER, DONE)]
TO_CONFIRMING = [*TO_NOTIFYING, (Action.NOTIFY, OPERATOR, {})]
TRYING = {Action.TELEPHONE, Action.LETTER}  # what is done where the platform delivered nothing
DATED = {Action.REPLY_REPAIR, Action.EXTEND, Action.PROMISE}  # acts that name an expected date

PATHS: dict[State, list[tuple[Action, Actor, dict[str, Any]]]] = {
    State.PRESCREEN: [],
    State.SUPPLEMENTING: [(Action.ASK_SUPPLEMENT, OPERATOR, ITEMS)],
    State.CHECKING: TO_CHECKING,
    State.PLATFORM_REPAIR: [*TO_CHECKING, (Action.BLAME_PLATFORM, OPERATOR, BLAME)],
    State.TRANSFERRING: TO_TRANSFERRING,
    State.DISPATCHED: TO_DISPATCHED,
    State.VERIFYING: TO_VERIFYING,
    State.COOPERATING: [*TO_VERIFYING, (Action.REPLY_COOPERATE, OFFICER, COOPERATE)],
    State.CONSENTING: [*TO_VERIFYING, (Action.REPLY_SPECIAL, OFFICER, SPECIAL)],
    State.REPAIRING: TO_REPAIRING,
    State.RULING: [
        *TO_DISPATCHED,
        (Action.RETURN, OFFICER, RETURN),
        (Action.TRANSFER, OPERATOR, TRANSFER),
        (Action.RETURN, OFFICER, RETURN),
    ],
    State.CITY: [*TO_CHECKING, (Action.HAND_TO_CITY, OPERATOR, CITY)],
    State.NOTIFYING: TO_NOTIFYING,
    State.CONFIRMING: TO_CONFIRMING,
    State.CENTRE_CONFIRMING: [*TO_REPAIRING, (Action.WITHDRAW, PROPOSER, {}), (Action.FINISH_REPAIR, OFFICER, DONE)],
    State.CLOSED: [*TO_CONFIRMING, (Action.CONFIRM, PROPOSER, {})],
}


def moment(text: str) -> datetime:
    """Parse `2026-09-20 周日 10:00`, in Shanghai; without an hour it is ten in the morning."""
    words = text.split()
    hour = time.fromisoformat(words[2]) if len(words) > 2 else time(10)
    return datetime.combine(day(" ".join(words[:2])), hour, SHANGHAI).astimezone(UTC)


def recompute(case: Case, now: datetime, law: Law) -> Decision | None:
    """What the calendar sweep does with a case: None where it is closed or no date changes."""
    if case.state is State.CLOSED or not stale(case, law, local_date(now)):
        return None
    return decide(case, Action.RECOMPUTE, SYSTEM, now, law)


class CaseRun:
    """One case, filed on `filed`, with its history; each call is one act.

    A notice reaches the proposer at once, as when the platform delivers it; with `told` off it never does.
    An expected date that an act needs is the act's own day where none is given.
    """

    def __init__(self, filed: str, law: Law = LAW, *, told: bool = True, **filing: Any) -> None:
        self.law, self.told = law, told
        self.case = PlainCase()
        self.history: list[Decision] = []
        self._keep(open_case("CN-20260918-0001", PROPOSER.person_id, PROPOSER, moment(filed), law, **filing))

    @classmethod
    def in_state(cls, state: State, when: str, **filing: Any) -> CaseRun:
        """A case in this state at one instant."""
        run = cls(when, **filing)
        for action, actor, given in PATHS[state]:
            run.do(action, actor, when, **given)
        assert run.case.state is state
        return run

    @classmethod
    def city_order(cls, when: str, law: Law = LAW) -> CaseRun:
        run = cls.empty(law)
        run._keep(open_city_order("CN-20260918-0002", OPERATOR, moment(when), law, given=CITY))
        return run

    @classmethod
    def recorded(cls, received: str, entered: str, actor: Actor = OPERATOR, law: Law = LAW) -> CaseRun:
        """A filing recorded for somebody who has no account (代录)."""
        run = cls.empty(law)
        given = {"channel": "phone", "kind": "error"}
        opened = open_case(
            "CN-20260918-0003", 0, actor, moment(entered), law, given=given, filed_at=moment(received), on_behalf=True
        )
        run._keep(opened)
        return run

    @classmethod
    def empty(cls, law: Law) -> CaseRun:
        run = cls.__new__(cls)
        run.law, run.told, run.case, run.history = law, True, PlainCase(), []
        return run

    def do(self, action: Action, actor: Actor, when: str, **given: Any) -> Decision:
        if action in DATED and (action is not Action.EXTEND or self.law.rulebook.edition > 1):
            given = {"expected_on": moment(when).astimezone(SHANGHAI).date().isoformat()} | given
        decision = self._keep(decide(self.case, action, actor, moment(when), self.law, given))
        if self.told and self.case.to_tell and action not in TRYING:
            self._keep(decide(self.case, Action.TOLD, SYSTEM, moment(when), self.law))
        return decision

    def system(self, action: Action, when: str) -> Decision:
        return self.do(action, SYSTEM, when)

    def refused(self, action: Action, actor: Actor, when: str, **given: Any) -> Refusal:
        """The refusal of an act; fails where the law allows it."""
        with pytest.raises(Refusal) as refused:
            decide(self.case, action, actor, moment(when), self.law, given)
        assert refused.value.text.endswith("。")
        return refused.value

    def may(self, actor: Actor, when: str) -> tuple[Action, ...]:
        return allowed(self.case, actor, moment(when), self.law)

    def clock(self, kind: ClockKind) -> PlainClock:
        """The newest clock of a kind."""
        return [clock for clock in self.case.clocks if clock.kind is kind][-1]

    def runs(self, kind: ClockKind) -> bool:
        return running(self.case, kind) is not None

    def due(self, kind: ClockKind) -> date:
        """The due day of the clock of this kind that runs."""
        clock = self.clock(kind)
        assert clock.stopped_at is None
        return clock.due_on

    def _keep(self, decision: Decision) -> Decision:
        apply(self.case, decision)
        self.history.append(decision)
        return decision
