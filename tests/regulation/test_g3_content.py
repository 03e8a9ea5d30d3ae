"""工作规则一.3：在纠错内容中明确待核实数据的来源（共享接口、资源目录、需求清单等）和疑问数据的具体信息、
在纠错说明中给出疑点说明、在联系人和联系方式中给出姓名和联系方式、数据核实的依据（截图举证或实际业务场景举证）可采用附件保存。
"""

from __future__ import annotations

import pytest

from bot.filing.filing_form import FILING
from regulation.refusals import BadValue
from regulation.states import Action, State
from store.cases import history
from store.files import attachments
from tests.bot.filing import filed, fill
from tests.bot.world import World
from tests.regulation.case_run import OPERATOR, RULEBOOK, CaseRun

ELEMENTS = ("source", "kind", "records", "doubt", "evidence", "contact")


def test_every_element_is_asked_for_and_no_other() -> None:
    """T06."""
    assert tuple(question.name for question in FILING.questions) == ELEMENTS


def test_the_sources_that_the_rule_names() -> None:
    assert set(RULEBOOK.lists["sources"].values()) >= {"共享接口", "资源目录", "需求清单"}


def test_a_scenario_in_words_is_evidence_enough(world: World) -> None:
    """T06: 截图举证或实际业务场景举证, and 可采用: no picture and no file is ever demanded."""
    number = filed(world)
    with world.store.read() as session:
        ticket = world.ticket(number)
        assert attachments.of_ticket(session, ticket.id) == []
        assert history.texts(session, world.store.vault, ticket)[1, "scenario"].startswith("在办理补贴发放时发现")


def test_a_picture_alone_is_evidence_enough(world: World) -> None:
    for said in ("提出异议", "企业登记"):
        world.send_text("zhang.wei", said)
    world.choose_option("zhang.wei", "错误")
    for said in ("某某公司登记状态为存续", "应为注销"):
        world.send_text("zhang.wei", said)
    world.send_file("zhang.wei", "截图.png")
    world.press_button("zhang.wei", "完成")
    world.press_button("zhang.wei", "提交")
    with world.store.read() as session:
        assert len(attachments.of_ticket(session, world.ticket(world.numbers()[-1]).id)) == 1


def test_without_either_the_form_asks_on(world: World) -> None:
    for said in ("提出异议", "企业登记"):
        world.send_text("zhang.wei", said)
    world.choose_option("zhang.wei", "错误")
    for said in ("某某公司登记状态为存续", "应为注销"):
        world.send_text("zhang.wei", said)
    assert "请至少提供一项佐证" in world.press_button("zhang.wei", "完成")[-1].body


def test_the_summary_holds_every_element(world: World) -> None:
    labels = [field.label for field in fill(world).fields]
    assert [label.split()[0] for label in labels] == [f"{number}" for number in range(1, len(ELEMENTS) + 1)]


@pytest.mark.parametrize("item", ["name", "contact", "source", "records", "doubt", "evidence"])
def test_each_element_can_be_asked_for_once_more(item: str) -> None:
    """T12: the list of what may be missing is the list of what must be there."""
    run = CaseRun("2026-09-18 周五")
    run.do(Action.ASK_SUPPLEMENT, OPERATOR, "2026-09-18 周五", items=[item], details="与登记原件不一致")
    assert run.case.state is State.SUPPLEMENTING
    assert isinstance(
        CaseRun("2026-09-18 周五").refused(Action.ASK_SUPPLEMENT, OPERATOR, "2026-09-18 周五", items=["mood"]), BadValue
    )
