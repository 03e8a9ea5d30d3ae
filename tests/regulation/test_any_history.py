"""Property test (stateful): the invariants of the law hold for every legal history."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from regulation.case import SYSTEM, Actor, Clock
from regulation.day_charges import charged
from regulation.decide import allowed, decide, needs_of
from regulation.decision import ClockAct, Decision, apply
from regulation.filing import open_case, open_city_order
from regulation.law import Law
from regulation.need import Need
from regulation.need_parsers import options
from regulation.refusals import Incomplete
from regulation.replay import PlainCase, replay
from regulation.roles import party_of, roles_on, standing_of
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Party, State, Track, Verdict
from regulation.statutory_clocks import open_clocks
from regulation.telling import LIMITS
from regulation.workdays import WorkCalendar, shipped_notices
from tests.regulation.case_run import (
    CALENDAR,
    CITY,
    CIVIL,
    DIRECTOR,
    HANDLER,
    LEADER,
    MARKET,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PATHS,
    PROPOSER,
    RULEBOOK,
    SUPERVISOR,
    TAX,
    TAX_OFFICER,
    recompute,
)

PEOPLE = [PROPOSER, OPERATOR, DIRECTOR, OFFICER, HANDLER, LEADER, SUPERVISOR, MARKET_OFFICER, TAX_OFFICER, SYSTEM]
DEPARTMENTS = st.sampled_from([CIVIL, MARKET, TAX])
RARE = {Action.WITHDRAW, Action.DECLINE, Action.URGE, Action.CORRECT_VERDICT, Action.HAND_TO_CITY}
WORDS = "经核实，登记日期应为2021年3月1日"


def values(need: Need, law: Law, case: PlainCase, today: date) -> st.SearchStrategy[Any]:
    """Something a person might give."""
    if need.listing:
        code = st.sampled_from(sorted(options(need, law)))
        return st.lists(code, min_size=1, max_size=3) if need.field == "items" else code
    if need.words and need.field not in ("kind", "verdict"):
        return st.sampled_from(need.words)
    by_field: dict[str, st.SearchStrategy[Any]] = {
        "department_id": DEPARTMENTS,
        "suggested_department_id": DEPARTMENTS,
        "related_ids": st.lists(DEPARTMENTS, min_size=1, max_size=2),
        "handler_id": st.just(HANDLER.person_id),
        "handler_department_id": st.just(case.department_id or CIVIL),
        "days": st.integers(1, 20),
        "score": st.integers(1, 5),
        "until": st.integers(0, 40).map(lambda n: (today + timedelta(n)).isoformat()),
        "expected_on": st.integers(0, 40).map(lambda n: (today + timedelta(n)).isoformat()),
        "start_seq": st.sampled_from([clock.start_seq for clock in case.clocks] or [1]),
        "kind": st.sampled_from([clock.kind.value for clock in case.clocks] or ["补正"]),
        "verdict": st.sampled_from([verdict.value for verdict in Verdict]),
        "told_on": st.integers(0, 9).map(lambda n: (today - timedelta(n)).isoformat()),
        "recollected": st.just(True),
        "also_department": st.booleans(),
        "administrative_act": st.just(True),
        "other_remedy": st.just(True),
    }
    return by_field.get(need.field, st.just(WORDS))


class AnyHistory(RuleBasedStateMachine):
    @initialize(
        minutes=st.integers(0, 2 * 365 * 24 * 60),
        fusion=st.booleans(),
        on_behalf=st.booleans(),
        city=st.sampled_from([False, False, False, False, False, True]),
        path=st.sampled_from(sorted(PATHS)),
        likes=st.sets(st.sampled_from(sorted(Action)), min_size=4, max_size=20),
    )
    def file(self, minutes: int, fusion: bool, on_behalf: bool, city: bool, path: State, likes: set[Action]) -> None:
        self.likes = likes  # each history prefers some acts, otherwise all would be similar
        self.now = datetime(2024, 9, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        self.law = Law(RULEBOOK, CALENDAR)
        self.closures: dict[date, str] = {}
        self.case = PlainCase()
        self.history: list[Decision] = []
        self.frozen: dict[tuple[ClockKind, int, int | None], Verdict] = {}
        if city:
            self.keep(open_city_order("CN-1", OPERATOR, self.now, self.law, fusion=fusion, given=CITY))
        else:
            actor = OPERATOR if on_behalf else PROPOSER
            who = 0 if on_behalf else PROPOSER.person_id
            self.keep(open_case("CN-1", who, actor, self.now, self.law, on_behalf=on_behalf, fusion=fusion))
            self.advance(State(path), DIRECTOR if on_behalf else PROPOSER)

    def advance(self, path: State, proposer: Actor) -> None:
        """Many histories begin at a later state, otherwise few would reach the end."""
        for action, actor, given in PATHS[path]:
            who = proposer if actor is PROPOSER else actor
            given = given | {"expected_on": local_date(self.now).isoformat(), "heard": WORDS}
            self.keep(decide(self.case, action, who, self.now, self.law, given))
            if self.case.to_tell:
                self.keep(decide(self.case, Action.TOLD, SYSTEM, self.now, self.law))

    def keep(self, decision: Decision) -> None:
        before = self.case.state if self.history else None
        apply(self.case, decision)
        self.history.append(decision)
        if before is State.CLOSED and self.case.state is not State.CLOSED:
            assert decision.action in (Action.REOPEN, Action.UNDO_WITHDRAWAL)
            assert decision.texts["reason"]
        self.check_frozen(decision)

    def check_frozen(self, decision: Decision) -> None:
        """A verdict once given is changed by nothing but a recorded correction; what goes on stays late."""
        reopened = [op for op in decision.clock_ops if op.act is ClockAct.REOPEN]
        for clock in self.case.clocks:
            key = (clock.kind, clock.start_seq, clock.department_id)
            if any(op.names(clock) for op in reopened):
                assert clock.missed or self.frozen[key] is not Verdict.LATE
                del self.frozen[key]
            if clock.verdict is None:
                assert key not in self.frozen
                continue
            if decision.action is not Action.CORRECT_VERDICT:
                assert self.frozen.get(key, clock.verdict) is clock.verdict
            self.frozen[key] = clock.verdict

    @rule(minutes=st.sampled_from([1, 30, 8 * 60, 24 * 60, 24 * 60, 3 * 24 * 60, 9 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(data=st.data(), keen=st.integers(0, 9))
    def somebody_acts(self, data: st.DataObject, keen: int) -> None:
        acts = [(who, act) for who in PEOPLE for act in allowed(self.case, who, self.now, self.law)]
        if keen:
            acts = [(who, act) for who, act in acts if act in self.likes] or acts
        if keen > 1:  # most people want the case to go on
            acts = [(who, act) for who, act in acts if act not in RARE] or acts
        if acts:
            who, act = data.draw(st.sampled_from(acts))
            self.attempt(data, who, act)

    def attempt(self, data: st.DataObject, who: Actor, act: Action) -> None:
        today = local_date(self.now)
        given = {}
        for need in needs_of(self.case, act, who, self.now, self.law):
            if not need.optional or need.field in ("days", "rule", "also_department") or data.draw(st.booleans()):
                given[need.field] = data.draw(values(need, self.law, self.case, today))
        before = PlainCase.__repr__(self.case)
        try:
            decision = decide(self.case, act, who, self.now, self.law, given)
        except Incomplete:
            return  # invalid input; there is no other reason to refuse an act that is offered
        finally:
            assert PlainCase.__repr__(self.case) == before, "decide() changes nothing"
        self.keep(decision)

    @rule(ahead=st.integers(1, 25))
    @precondition(lambda self: len(self.closures) < 3)
    def a_day_off_is_added(self, ahead: int) -> None:
        """Never moves a limit earlier; what runs is counted anew, what has stopped keeps its day."""
        self.closures[local_date(self.now) + timedelta(ahead)] = "台风停工"
        self.law = Law(RULEBOOK, WorkCalendar(shipped_notices(), self.closures))
        before = [(clock, clock.due_on, clock.stopped_at is None) for clock in self.case.clocks]
        decision = recompute(self.case, self.now, self.law)
        if decision is not None:
            self.keep(decision)
        for clock, due_on, ran in before:
            assert clock.due_on >= due_on if ran else clock.due_on == due_on

    @invariant()
    def replaying_gives_the_same(self) -> None:
        lines = [json.loads(json.dumps(decision.as_json())) for decision in self.history]
        assert replay(Decision.from_json(line) for line in lines) == self.case

    @invariant()
    def every_working_day_is_charged_once(self) -> None:
        charges = charged(self.case, self.history, self.now, self.law)
        last = local_date(min(self.now, self.case.closed_at or self.now))
        days = [charge.day for charge in charges]
        assert days == list(self.law.calendar.workdays(local_date(self.case.filed_at), last))
        assert all((charge.department_id is not None) == (charge.party is Party.DEPARTMENT) for charge in charges)

    @invariant()
    def no_limit_ends_on_a_day_off(self) -> None:
        for clock in open_clocks(self.case):
            assert self.law.calendar.is_workday(clock.due_on)
            assert self.law.calendar.between(local_date(clock.started_at), clock.due_on) == clock.total_days

    @invariant()
    def one_limit_runs_at_a_time_and_none_when_closed(self) -> None:
        case = self.case
        kinds = [clock.kind for clock in open_clocks(case) if clock.kind not in (ClockKind.JOINT, ClockKind.JUDGE)]
        assert len(kinds) <= 1
        if case.state is State.CLOSED or case.track is Track.CITY_ISSUED:
            assert all(clock.reason == "extension" and case.pending for clock in open_clocks(case))
        assert (case.state is State.CLOSED) == (case.outcome is not None) == (case.closed_at is not None)

    @invariant()
    def a_stopped_limit_has_its_verdict(self) -> None:
        clock: Clock
        for clock in self.case.clocks:
            held_open = self.case.pending == clock.kind  # an extension asked for in time awaits its decision
            assert (clock.stopped_at is None) == (clock.verdict is None) or held_open
            assert not clock.missed or clock.verdict in (None, Verdict.LATE) or self.was_corrected()

    def was_corrected(self) -> bool:
        return any(decision.action is Action.CORRECT_VERDICT for decision in self.history)

    @invariant()
    def the_state_says_who_is_charged(self) -> None:
        case = self.case
        told = party_of(case.state, case.track)
        if case.track is Track.DISTRICT and case.state in LIMITS:
            told = Party.CENTRE if case.to_tell else Party.PROPOSER
        assert case.party is told

    @invariant()
    def whoever_stands_alike_may_do_the_same(self) -> None:
        """Cards are drawn once for all who stand alike, so a guard must ask nothing else of an actor."""
        for who in PEOPLE:
            colleague = replace(who, person_id=who.person_id + 1000)
            if standing_of(self.case, colleague) == standing_of(self.case, who):
                rights = [allowed(self.case, actor, self.now, self.law) for actor in (who, colleague)]
                assert rights[0] == rights[1]
                assert roles_on(self.case, colleague) == roles_on(self.case, who)

    @invariant()
    def the_flag_is_set_and_cleared_in_turn(self) -> None:
        flags = [decision.flag for decision in self.history if decision.flag]
        assert flags == ["set", "clear"] * (len(flags) // 2) + ["set"] * (len(flags) % 2)
        assert self.case.flagged == (len(flags) % 2 == 1)


AnyHistory.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestAnyHistory = AnyHistory.TestCase
