"""办法第十五条，本系统约定：三次不认可后，区政府办公室可以写明理由结束，显示为“未获认可”；可以重新受理。"""

from regulation.refusals import Incomplete, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Outcome, State, Verdict
from tests.days import day
from tests.regulation.case_run import CORRECT, OFFICER, OPERATOR, PROPOSER, SUPERVISOR, CaseRun

MONDAY = "2026-10-12 周一"
WHY = {"reason": "三轮核实结论一致，提出方未提出新的依据"}


def rejected(times: int) -> CaseRun:
    run = CaseRun.in_state(State.DISPATCHED, MONDAY)
    for _ in range(times):
        run.do(Action.REPLY_CORRECT, OFFICER, MONDAY, **CORRECT)
        run.do(Action.NOTIFY, OPERATOR, MONDAY)
        run.do(Action.REJECT, PROPOSER, MONDAY, reason="与本人所持证明不一致")
    return run


def test_only_after_the_third() -> None:
    assert isinstance(rejected(2).refused(Action.END_UNACCEPTED, SUPERVISOR, MONDAY, **WHY), NotAllowedNow)
    run = rejected(3)
    assert isinstance(run.refused(Action.END_UNACCEPTED, OPERATOR, MONDAY, **WHY), NotYours)
    assert isinstance(run.refused(Action.END_UNACCEPTED, SUPERVISOR, MONDAY), Incomplete)
    run.do(Action.END_UNACCEPTED, SUPERVISOR, MONDAY, **WHY)
    assert (run.case.outcome, run.history[-1].action) == (Outcome.UNACCEPTED, Action.TOLD)


def test_a_limit_that_had_passed_stays_late() -> None:
    run = rejected(3)
    run.do(Action.END_UNACCEPTED, SUPERVISOR, "2026-10-16 周五", **WHY)
    assert run.clock(ClockKind.REPLY).verdict is Verdict.LATE


def test_reopened_the_limit_goes_on_with_what_was_left() -> None:
    run = rejected(3)
    run.do(Action.END_UNACCEPTED, SUPERVISOR, "2026-10-13 周二", **WHY)
    run.do(Action.REOPEN, OPERATOR, "2026-10-19 周一", reason="提出方补交了新的证明")
    assert (run.case.state, run.case.round) == (State.DISPATCHED, 4)
    assert run.due(ClockKind.REPLY) == day("2026-10-21 周三")  # two of three left
