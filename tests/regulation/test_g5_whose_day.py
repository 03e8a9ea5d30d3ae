"""工作规则一.5 (own rule, 谁的工作日): a working day belongs to whoever was waited for when it began."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from regulation.decision import Decision
from regulation.states import Action, Party, State
from regulation.whose_day import refused_waits, waited_for, whose_days
from tests.days import day
from tests.regulation.case_run import (
    CIVIL,
    DONE,
    FIRST_EDITION,
    OFFICER,
    OPERATOR,
    PROPOSER,
    CaseRun,
    moment,
)

LONG = {"ground": "regather", "days": 12, "reason": "需逐村重新采集"}


def account(run: CaseRun, until: str) -> list[tuple[str, Party, int | None]]:
    charges = whose_days(run.case, run.history, moment(until), run.law)
    return [(charge.day.isoformat(), charge.party, charge.department_id) for charge in charges]


def parties(run: CaseRun, until: str) -> Counter[Party]:
    return Counter(party for _, party, _ in account(run, until))


def in_state(state: State, when: str) -> CaseRun:
    """The first edition's acts, whose clocks other own rules do not touch."""
    return CaseRun.in_state(state, when, law=FIRST_EDITION)


def test_the_filing_day_is_not_counted_the_closing_day_is() -> None:
    run = in_state(State.CONFIRMING, "2026-09-18 周五")
    run.do(Action.CONFIRM, PROPOSER, "2026-09-22 周二")
    assert [when for when, _, _ in account(run, "2026-12-01 周二")] == ["2026-09-20", "2026-09-21", "2026-09-22"]


def test_confirmation_is_the_proposers_and_names_the_department_that_has_the_case() -> None:
    run = in_state(State.CONFIRMING, "2026-09-18 周五")
    assert account(run, "2026-09-21 周一") == [
        ("2026-09-20", Party.PROPOSER, CIVIL),
        ("2026-09-21", Party.PROPOSER, CIVIL),
    ]


def test_cooperation_consent_and_supplement_are_the_proposers() -> None:
    for state, holder in ((State.COOPERATING, CIVIL), (State.CONSENTING, CIVIL), (State.SUPPLEMENTING, None)):
        run = in_state(state, "2026-09-18 周五")
        assert account(run, "2026-09-20 周日") == [("2026-09-20", Party.PROPOSER, holder)]


def test_a_lapse_belongs_to_the_day_that_lapsed() -> None:
    """Due 2026-09-22 周二; the system acts on Wednesday, which is the centre's from its beginning."""
    run = in_state(State.SUPPLEMENTING, "2026-09-18 周五")
    assert run.case.clocks[-1].due_on == day("2026-09-22 周二")
    run.system(Action.LAPSE, "2026-09-23 周三 00:05")
    assert [(when[-2:], party) for when, party, _ in account(run, "2026-09-24 周四")] == [
        ("20", Party.PROPOSER),
        ("21", Party.PROPOSER),
        ("22", Party.PROPOSER),
        ("23", Party.CENTRE),
        ("24", Party.CENTRE),
    ]


def test_a_late_sweep_moves_no_day() -> None:
    """The lapse is found two days later, after a stop of the program."""
    prompt, late = (in_state(State.CONFIRMING, "2026-09-18 周五") for _ in range(2))
    prompt.system(Action.LAPSE_CONFIRMATION, "2026-09-28 周一 00:05")
    late.system(Action.LAPSE_CONFIRMATION, "2026-09-30 周三 10:00")
    assert account(prompt, "2026-10-30 周五") == account(late, "2026-10-30 周五")
    assert account(late, "2026-10-30 周五")[-1][0] == "2026-09-24"  # its due day closes the case


def test_days_between_an_end_and_its_reopening_are_nobodys() -> None:
    run = in_state(State.CONFIRMING, "2026-09-18 周五")
    run.system(Action.LAPSE_CONFIRMATION, "2026-09-28 周一 00:05")
    run.do(Action.REOPEN, PROPOSER, "2026-09-29 周二", reason="仍有疑问")
    found = {when: party for when, party, _ in account(run, "2026-10-08 周四")}
    assert [found[when] for when in ("2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08")] == [
        Party.NOBODY,
        Party.NOBODY,
        Party.PROPOSER,
        Party.PROPOSER,
    ]


def test_days_between_a_withdrawal_and_its_undoing_are_nobodys() -> None:
    """The undoing is an act of its own; what counts is that it gives the case back to somebody."""
    run = in_state(State.VERIFYING, "2026-09-18 周五")
    run.do(Action.WITHDRAW, PROPOSER, "2026-09-21 周一")
    back = run.history[-1]
    undone = Decision(
        action=Action.REOPEN,
        actor=OPERATOR,
        role=back.role,
        at=moment("2026-09-24 周四"),
        seq=back.seq + 1,
        clause="M5",
        state_from=State.CLOSED,
        state_to=State.VERIFYING,
        changes={"state": "部门核实中", "party": "责任部门", "outcome": None, "closed_at": None},
    )
    case = replace(run.case, closed_at=None)
    charges = whose_days(case, [*run.history, undone], moment("2026-09-28 周一"), run.law)
    found = [(charge.day.isoformat(), charge.party) for charge in charges]
    assert found[1:] == [
        ("2026-09-21", Party.DEPARTMENT),
        ("2026-09-22", Party.NOBODY),
        ("2026-09-23", Party.NOBODY),
        ("2026-09-24", Party.NOBODY),
        ("2026-09-28", Party.DEPARTMENT),
    ]


def test_the_days_that_a_refused_extension_waited_are_the_centres() -> None:
    run = in_state(State.REPAIRING, "2026-09-18 周五")
    run.do(Action.EXTEND, OFFICER, "2026-09-21 周一", **LONG)
    run.do(Action.REFUSE_EXTENSION, OPERATOR, "2026-09-24 周四", reason="可以按期完成")
    assert [(when[-2:], party) for when, party, _ in account(run, "2026-09-28 周一")] == [
        ("20", Party.DEPARTMENT),
        ("21", Party.DEPARTMENT),
        ("22", Party.CENTRE),
        ("23", Party.CENTRE),
        ("24", Party.CENTRE),
        ("28", Party.DEPARTMENT),
    ]
    assert [(wait.since, wait.until) for wait in refused_waits(run.history)] == [
        (day("2026-09-21 周一"), day("2026-09-24 周四"))
    ]


def test_the_days_that_an_approved_extension_waited_are_the_applicants() -> None:
    run = in_state(State.REPAIRING, "2026-09-18 周五")
    run.do(Action.EXTEND, OFFICER, "2026-09-21 周一", **LONG)
    run.do(Action.APPROVE_EXTENSION, OPERATOR, "2026-09-24 周四", reason="确需重新采集")
    assert parties(run, "2026-09-28 周一") == {Party.DEPARTMENT: 6}


def test_days_between_a_feedback_and_its_return_are_the_centres() -> None:
    run = in_state(State.REPAIRING, "2026-09-18 周五")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-21 周一", **DONE)
    assert account(run, "2026-09-22 周二")[-1][1:] == (Party.CENTRE, None)


def test_a_filing_counts_from_its_receipt() -> None:
    run = CaseRun("2026-09-22 周二", filed_at=moment("2026-09-18 周五"), law=FIRST_EDITION)
    assert [when for when, _, _ in account(run, "2026-09-22 周二")] == ["2026-09-20", "2026-09-21", "2026-09-22"]
    assert waited_for(run.history)[0].at == moment("2026-09-18 周五")
