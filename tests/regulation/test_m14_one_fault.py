"""M14, own rule: several proposers of one fault are notified individually; linked tickets keep their own limits."""

from __future__ import annotations

import pytest

from regulation.refusals import BadValue, Incomplete, NotYours
from regulation.states import Action, State
from tests.regulation.case_run import OPERATOR, PROPOSER, CaseRun

FRIDAY = "2026-09-18 周五"


def test_tied_and_untied_with_every_limit_as_it_was() -> None:
    run = CaseRun.in_state(State.CHECKING, FRIDAY)
    before = [(clock.kind, clock.due_on, clock.verdict) for clock in run.case.clocks]
    run.do(Action.LINK, OPERATOR, FRIDAY, root_id=7)
    assert (run.case.root_id, run.case.state) == (7, State.CHECKING)
    with pytest.raises(BadValue):
        run.do(Action.LINK, OPERATOR, FRIDAY, root_id=7)
    run.do(Action.LINK, OPERATOR, FRIDAY)
    assert run.case.root_id is None
    assert [(clock.kind, clock.due_on, clock.verdict) for clock in run.case.clocks] == before


def test_what_is_not_tied_can_not_be_untied_and_only_the_centre_ties() -> None:
    run = CaseRun.in_state(State.CHECKING, FRIDAY)
    with pytest.raises(Incomplete):
        run.do(Action.LINK, OPERATOR, FRIDAY)
    with pytest.raises(NotYours):
        run.do(Action.LINK, PROPOSER, FRIDAY, root_id=7)
