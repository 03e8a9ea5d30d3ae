"""End to end by protocol only: one objection from filing to evaluation, on either database."""

from __future__ import annotations

import pytest

from tests.blackbox import records, scenario
from tests.blackbox.conftest import Installation
from tests.blackbox.machine import command
from tests.blackbox.scenario import CASES, STEPS


@pytest.mark.slow
def test_one_objection_end_to_end(any_installation: Installation) -> None:
    installation, case = any_installation, CASES[0]
    machine = installation.machine()
    proposer, operator, officer = map(installation.phone, (case.proposer, scenario.OPERATORS[0], case.officer))
    number = scenario.whole(proposer, operator, officer, case)
    assert records.steps(installation.database) == {number: list(STEPS)}
    assert machine.stop() == 0
    assert installation.platform.violations == []
    done = command(machine.config, "doctor", "--offline")
    assert "完整，没有被改动" in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in machine.log
