"""One objection by protocol alone, from the first word to the evaluation, on either database."""

from __future__ import annotations

import pytest

from tests.blackbox import records, scenario
from tests.blackbox.conftest import Town
from tests.blackbox.machine import command
from tests.blackbox.scenario import CASES, STEPS


@pytest.mark.slow
def test_a_whole_objection(any_town: Town) -> None:
    town, case = any_town, CASES[0]
    machine = town.machine()
    proposer, operator, officer = map(town.phone, (case.proposer, scenario.OPERATORS[0], case.officer))
    number = scenario.whole(proposer, operator, officer, case)
    assert records.steps(town.database) == {number: list(STEPS)}
    assert machine.stop() == 0
    assert town.cloud.complaints == []
    done = command(machine.config, "doctor", "--offline")
    assert "完整，没有被改动" in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in machine.log
