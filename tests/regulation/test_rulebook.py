"""Limits are dated data: another district needs no code, and a case keeps the rulebook of its filing day."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regulation.law import Law, Laws
from regulation.refusals import BadValue
from regulation.rulebook import Rulebooks
from regulation.rulebook_file import OF_SECOND_EDITION, SHIPPED, RulebookError, load_rulebook, load_rulebooks
from regulation.states import Action, ClockKind, Role, State, Verdict
from regulation.statutory_clocks import PARTIES
from tests.days import day
from tests.regulation.case_run import BLAME, CALENDAR, DONE, OFFICER, OPERATOR, PROPOSER, RULEBOOK, CaseRun

FILE = SHIPPED / "changning-2022.toml"
LINHE = Path(__file__).parent / "rulebooks" / "linhe-2026.toml"


def variant(tmp_path: Path, old: str, new: str) -> Path:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "variant.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_limits_of_changning() -> None:
    limits = {kind: (limit.days, limit.cap) for kind, limit in RULEBOOK.limits.items()}
    assert limits[ClockKind.ACCEPT] == (1, 1)
    assert limits[ClockKind.SUPPLEMENT][0] == 3
    assert limits[ClockKind.CHECK] == (2, 2)
    assert limits[ClockKind.PLATFORM_REPAIR] == (5, 15)
    assert limits[ClockKind.TRANSFER] == (1, 1)
    assert limits[ClockKind.REPLY] == (3, 3)
    assert limits[ClockKind.REPAIR] == (7, 10)
    assert limits[ClockKind.NOTICE] == (1, 1)
    assert set(limits) == set(ClockKind) == set(PARTIES)


def test_only_what_the_text_leaves_open_is_our_own_rule() -> None:
    own = {kind for kind, limit in RULEBOOK.limits.items() if limit.own_rule}
    assert own == {ClockKind.CONFIRM, ClockKind.JOINT, *OF_SECOND_EDITION}


def test_a_rulebook_extends_another_key_by_key(tmp_path: Path) -> None:
    first = load_rulebook(FILE)
    assert (first.edition, RULEBOOK.edition) == (1, 2)
    assert RULEBOOK.clauses == first.clauses
    assert first.decline_grounds.keys() - RULEBOOK.decline_grounds.keys() == {"duplicate"}  # dropped by `false`
    assert not OF_SECOND_EDITION & first.limits.keys()
    stray = tmp_path / "stray.toml"
    stray.write_text('extends = "nowhere"\nid = "stray"\n', encoding="utf-8")
    with pytest.raises(RulebookError, match=r"stray\.toml: extends: no rulebook 'nowhere'"):
        load_rulebook(stray)


def test_another_district_needs_no_code() -> None:
    """An invented one: other limits, grounds and names, and an act after close of business is late."""
    law = Law(load_rulebook(LINHE), CALENDAR)
    run = CaseRun.in_state(State.DISPATCHED, "2026-09-18 周五", law=law)
    assert run.case.rulebook == "linhe-2026"
    assert run.due(ClockKind.REPLY) == day("2026-09-23 周三")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-23 周三 17:00", finding="经核实有误", expected_on="2026-10-20")
    assert run.clock(ClockKind.REPLY).verdict is Verdict.LATE
    assert run.due(ClockKind.REPAIR) == day("2026-10-13 周二")
    given = {"days": 12, "reason": "村居重采", "ground": "villages"}
    assert isinstance(
        run.refused(Action.EXTEND, OFFICER, "2026-10-08 周四", **given | {"ground": "regather"}), BadValue
    )
    run.do(Action.EXTEND, OFFICER, "2026-10-08 周四", **given)
    assert run.due(ClockKind.REPAIR) == day("2026-10-16 周五")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-16 周五 16:29", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.IN_TIME
    assert "临河区数据局" in run.refused(Action.ACCEPT, OPERATOR, "2026-10-19 周一").text


def test_another_districts_stages_and_scores() -> None:
    law = Law(load_rulebook(LINHE), CALENDAR)
    run = CaseRun.in_state(State.CHECKING, "2026-09-18 周五", law=law)
    assert isinstance(run.refused(Action.BLAME_PLATFORM, OPERATOR, "2026-09-18 周五", **BLAME), BadValue)
    run.do(Action.BLAME_PLATFORM, OPERATOR, "2026-09-18 周五", **BLAME | {"stage": "exchange"})
    run.do(Action.WITHDRAW, PROPOSER, "2026-09-18 周五")
    assert law.rulebook.roles[Role.SUPERVISOR] == "临河区政府督查室"
    assert law.rulebook.policy.scores == (1, 10)


def test_the_filing_day_decides_and_the_case_keeps_it() -> None:
    books = Rulebooks([load_rulebook(LINHE), load_rulebook(FILE)])
    laws = Laws(books, CALENDAR)
    assert laws.on(day("2022-12-06 周二")).rulebook.id == "changning-2022"
    assert laws.on(day("2026-06-30 周二")).rulebook.id == "changning-2022"
    assert laws.on(day("2026-07-01 周三")).rulebook.id == "linhe-2026"
    run = CaseRun("2026-06-30 周二", law=laws.on(day("2026-06-30 周二")))
    assert laws.of(run.case).rulebook.id == "changning-2022"
    assert [book.id for book in books] == ["changning-2022", "linhe-2026"]


def test_before_the_first_rulebook_there_is_no_law() -> None:
    with pytest.raises(LookupError, match="changning-2022"):
        load_rulebooks().on(date(2022, 12, 5))


def test_a_missing_rulebook_is_named() -> None:
    with pytest.raises(LookupError, match=r"nowhere-2020\.toml"):
        load_rulebooks().get("nowhere-2020")


def test_two_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="its own id"):
        load_rulebooks([SHIPPED, SHIPPED])
    with pytest.raises(RulebookError, match="no "):
        load_rulebooks([tmp_path])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "changning-2022"', "", "variant.toml: id: missing"),
        (
            'days = 5\nclause = "P9"',
            'days = 0\nclause = "P9"',
            "variant.toml: limits.CONFIRM.days: expected 1 or more, found 0",
        ),
        (
            'days = 5\nclause = "P9"',
            'days = 61\nclause = "P9"',
            "variant.toml: limits.CONFIRM.days: an own rule is a number of working days from 1 to 60, found 61",
        ),
        (
            "joint_lead_days = 1",
            "joint_lead_days = 6",
            "variant.toml: policy.joint_lead_days: expected a number from 1 to 5, found 6",
        ),
        (
            'FILE = "',
            'FILED = "',
            "variant.toml: limits.ACCEPT.begins.FILED: expected the name of an act, such as TRANSFER",
        ),
        (
            'own_begins = ["REJECT"]',
            'own_begins = ["RULE"]',
            "variant.toml: limits.CHECK.own_begins: 'RULE' is not named under begins",
        ),
        ("days = 7", "days = 0", "variant.toml: limits.REPAIR.days: expected 1 or more, found 0"),
        ("days = 7", 'days = "7"', "limits.REPAIR.days: expected int, found '7'"),
        ("days = 7", "days = true", "limits.REPAIR.days: expected int"),
        ("cap = 10", "cap = 3", "limits.REPAIR.cap: a cap is a total: 3 is less than the limit of 7"),
        ("cap = 10", "capp = 10", "limits.REPAIR.capp: unknown key"),
        ('due_at = "day_end"', 'due_at = "25:00"', "due_at: expected 'day_end' or a close of business"),
        ('clause = "P7"', 'clause = "P77"', "limits.REPAIR.clause: cites 'P77'"),
        ("effective = 2022-12-06", 'effective = "soon"', "effective: expected date"),
        ("effective = 2022-12-06", "effective = 2022-12-06T00:00:00", "effective: expected date"),
        ("[limits.REPAIR]", "[limits.REPARI]", "limits.REPAIR.days: missing"),
        ('error = "错误"', 'Error = "错误"', "lists.kinds.Error: a code is lower-case"),
        ("scores = [1, 5]", "scores = [5]", "policy.scores: expected"),
        ('joint_lateness = "lead"', 'joint_lateness = "both"', "policy.joint_lateness: expected"),
        ('SUPERVISOR = "区政府办公室"', "", "roles.SUPERVISOR: missing"),
        ('id = "changning-2022"', "id = ", "not TOML"),
        ("non_answers = [", "non_answers = [3,", "policy.non_answers: expected a list of texts"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(RulebookError) as refused:
        load_rulebook(variant(tmp_path, old, new))
    assert message in str(refused.value)
    assert "variant.toml" in str(refused.value)


def test_the_shipped_file_says_when_it_began() -> None:
    raw: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert raw["effective"] == day("2022-12-06 周二")
    assert raw["number"] == "长府办〔2022〕28号"
