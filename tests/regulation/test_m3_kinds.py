"""办法第三条：公共数据在收集、归集、传输、存储、融合等处理活动中存在错误、遗漏、不一致等问题；
数据溯源，是指通过技术手段追溯相关公共数据源头，确定公共数据责任部门的过程。
"""

import pytest

from bot.filing.filing_form import FILING
from regulation.refusals import BadValue, Incomplete
from regulation.states import Action, State
from tests.bot.world import World
from tests.regulation.case_run import BLAME, OPERATOR, RULEBOOK, CaseRun

FRIDAY = "2026-09-18 周五"


def test_the_kinds_are_open() -> None:
    """T05: “等”, so 其他 is one of them."""
    assert list(RULEBOOK.lists["kinds"].values()) == ["错误", "遗漏", "不一致", "其他"]


@pytest.mark.parametrize("kind", RULEBOOK.lists["kinds"])
def test_every_kind_can_be_filed(kind: str) -> None:
    assert CaseRun(FRIDAY, given={"kind": kind}).history[0].data["kind"] == kind


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadValue):
        CaseRun(FRIDAY, given={"kind": "rumour"})


def test_the_stage_is_found_by_tracing_and_asked_of_nobody_who_files() -> None:
    """T05: 收集、归集、传输、存储、融合 are a second axis, which only who examines the platform can name."""
    assert {"收集", "归集", "传输", "存储", "融合"} <= set(RULEBOOK.lists["stages"].values())
    assert "stage" not in {question.name for question in FILING.questions}
    run = CaseRun.in_state(State.CHECKING, FRIDAY)
    refusal = run.refused(Action.BLAME_PLATFORM, OPERATOR, FRIDAY, **BLAME | {"stage": ""})
    assert isinstance(refusal, Incomplete)
    assert refusal.field == "stage"


def test_fused_data_is_its_fusers(world: World) -> None:
    """T38: 融合数据责任部门，是指对源数据进行加工融合的部门, whoever provided the sources."""
    number = filed_about(world, "企业信用综合")
    assert world.ticket(number).fusion
    world.send_text("li.na", f"收办 {number}")
    world.send_text("li.na", f"平台核查无误 {number}")
    assert "转交区市场监管局" in [button.text for button in world.last_card("li.na").buttons]


def test_data_of_no_catalogue_is_traced_by_the_operator(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业")
    world.press_button("zhang.wei", "都不是")
    world.send_text("zhang.wei", "街道平台里的困难家庭名册")
    world.choose_option("zhang.wei", "其他")
    for words in ("某人的状态为在册", "应为注销", "办理业务时发现"):
        world.send_text("zhang.wei", words)
    world.press_button("zhang.wei", "完成")
    world.press_button("zhang.wei", "提交")
    number = world.numbers()[-1]
    assert world.ticket(number).entry_id is None
    world.send_text("li.na", f"收办 {number}")
    card = world.send_text("li.na", f"平台核查无误 {number}")[-1]
    assert "转交" in [button.text for button in card.buttons]  # to whom, the operator finds out
    assert "目录中没有登记责任部门" in card.body


def filed_about(world: World, words: str) -> str:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", words)
    world.choose_option("zhang.wei", "不一致")
    for said in ("信用等级两处不同", "应一致", "业务比对发现"):
        world.send_text("zhang.wei", said)
    world.press_button("zhang.wei", "完成")
    world.press_button("zhang.wei", "提交")
    return world.numbers()[-1]
