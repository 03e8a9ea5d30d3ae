"""办法第五条：对公共数据异议的“提出—收办—核实—修正—反馈—告知—评价”进行闭环管理。"""

import pytest

from regulation.case import Actor
from regulation.replay import replay
from regulation.states import Action, Outcome, Role, State
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.regulation.case_run import FIRST_EDITION, OFFICER, OPERATOR, PATHS, PROPOSER, TO_CONFIRMING, CaseRun

FRIDAY = "2026-09-18 周五"
STAGES: tuple[tuple[str, Action, Role], ...] = (
    ("提出", Action.FILE, Role.PROPOSER),
    ("收办", Action.ACCEPT, Role.OPERATOR),
    ("核实", Action.REPLY_REPAIR, Role.OFFICER),
    ("修正、反馈", Action.FINISH_REPAIR, Role.OFFICER),
    ("告知", Action.NOTIFY, Role.OPERATOR),
    ("评价", Action.EVALUATE, Role.PROPOSER),
)  # T43: repaired and fed back is one act of the department, told is another of the centre


def whole() -> CaseRun:
    run = CaseRun(FRIDAY)
    for action, actor, given in TO_CONFIRMING:
        run.do(action, actor, FRIDAY, **given)
    run.do(Action.CONFIRM, PROPOSER, FRIDAY)
    run.do(Action.EVALUATE, PROPOSER, FRIDAY, score=5)
    return run


def test_seven_stages_each_stamped_with_who_and_when() -> None:
    stamped = [(line.action, line.role) for line in whole().history]
    places = [stamped.index((action, role)) for _, action, role in STAGES]
    assert places == sorted(places)


def test_every_step_is_recorded_without_a_gap() -> None:
    run = whole()
    assert [line.seq for line in run.history] == list(range(1, len(run.history) + 1))
    assert replay(run.history).seq == run.case.seq


def test_the_evaluation_is_asked_for(world: World) -> None:
    """T43: the seventh stage: the answer to the confirmation asks for the evaluation."""
    MainPath(world).until(MainPath.confirm)
    card = world.last_card("zhang.wei")
    assert [choice.title for choice in card.choices] == ["满意度"]
    assert card.submit is not None


@pytest.mark.parametrize("state", [state for state in PATHS if state not in (State.CLOSED, State.CENTRE_CONFIRMING)])
def test_the_proposer_may_withdraw_while_it_is_open(state: State) -> None:
    """The first edition ended every case; since the second the duty to repair stays (test_p9_withdrawal.py)."""
    run = CaseRun.in_state(state, FRIDAY, law=FIRST_EDITION)
    run.do(Action.WITHDRAW, PROPOSER, FRIDAY)
    assert (run.case.state, run.case.outcome, run.case.flagged) == (State.CLOSED, Outcome.WITHDRAWN, False)


@pytest.mark.parametrize("actor", [OPERATOR, OFFICER])
def test_nobody_else_withdraws_or_evaluates(actor: Actor) -> None:
    run = whole()
    assert run.may(actor, FRIDAY) in ((), (Action.TELEPHONE,))
    assert Action.WITHDRAW not in CaseRun.in_state(State.VERIFYING, FRIDAY).may(actor, FRIDAY)
