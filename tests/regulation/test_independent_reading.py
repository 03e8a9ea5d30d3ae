"""Random cases: the law's table and the oracle's agree on who may do what, on every state and on every limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from regulation.case import SYSTEM, Actor
from regulation.decide import allowed, decide, needs_of
from regulation.decision import Decision, apply
from regulation.filing import open_case, open_city_order
from regulation.need import Content, Need
from regulation.need_parsers import options
from regulation.refusals import Refusal
from regulation.replay import PlainCase
from regulation.shanghai import SHANGHAI, local_date
from regulation.states import Action, Call, Letter, Role, Verdict
from tests.oracle.case import CaseModel
from tests.oracle.facts import Facts
from tests.oracle.law import STEPS
from tests.oracle.limits import Act, Limit
from tests.oracle.roles import Office, able_to
from tests.oracle.steps import take
from tests.oracle.workdays import Workdays
from tests.regulation.case_run import CITY, LAW

CENTRE, CIVIL, MARKET, TAX = 1, 10, 20, 30
PEOPLE = (
    Actor(1, frozenset(), 50),
    Actor(2, frozenset({Role.OPERATOR}), CENTRE),
    Actor(3, frozenset({Role.OPERATOR}), CENTRE),
    Actor(4, frozenset({Role.DIRECTOR}), CENTRE),
    Actor(5, frozenset({Role.SUPERVISOR}), 60),
    *(Actor(6 + place, frozenset({Role.OFFICER}), unit) for place, unit in enumerate((CIVIL, MARKET, TAX))),
    *(Actor(9 + place, frozenset({Role.LEADER}), unit) for place, unit in enumerate((CIVIL, MARKET, TAX))),
    Actor(12, frozenset(), CIVIL),
)
OF_CENTRE = PEOPLE[1:4]
STANDING = {Role.OPERATOR: "operator", Role.DIRECTOR: "director", Role.SUPERVISOR: "supervisor",
            Role.OFFICER: "officer-a", Role.LEADER: "leader"}  # fmt: skip
RARE = {
    Action.WITHDRAW: 0.1, Action.DECLINE: 0.1, Action.URGE: 0.02, Action.CORRECT_VERDICT: 0.05, Action.LINK: 0,
    Action.HAND_TO_CITY: 0.15, Action.TERMINATE: 0.1, Action.ABANDON: 0.3, Action.ASK_SUPPLEMENT: 0.3,
    Action.DISPATCH: 0.05, Action.TAKE_BACK: 0.1, Action.CORRECT_REPLY: 0.05, Action.CORRECT_NOTICE: 0.05,
    Action.PROMISE: 0.1, Action.TELEPHONE: 0.2, Action.LETTER: 0.5, Action.TOLD: 3.0, Action.CONFIRM: 0.5,
    Action.END_UNACCEPTED: 0.2, Action.EVALUATE: 0.1, Action.RETURN: 0.5, Action.RETURN_REPLY: 4.0,
}  # fmt: skip
WORDS = "经核实，登记日期应为2021年3月1日，第2批"
BEGIN = datetime(2026, 8, 20, 1, tzinfo=UTC)


class Doubles:
    """One case twice: by the law, and by the oracle from the recorded acts alone."""

    def __init__(self, seed: int) -> None:
        self.chance, self.now, self.law = Random(seed), BEGIN, replace(LAW, centre=lambda: OF_CENTRE)
        self.city, self.on_behalf = seed % 9 == 0, seed % 4 == 1 and seed % 9 != 0
        self.case, self.history = PlainCase(), list[Decision]()
        self.model = CaseModel(Workdays(), city_order=self.city, on_behalf=self.city or self.on_behalf)
        self.recorder = 2 if self.city or self.on_behalf else 1
        self._keep(self._filed(), self.recorder)

    def _filed(self) -> Decision:
        by = PEOPLE[1]
        if self.city:
            return open_city_order("CN-1", by, self.now, self.law, given=CITY)
        if self.on_behalf:
            return open_case("CN-1", 99, by, self.now, self.law, on_behalf=True)
        return open_case("CN-1", 1, PEOPLE[0], self.now, self.law)

    def step(self) -> None:
        """Some time passes, then one act by somebody who may."""
        self.now += timedelta(minutes=self.chance.randrange(60 * self.chance.choice((2, 8, 30, 60, 170))))
        found = [(who, what) for who in (*PEOPLE, SYSTEM) for what in allowed(self.case, who, self.now, self.law)]
        weights = [RARE.get(what, 1.0) * (4 if who is SYSTEM and what is not Action.LINK else 1) for who, what in found]
        if not sum(weights):
            return
        who, what = self.chance.choices(found, weights)[0]
        needs = needs_of(self.case, what, who, self.now, self.law)
        given = dict(self._given(needs)) | self._saying_nothing(needs)
        try:
            self._keep(decide(self.case, what, who, self.now, self.law, given), who.person_id)
        except Refusal:
            return

    def _keep(self, decision: Decision, by: object) -> None:
        apply(self.case, decision)
        self.history.append(decision)
        take(self.model, Act(self.now.astimezone(SHANGHAI), decision.action.value, by, _inputs(decision)))  # type: ignore[arg-type]

    def _given(self, needs: Iterable[Need]) -> Iterable[tuple[str, Any]]:
        for need in needs:
            if not need.optional or need.field in ("days", "rule", "other", "deviation") or self.chance.random() < 0.4:
                yield need.field, self._value(need)

    def _saying_nothing(self, needs: Iterable[Need]) -> dict[str, Any]:
        """Some replies only say that work is going on, and are sent all the same."""
        fields = [need.field for need in needs if need.content is Content.REPLY]
        empty = self.chance.random() < 0.4
        return {**dict.fromkeys(fields, "正在核实"), "as_it_is": fields} if fields and empty else {}

    def _value(self, need: Need) -> Any:
        if need.field in ("answer", "letter"):
            return self.chance.choice([*Call] if need.field == "answer" else [*Letter]).value
        if need.listing:
            code = self.chance.choice(sorted(options(need, self.law)))
            return [code] if need.takes_several else code
        clock = self.chance.choice(self.case.clocks) if self.case.clocks else None
        given = {
            "department_id": self.chance.choice((CIVIL, CIVIL, MARKET)),
            "suggested_department_id": self.chance.choice((CIVIL, MARKET, TAX)),
            "related_ids": [self.chance.choice((MARKET, TAX))],
            "handler_id": 12, "handler_department_id": self.case.department_id or CIVIL,
            "days": self.chance.randint(4, 18), "score": 3,
            "until": self._day(0, 30), "expected_on": self._day(0, 8), "told_on": self._day(-3, 0),
            "start_seq": clock.start_seq if clock else 1, "kind": clock.kind.value if clock else "补正",
            "verdict": self.chance.choice(list(Verdict)).value,
            "recollected": True, "administrative_act": True, "other_remedy": True,
            "also_department": self.chance.random() < 0.3,
        }  # fmt: skip
        if need.field == "department_id" and need.optional:
            return clock.department_id or CIVIL if clock else CIVIL
        return given.get(need.field, WORDS)

    def _day(self, first: int, last: int) -> str:
        day: date = local_date(self.now) + timedelta(days=self.chance.randint(first, last))
        return day.isoformat()

    def told(self) -> str:
        return " ".join(f"{each.action.value}@{each.at.astimezone(SHANGHAI):%m-%d}" for each in self.history)

    def facts(self) -> Facts:
        """The oracle's case, with the people whom it needs by number."""
        model = self.model
        tried = model.attempts[-1].by if model.attempts else None
        return replace(
            model.facts(self.now.astimezone(SHANGHAI)), proposer=self.case.proposer_id, tried_by=tried,
            recorder=self.recorder if self.on_behalf else None, asked_by=model.asked_by or None,
        )  # fmt: skip


def _inputs(decision: Decision) -> dict[str, Any]:
    """The inputs of a recorded act under the oracle's names."""
    data = decision.data
    found: dict[str, Any] = {name: date.fromisoformat(data[name]) for name in ("until", "told_on") if data.get(name)}
    found |= {name: data[name] for name in ("days", "score", "verdict", "indefinite") if name in data}
    found["expected"] = date.fromisoformat(data["expected_on"]) if data.get("expected_on") else None
    found["reached"] = bool({"已告知", "已送达"} & {data.get("answer"), data.get("letter")})
    found["own"] = decision.role is Role.PROPOSER
    found["department"] = (
        decision.actor.department_id if decision.action is Action.FINISH_RELATED else data.get("department_id")
    )
    found |= {
        "handler": decision.changes.get("handler_id"),
        "related": data.get("related_ids"),
        "also": data.get("also_department"),
    }
    found |= {"limit": data.get("kind"), "round": data.get("start_seq"), "holder": data.get("department_id")}
    return found


def _limit(limit: Limit) -> tuple[object, ...]:
    verdict = None if limit.runs or limit.held else {True: "超期", False: "按时", None: "不计"}[limit.late]
    return limit.name, limit.holder or None, limit.round, limit.days, limit.due, verdict


def disagreement(pair: Doubles) -> str:
    """What the law and the oracle say differently of this case; empty where they agree."""
    case, model = pair.case, pair.model
    law = (case.state.value, case.outcome and case.outcome.value, case.result and case.result.value)
    if law != (model.state, model.outcome or None, model.result or None):
        return f"{law} {(model.state, model.outcome, model.result)}"
    ours = {(c.kind.value, c.department_id, c.start_seq, c.total_days, c.due_on, c.verdict and c.verdict.value)
            for c in case.clocks}  # fmt: skip
    theirs = {_limit(limit) for limit in model.limits}
    if ours != theirs:
        return f"law {sorted(ours - theirs, key=str)}; oracle {sorted(theirs - ours, key=str)}"
    facts = pair.facts()
    for who in PEOPLE:
        wanted = {word for word in ACTS if able_to(word, facts, _office(who), [*map(_office, OF_CENTRE)])}
        given = {action.value for action in allowed(case, who, pair.now, pair.law)} - {"关联"}
        if wanted != given:
            return f"{who} in {case.state}: law {given - wanted}, oracle {wanted - given}"
    return ""


ACTS = {step.action for step in STEPS} - {"关联"}


def _office(who: Actor) -> Office:
    return Office(who.person_id, frozenset(STANDING[role] for role in who.roles), who.department_id)


@pytest.mark.parametrize("seed", range(12))
def test_two_readings_of_the_law_agree(seed: int) -> None:
    """Every clause at once: after each act of a random case both tables say the same."""
    pair = Doubles(seed)
    for _ in range(70):
        pair.step()
        assert disagreement(pair) == "", pair.told()
