"""Permission matrix: every role, command and state; what the law does not allow is refused and changes nothing.

Typed, and by a forged click with the ticket's present generation; the expectation is the hand-written `SCENARIOS`.
Sampled, unless `SOAK=1`: of the acts refused to people with somebody else's rights or with none, refused in a further
scenario of a state as in its shortest, or done on numbers never issued, each scenario tries a third, the next another.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Set
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.dispatch import SORRY
from bot.ports import Card
from bot.tickets.access import UNKNOWN
from regulation.states import Action, State
from tests.permissions.arrangement import Arranged, arrange
from tests.permissions.canaries import CANARIES, EXPRESSLY, Part, leaks
from tests.permissions.district import VIEWERS
from tests.permissions.dry_run import Attempt, DryRun
from tests.permissions.rendered import text_of
from tests.permissions.scenarios import SCENARIOS, Scenario
from tests.permissions.steps import Steps

# Commands that begin something new, or only navigate an open form: tested without a ticket elsewhere.
OWN_MATTERS = {"提出异议", "代录", "录入市级工单", "设置代理", "更正我的信息"}
STEERING = {command.word for command in COMMANDS if not command.parks} - {"补正完毕", "帮助"}
NOBODYS = {action.value for action in Action} - {command.word for command in COMMANDS}  # acts of the system
ABOUT_A_TICKET = sorted({command.word for command in COMMANDS} - OWN_MATTERS - STEERING | NOBODYS)
WITH_RESULT = frozenset(name for name, canary in CANARIES.items() if canary.told)
OF_MARKED_REPLIES = {"退回补充答复"}  # no scenario rests on one: tests/regulation/test_p6_indefinite.py
CHINESE = re.compile(r"[一-鿿]")
NO_SUCH = "CN-20260917-9876"
AFTERWARDS = {
    "同意协同": {"related officer": Part.DEPARTMENT, "related leader": Part.COUNTS},
    "收回转派": {"handler": Part.NOTHING},
}  # people whose part changes by the act, before they are notified
PLAIN = [scenario for scenario in SCENARIOS if scenario.plain]
SHORTEST = {scenario.state: scenario for scenario in PLAIN}
ACTS = {action.value for action in Action}
OUTSIDERS = {"another proposer", "former handler", "unrelated officer"}
ALIKE = {"officer B", "operator and director", "deputy of officer B", "deputy of the director", "former leader"}
VIEWER_OF = {user: viewer for viewer, user in VIEWERS.items()}


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda scenario: scenario.name)
def arranged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Arranged]:
    with arrange(request.param, sqlite_template, tmp_path_factory.mktemp("scenario")) as found:
        yield found


def line(word: str, number: str, other: str) -> str:
    return f"{word} {number} {other}" if word == "关联" else f"{word} {number}"


def has_effect(word: str, attempt: Attempt) -> bool:
    """The act was done, or its next input is asked for; beginning a new filing has no effect on this ticket."""
    if attempt.changed or attempt.form.startswith(("act:", "supplement")):
        return True
    if word == "重新提出":
        return attempt.form == "filing"
    asks = attempt.answer.choices if attempt.answer else ()
    return word == "答复" and any(choice.name == "reply" for choice in asks)


def assert_polite(answer: Card | None) -> None:
    assert answer is not None
    said = f"{answer.title}{answer.subtitle}{answer.body}"
    assert CHINESE.search(said), said
    assert SORRY not in said


def assert_discreet(scenario: Scenario, viewer: str, word: str, attempt: Attempt) -> None:
    """Neither the answer nor the messages to others hold anything that their readers may not see."""
    parts = dict(scenario.parts) | (AFTERWARDS.get(word, {}) if attempt.changed else {})
    shown = [(viewer, attempt.answer)] if attempt.answer else []
    granted = Steps.approve in scenario.steps or (word == "批准延期" and attempt.changed)
    asked = EXPRESSLY.get((word, scenario.part_of(viewer)), frozenset())
    for reader, card in [*shown, *((VIEWER_OF.get(user, "stranger"), card) for user, card in attempt.sent)]:
        besides = asked if card is attempt.answer else frozenset()
        part = parts.get(reader, Part.NOTHING)
        if scenario.case.was_told and part is Part.OWN:  # what was told stays readable in the rounds after
            besides |= WITH_RESULT
        found = leaks(text_of(card), part, attempt.state, besides=besides, granted=granted)
        assert not found, f"{word} by {viewer} shows {reader} {found}: {card}"


@pytest.mark.parametrize("viewer", VIEWERS)
def test_typed_and_clicked_by_everybody(arranged: Arranged, viewer: str) -> None:
    scenario, world = arranged.scenario, arranged.world
    one_of_each = viewer not in ALIKE and (scenario.part_of(viewer) is not Part.NOTHING or viewer in OUTSIDERS)
    if not scenario.plain and not one_of_each:
        return  # every command is tried in the shortest scenario of the state
    expected, generation = scenario.allowed_words(viewer), world.ticket(arranged.number).seq
    words = ABOUT_A_TICKET
    if not (scenario.plain and one_of_each):
        words = a_third_of_acts(scenario, viewer, besides=expected | SHORTEST[scenario.state].allowed_words(viewer))
    with DryRun.of(world, arranged.number) as dry_run:
        assert effective(dry_run, arranged, viewer, arranged.number, words) == expected
        if scenario.plain and one_of_each and is_clicked(scenario, viewer):
            clicked = effective(dry_run, arranged, viewer, f"{arranged.number} g{generation}", words, click=True)
            assert clicked == expected


def is_clicked(scenario: Scenario, viewer: str) -> bool:
    """A third of the people press forged buttons in each scenario, another third in the next (`SOAK=1`: all)."""
    return "SOAK" in os.environ or (PLAIN.index(scenario) + list(VIEWERS).index(viewer)) % 3 == 2


def a_third_of_acts(scenario: Scenario, viewer: str, besides: Set[str] = frozenset()) -> list[str]:
    """Every command that is no act, these acts, and a third of the others, by person and scenario (`SOAK=1`: all)."""
    turn = SCENARIOS.index(scenario) + list(VIEWERS).index(viewer)
    return [
        word
        for place, word in enumerate(ABOUT_A_TICKET)
        if "SOAK" in os.environ or word not in ACTS or word in besides or (place + turn) % 3 == 0
    ]


def effective(
    dry_run: DryRun, arranged: Arranged, viewer: str, number: str, words: list[str], *, click: bool = False
) -> set[str]:
    """The commands with an effect; the others were refused and sent nobody a message."""
    found = set()
    for word in words:
        said = line(word, number, arranged.other)
        attempt = dry_run.attempt(VIEWERS[viewer], said, click=click, card="forged" if click else "")
        assert_discreet(arranged.scenario, viewer, word, attempt)
        if has_effect(word, attempt):
            found.add(word)
            continue
        assert_polite(attempt.answer)
        assert attempt.sent == (), f"{word} by {viewer} was refused, and somebody was sent a message"
    return found


@pytest.mark.parametrize("viewer", ["another proposer", "former handler", "former officer", "related officer"])
def test_people_without_a_part_do_not_learn_that_a_ticket_exists(arranged: Arranged, viewer: str) -> None:
    """Another person's number gets the same answer as a number that was never issued."""
    if arranged.scenario.part_of(viewer) is not Part.NOTHING or not arranged.scenario.plain:
        return
    user = VIEWERS[viewer]
    with DryRun.of(arranged.world, arranged.number) as dry_run:
        for word in (word for word in a_third_of_acts(arranged.scenario, viewer) if word not in NOBODYS):
            real = dry_run.attempt(user, line(word, arranged.number, arranged.other)).answer
            none = dry_run.attempt(user, line(word, NO_SUCH, arranged.other)).answer
            assert f"{real}".replace(arranged.number, NO_SUCH) == f"{none}", word
        shown = dry_run.attempt(user, f"查询 {arranged.number}").answer
        assert shown is not None
        assert shown.body == UNKNOWN


def test_every_state_has_a_shortest_scenario() -> None:
    assert sorted(scenario.state for scenario in SCENARIOS if scenario.plain) == sorted(State)


def test_every_act_is_allowed_to_somebody() -> None:
    """An act that the hand-written table allows to nobody would pass every refusal test."""
    given = {word for scenario in SCENARIOS for viewer in VIEWERS for word in scenario.allowed_words(viewer)}
    acts = {action.value for action in Action} - NOBODYS - OWN_MATTERS - OF_MARKED_REPLIES
    assert acts - given == set()


CENTRE_PEOPLE = {"operator", "director", "operator and director", "deputy of the director"}
OFFICERS = {
    "officer A", "officer B", "deputy of officer B", "former officer", "related officer", "unrelated officer",
}  # fmt: skip
LEADERS = {"leader", "former leader", "related leader", "unrelated leader", "leader of the proposer"}
KNOWN = set(VIEWERS) - {"stranger", "person who left"}
MAY_BEGIN = {
    "提出异议": KNOWN,
    "代录": CENTRE_PEOPLE | OFFICERS,
    "录入市级工单": CENTRE_PEOPLE,
    # people with roles of their own and a colleague in the department
    "更正我的信息": KNOWN,
    "设置代理": (CENTRE_PEOPLE | OFFICERS | LEADERS) - {"deputy of the director", "deputy of officer B"},
}


@pytest.mark.parametrize("word", sorted(MAY_BEGIN))
def test_commands_without_a_ticket(word: str, sqlite_template: Path, tmp_path: Path) -> None:
    with (
        arrange(SCENARIOS[0], sqlite_template, tmp_path) as arranged,
        DryRun.of(arranged.world, arranged.number) as dry_run,
    ):
        begun = {viewer for viewer, user in VIEWERS.items() if dry_run.attempt(user, word).form}
    assert begun == MAY_BEGIN[word]


def test_every_such_command_is_tested() -> None:
    assert set(MAY_BEGIN) == OWN_MATTERS
