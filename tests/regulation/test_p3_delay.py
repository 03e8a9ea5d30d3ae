"""规则二.3，本系统约定：逾期是否有正当理由一个工作日内认定，收办期限自认定起算；放弃须写明理由。"""

from regulation.refusals import BadValue, Incomplete
from regulation.states import Action, ClockKind, Outcome, Party, State, Verdict
from tests.days import day
from tests.regulation.case_run import ITEMS, OPERATOR, PROPOSER, CaseRun

MONDAY = "2026-10-12 周一"  # a supplement is due on Thursday the 15th
ILL = {"reason": "提出方住院，有出院小结"}


def lapsed() -> CaseRun:
    run = CaseRun.in_state(State.SUPPLEMENTING, MONDAY)
    run.system(Action.LAPSE, "2026-10-16 周五")
    return run


def test_the_decision_has_one_working_day_after_the_lapse() -> None:
    run = lapsed()
    assert (run.due(ClockKind.DELAY), run.case.party) == (day("2026-10-19 周一"), Party.CENTRE)
    run.do(Action.ABANDON, OPERATOR, "2026-10-20 周二", reason="三次电话均称不再补正")
    assert run.clock(ClockKind.DELAY).verdict is Verdict.LATE


def test_and_one_after_the_late_supplement() -> None:
    run = lapsed()
    run.do(Action.SUPPLEMENT, PROPOSER, "2026-10-19 周一")
    assert run.due(ClockKind.DELAY) == day("2026-10-20 周二")
    unswept = CaseRun.in_state(State.SUPPLEMENTING, MONDAY)
    unswept.do(Action.SUPPLEMENT, PROPOSER, "2026-10-16 周五")
    assert (unswept.case.state, unswept.due(ClockKind.DELAY)) == (State.LAPSED, day("2026-10-19 周一"))


def test_a_decision_that_was_late_before_the_supplement_came_stays_late() -> None:
    run = lapsed()
    run.do(Action.SUPPLEMENT, PROPOSER, "2026-10-20 周二")
    assert [clock.verdict for clock in run.case.clocks if clock.kind is ClockKind.DELAY] == [Verdict.LATE, None]


def test_acceptance_counts_from_the_decision() -> None:
    run = lapsed()
    run.do(Action.SUPPLEMENT, PROPOSER, "2026-10-19 周一")
    assert not run.runs(ClockKind.ACCEPT)
    run.do(Action.JUSTIFY, OPERATOR, "2026-10-20 周二", **ILL)
    assert (run.case.state, run.due(ClockKind.ACCEPT)) == (State.PRESCREEN, day("2026-10-21 周三"))
    assert run.clock(ClockKind.DELAY).verdict is Verdict.IN_TIME


def test_without_it_a_new_limit_begins_when_the_proposer_was_told() -> None:
    run = lapsed()
    run.told = False
    run.do(Action.JUSTIFY, OPERATOR, "2026-10-16 周五", **ILL, days=5)
    assert (run.case.state, run.runs(ClockKind.SUPPLEMENT)) == (State.SUPPLEMENTING, False)
    run.system(Action.TOLD, "2026-10-19 周一")
    assert run.due(ClockKind.SUPPLEMENT) == day("2026-10-26 周一")


def test_a_good_reason_heard_before_the_notice_arrived_is_not_lost() -> None:
    run = CaseRun(MONDAY, told=False)
    run.do(Action.ASK_SUPPLEMENT, OPERATOR, MONDAY, **ITEMS)
    assert isinstance(run.refused(Action.JUSTIFY, OPERATOR, MONDAY, **ILL, days=3), BadValue)
    run.do(Action.JUSTIFY, OPERATOR, MONDAY, **ILL, days=5)
    run.system(Action.TOLD, "2026-10-13 周二")
    assert run.due(ClockKind.SUPPLEMENT) == day("2026-10-20 周二")


def test_abandonment_needs_its_reason() -> None:
    run = lapsed()
    assert isinstance(run.refused(Action.ABANDON, OPERATOR, "2026-10-16 周五"), Incomplete)
    run.do(Action.ABANDON, OPERATOR, "2026-10-16 周五", reason="三次电话均称不再补正")
    assert run.case.outcome is Outcome.ABANDONED
