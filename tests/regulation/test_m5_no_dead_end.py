"""办法第五条，本系统约定：无死角——每个未办结阶段都有在场的人可做的下一步、期限或者跟进日，以及被计时的一方。"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regulation.case import SYSTEM, Actor
from regulation.day_charges import charged
from regulation.decide import LAPSES, allowed, decide
from regulation.decision import apply
from regulation.refusals import Refusal
from regulation.states import Action, Outcome, Party, State, Track
from regulation.statutory_clocks import open_clocks
from regulation.transitions import TABLE
from tests.regulation.case_run import (
    CIVIL,
    DIRECTOR,
    LAW,
    LEADER,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PATHS,
    PROPOSER,
    STRANGER,
    SUPERVISOR,
    TO_NOTIFYING,
    TRANSFER,
    CaseRun,
    moment,
)
from tests.regulation.every_input import GIVEN, inputs

MONDAY = "2026-08-24 周一"
PEOPLE = [PROPOSER, OPERATOR, DIRECTOR, OFFICER, MARKET_OFFICER, LEADER, SUPERVISOR, STRANGER]
OPEN = [state for state in State if state is not State.CLOSED]
MOVES = {(row.source, row.action) for row in TABLE if row.to is not row.source} - {
    (state, Action.WITHDRAW) for state in State
}
BY_ITSELF = (Action.TOLD, Action.NOTIFY, *LAPSES.values())  # what the platform and the scheduler do
# What may be done again, and moves no limit.
AGAIN = {
    Action.URGE, Action.TELEPHONE, Action.LETTER, Action.DISPATCH, Action.PROMISE, Action.CORRECT_REPLY,
    Action.CORRECT_NOTICE, Action.CALL_DEPARTMENT,
}  # fmt: skip


def sixty_working_days() -> list[date]:
    """By the CSV, not by our calendar."""
    with (Path(__file__).parent.parent / "data" / "workdays.csv").open(encoding="utf-8") as lines:
        days = [date.fromisoformat(row["date"]) for row in csv.DictReader(lines) if row["is_workday"] == "1"]
    return [day for day in days if day > date(2026, 8, 24)][:60]


DAYS = sixty_working_days()


def begun(state: State) -> CaseRun:
    if state is State.LAPSED:
        run = CaseRun.in_state(State.SUPPLEMENTING, MONDAY)
        run.system(Action.LAPSE, "2026-08-28 周五")
        return run
    return CaseRun.in_state(state, MONDAY)


def let_it_happen(run: CaseRun, at: str) -> None:
    """Nobody acts; the platform delivers, the system notifies and lets pass what has passed."""
    for action in BY_ITSELF:
        if action in allowed(run.case, SYSTEM, moment(at), LAW):
            apply(run.case, line := decide(run.case, action, SYSTEM, moment(at), LAW))
            run.history.append(line)


def next_acts(run: CaseRun, at: str) -> list[tuple[Actor, Action]]:
    acts = [(who, act) for who in PEOPLE for act in allowed(run.case, who, moment(at), LAW)]
    return [(who, act) for who, act in acts if (run.case.state, act) in MOVES]


def text(day: date) -> str:
    return f"{day} 周{'一二三四五六日'[day.weekday()]} 09:05"


@pytest.mark.parametrize("state", OPEN)
def test_nobody_acts_for_sixty_working_days(state: State) -> None:
    run = begun(state)
    for day in DAYS:
        at = text(day)
        let_it_happen(run, at)
        if run.case.state is State.CLOSED:
            assert run.case.outcome is Outcome.UNCONFIRMED  # the one end that silence brings, and never a confirmation
            return
        assert next_acts(run, at), f"{day} {run.case.state}: nobody can go on"
        assert list(open_clocks(run.case)), f"{day} {run.case.state}: neither limit nor follow-up"
        charges = charged(run.case, run.history, moment(at), LAW)
        assert charges[-1].day == day
        assert charges[-1].party is not Party.NOBODY
        assert run.case.party is not Party.NOBODY


@pytest.mark.parametrize("state", [State.SUPPLEMENTING, State.COOPERATING, State.CONSENTING, State.NOTIFYING])
def test_who_is_never_reached_is_the_centres_to_reach(state: State) -> None:
    run = CaseRun(MONDAY, told=False)
    path = [*TO_NOTIFYING, (Action.NOTIFY, OPERATOR, {})] if state is State.NOTIFYING else PATHS[state]
    for action, actor, given in path:
        run.do(action, actor, MONDAY, **given)
    for day in DAYS:
        at = text(day)
        for action in LAPSES.values():
            assert action not in allowed(run.case, SYSTEM, moment(at), LAW)
        assert {Action.TELEPHONE, Action.LETTER} <= set(allowed(run.case, OPERATOR, moment(at), LAW))
        assert (run.case.state, run.case.party) == (state, Party.CENTRE)


@pytest.mark.parametrize("steps", range(4))
def test_an_order_of_the_city_waits_for_somebody_too(steps: int) -> None:
    run = CaseRun.city_order(MONDAY)
    road: list[tuple[Action, Actor, dict[str, Any]]] = [
        (Action.TRANSFER, OPERATOR, TRANSFER),
        (Action.REPLY_REPAIR, OFFICER, {"finding": "经核实，登记日期确有错误"}),
        (Action.FINISH_REPAIR, OFFICER, GIVEN),
    ]
    for action, actor, given in road[:steps]:
        run.do(action, actor, MONDAY, **given)
    at = text(DAYS[-1])
    assert next_acts(run, at)
    assert (run.case.track, run.case.party, run.case.clocks) == (Track.CITY_ISSUED, Party.CITY, [])


@pytest.mark.parametrize("state", State)
def test_no_act_does_its_work_twice(state: State) -> None:
    """The same act again by the same person at once is refused, or moves nothing."""
    for who in PEOPLE:
        for action in allowed(begun(state).case, who, moment(DAY), LAW):
            run = begun(state)
            run.told = False
            try:
                run.do(action, who, DAY, **inputs(run.case, action))
            except Refusal as refusal:
                raise AssertionError(f"{action} in {state}: {refusal.text}") from refusal
            try:
                again = run.do(action, who, DAY, **inputs(run.case, action))
            except Refusal:
                continue
            assert action in AGAIN | {Action.FOLLOW_UP_CITY}, f"{action} in {state} twice"
            assert not again.clock_ops or action is Action.FOLLOW_UP_CITY


@pytest.mark.parametrize("state", State)
def test_no_act_is_done_by_the_wrong_hands(state: State) -> None:
    run = begun(state)
    before = repr(run.case)
    for who in (*PEOPLE, Actor(99, frozenset(OFFICER.roles), CIVIL + 5)):
        for action in set(Action) - set(allowed(run.case, who, moment(DAY), LAW)):
            run.refused(action, who, DAY, **inputs(run.case, action))
    assert repr(run.case) == before


DAY = "2026-08-28 周五"


@pytest.mark.parametrize(
    ("state", "lapse", "last"),
    [
        (State.SUPPLEMENTING, Action.LAPSE, "2026-08-27 周四"),
        (State.COOPERATING, Action.LAPSE_COOPERATION, "2026-08-31 周一"),
        (State.CONSENTING, Action.LAPSE_CONSENT, "2026-08-31 周一"),
        (State.CONFIRMING, Action.LAPSE_CONFIRMATION, "2026-08-31 周一"),
    ],
)
def test_nothing_lapses_too_early(state: State, lapse: Action, last: str) -> None:
    run = begun(state)
    run.refused(lapse, SYSTEM, f"{last} 23:59")
    for who in PEOPLE:
        run.refused(lapse, who, "2026-09-01 周二")
    run.system(lapse, "2026-09-01 周二 00:00")


def replied(state: State, action: Action) -> CaseRun:
    """Only a reply that says nothing is returned (P6)."""
    if action is not Action.RETURN_REPLY:
        return begun(state)
    run = begun(State.VERIFYING)
    run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, finding="正在核实", as_it_is=["finding"])
    return run


@pytest.mark.parametrize(
    ("state", "action", "actor", "last", "after"),
    [
        (State.REPAIRING, Action.EXTEND, OFFICER, "2026-09-02 周三", "2026-09-03 周四"),
        (State.PLATFORM_REPAIR, Action.EXTEND, OPERATOR, "2026-08-31 周一", "2026-09-01 周二"),
        (State.REPAIRING, Action.RETURN_REPLY, OPERATOR, "2026-08-25 周二", "2026-08-26 周三"),
        (State.NOTIFYING, Action.RETURN_FEEDBACK, OPERATOR, "2026-08-25 周二", "2026-08-26 周三"),
    ],
)
def test_nothing_is_done_too_late(state: State, action: Action, actor: Actor, last: str, after: str) -> None:
    assert action in replied(state, action).may(actor, f"{last} 23:59")
    replied(state, action).refused(action, actor, f"{after} 00:00", **GIVEN)
