"""Whatever is pressed, by whomever, in any order: no step but the law's, and no word but to whom it belongs."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from doctor import stored_record
from tests.bot.chaos.district import depart
from tests.bot.chaos.fuzzer import Storm
from tests.bot.chaos.leak_detector import PHONE, TOKEN
from tests.bot.chaos.scenario_runner import Play
from tests.bot.chaos.scenarios import FRESH, STORIES
from tests.bot.chaos.system import Realm
from tests.oracle import law
from tests.oracle.stored import disagreements
from tests.oracle.workdays import Workdays

SEED = int(os.environ.get("CHAOS_SEED", "1"))  # of the stories and of what is pressed when by whom
TIMES = int(os.environ.get("CHAOS_TIMES", "0"))  # how often every button of every card is pressed in each part; 0: once
PARTS = ("sqlite", "sqlite-in-words", "postgresql")  # each presses its share of the same cards
NOT_HERE = {"重算期限"}  # by a holiday notice that is loaded: tests/scheduler/test_calendar.py


@pytest.fixture(params=PARTS)
def part(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def realm(part: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Realm]:
    """The district, on the database of this part, in the dialect of this part."""
    if part == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        name = server.create(request.getfixturevalue("postgresql_template"))
        url = server.url_of(name)
    else:
        url = request.getfixturevalue("sqlite_url")
    realm = Realm(url, tmp_path, Random(SEED), "wecom_text" if part.endswith("words") else "wecom")
    yield realm
    realm.close()
    if part == "postgresql":
        server.drop(name)


@pytest.mark.slow
def test_every_card_ever_sent(
    realm: Realm, part: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A failure names the press; `CHAOS_SEED` gives another history, and the same again."""
    caplog.set_level(logging.INFO)
    Play(realm, realm.rng, STORIES + FRESH).run()
    assert set(law.STATES) == realm.states
    assert {step.action for step in law.STEPS} - NOT_HERE <= set(realm.done)
    assert {card.card.kind for card in realm.posted} >= {"task", "choice", "text", "notice", "digest"}
    with realm.store.write() as session:
        depart(session, realm.store.vault, realm.now)
    realm.accept_changes()
    storm = Storm(realm, Random(f"{SEED} {part}"), PARTS.index(part), len(PARTS), TIMES)
    storm.run()
    whole(realm)
    said = caplog.text + "".join(capfd.readouterr())
    assert not TOKEN.search(said), "the log quotes what somebody wrote"
    assert not PHONE.search(said), "the log holds a telephone number"
    print(f"{part}, seed {SEED}: {realm.presses} presses, {len(realm.posted)} cards, {len(realm.done)} steps")


def whole(realm: Realm) -> None:
    """The record holds: chains, words, every ticket as its history and the oracle tell it, every report as counted."""
    realm.turn()
    with realm.store.read() as session:
        assert disagreements(session, Workdays()) == []
    found = [*stored_record.tickets(realm.store, _unseen), *stored_record.reports(realm.store, realm.laws, _unseen)]
    assert {finding.text for finding in found if not finding.ok} == set()
    assert {finding.subject for finding in found} >= {stored_record.CHAIN, stored_record.REPLAY}
    marked = {row["ticket_id"] for row in realm.seen_last.table("flags").values() if row["cleared_at"] is None}
    assert marked == {id for id, row in realm.seen_last.table("tickets").items() if row["flagged"]}


def _unseen(done: int, of: int) -> None:
    """Nobody watches."""
