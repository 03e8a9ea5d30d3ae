"""Fuzzing: whatever anybody presses in any order, only lawful steps happen, and nobody reads what is not for them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from doctor import stored_record
from tests.bot.chaos.district import revoke_offices
from tests.bot.chaos.fuzzer import Fuzzer
from tests.bot.chaos.leak_detector import PHONE, TOKEN
from tests.bot.chaos.scenario_runner import ScenarioRunner
from tests.bot.chaos.scenarios import OPEN_CASES, SCENARIOS
from tests.bot.chaos.system import SystemUnderTest
from tests.oracle import law
from tests.oracle.stored import disagreements
from tests.oracle.workdays import Workdays

SEED = int(os.environ.get("TEST_SEED", "1"))  # of the scenarios and of the fuzzer
TIMES = int(os.environ.get("CHAOS_TIMES", "0"))  # how often every button of every card is pressed; 0: one share of them
ENVIRONMENTS = ("sqlite", "sqlite-in-words", "postgresql")  # each run presses another share of the same cards
# Holiday notices loaded later: tests/scheduler/test_calendar.py. Returned replies: tests/bot/test_definite_replies.py.
NOT_HERE = {"重算期限", "退回补充答复", "退回反馈", "致电登记"}


@pytest.fixture(params=ENVIRONMENTS)
def environment(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sut(environment: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SystemUnderTest]:
    """The bot with the database and dialect of this environment."""
    if environment == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        name = server.create(request.getfixturevalue("postgresql_template"))
        url = server.url_of(name)
    else:
        url = request.getfixturevalue("sqlite_url")
    sut = SystemUnderTest(url, tmp_path, Random(SEED), "wecom_text" if environment.endswith("words") else "wecom")
    yield sut
    sut.close()
    if environment == "postgresql":
        server.drop(name)


@pytest.mark.slow
def test_cards_pressed_by_anybody_in_any_order(
    sut: SystemUnderTest, environment: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A failure names the press; `TEST_SEED` selects another history and reproduces it."""
    caplog.set_level(logging.INFO)
    ScenarioRunner(sut, sut.rng, SCENARIOS + OPEN_CASES).run()
    assert set(law.STATES) == sut.states
    assert {step.action for step in law.STEPS} - NOT_HERE <= set(sut.actions)
    assert {card.card.kind for card in sut.sent_cards} >= {"task", "choice", "text", "notice", "digest"}
    with sut.store.write() as session:
        revoke_offices(session, sut.store.vault, sut.now)
    sut.resync_snapshot()
    fuzzer = Fuzzer(sut, Random(f"{SEED} {environment}"), ENVIRONMENTS.index(environment), len(ENVIRONMENTS), TIMES)
    fuzzer.run()
    assert_records_hold(sut)
    said = caplog.text + "".join(capfd.readouterr())
    assert not TOKEN.search(said), "the log quotes what somebody wrote"
    assert not PHONE.search(said), "the log holds a telephone number"
    print(f"{environment}, seed {SEED}: {sut.presses} presses, {len(sut.sent_cards)} cards, {len(sut.actions)} steps")


def assert_records_hold(sut: SystemUnderTest) -> None:
    """Consistency of the records: hash chains, texts, every ticket against its history and the oracle, every report."""
    sut.run_jobs()
    with sut.store.read() as session:
        assert disagreements(session, Workdays()) == []
    found = [*stored_record.tickets(sut.store, _no_progress), *stored_record.reports(sut.store, sut.laws, _no_progress)]
    assert {finding.text for finding in found if not finding.ok} == set()
    assert {finding.subject for finding in found} >= {stored_record.CHAIN, stored_record.REPLAY}
    marked = {row["ticket_id"] for row in sut.last_snapshot.table("flags").values() if row["cleared_at"] is None}
    assert marked == {id for id, row in sut.last_snapshot.table("tickets").items() if row["flagged"]}


def _no_progress(done: int, of: int) -> None:
    """The report of progress that nobody reads."""
