"""工作规则二.1：数据核实工作由异议提出方发起，应清晰描述存疑数据的问题，并提供合理的问题依据。"""

from __future__ import annotations

from regulation.refusals import NotYours
from regulation.states import Action, ClockKind, Party, State
from tests.bot.acts.last_message import last_message
from tests.bot.filing import filed, fill
from tests.bot.world import World
from tests.days import day
from tests.regulation.case_run import OFFICER, OPERATOR, STRANGER, CaseRun

FRIDAY = "2026-09-18 周五"


def test_filed_it_is_the_centres_turn_and_its_limit_runs() -> None:
    run = CaseRun(FRIDAY)
    assert (run.case.state, run.case.party) == (State.PRESCREEN, Party.CENTRE)
    assert run.due(ClockKind.ACCEPT) == day("2026-09-20 周日")


def test_the_proposer_reads_number_holder_and_day(world: World) -> None:
    fill(world)
    card = world.press_button("zhang.wei", "提交")[-1]
    assert world.numbers()[-1] in card.title
    shown = {field.label: field.value for field in card.fields}
    assert shown["由谁办理"] == "区大数据中心"
    assert "2026-09-18 周五" in shown["办理期限"]


def test_the_centre_has_the_task_at_once(world: World) -> None:
    number = filed(world)
    for user in ("li.na", "zhou.jie"):
        assert last_message(world, user).ticket == number


def test_what_was_filed_belongs_to_who_filed_it() -> None:
    run = CaseRun(FRIDAY)
    for actor in (STRANGER, OFFICER):
        assert isinstance(run.refused(Action.WITHDRAW, actor, FRIDAY), NotYours)
    assert Action.WITHDRAW not in run.may(OPERATOR, FRIDAY)


def test_a_case_begins_with_a_filing_and_nothing_else() -> None:
    assert CaseRun(FRIDAY).history[0].action is Action.FILE
    assert CaseRun.city_order(FRIDAY).history[0].action is Action.ENTER_CITY_ORDER
