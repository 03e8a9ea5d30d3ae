"""办法第九条：应当提供真实有效的姓名（或名称）、联系方式，准确描述公共数据错误、遗漏、不一致等问题的具体情形，以及与之相关的佐证材料。"""

from __future__ import annotations

import pytest

from store.cases import tickets
from tests.bot.filing import filed, fill
from tests.bot.world import World


def test_name_and_contact_come_from_the_directory(world: World) -> None:
    contact = tickets.contact_of(world.store.vault, world.ticket(filed(world)))
    assert (contact.name, contact.department, contact.phone) == ("张伟", "区教育局", "13800000001")


def test_without_a_way_to_answer_nothing_is_filed(world: World) -> None:
    """何平's number is not in the directory: it is asked for, and nothing but a number will do."""
    for said in ("提出异议", "企业登记"):
        world.send_text("he.ping", said)
    world.choose_option("he.ping", "遗漏")
    for said in ("某某公司未收录", "应当收录", "窗口核验时发现"):
        world.send_text("he.ping", said)
    world.press_button("he.ping", "完成")
    assert "请提供联系电话" in world.last_card("he.ping").title
    assert "还缺联系电话" in world.send_text("he.ping", "无误")[-1].body
    world.send_text("he.ping", "电话 021-62345678")
    world.press_button("he.ping", "提交")
    assert tickets.contact_of(world.store.vault, world.ticket(world.numbers()[-1])).phone == "021-62345678"


@pytest.mark.parametrize("nothing", ["", " ", "?"])
def test_the_question_is_described_in_words(world: World, nothing: str) -> None:
    for said in ("提出异议", "企业登记"):
        world.send_text("zhang.wei", said)
    asked = world.choose_option("zhang.wei", "错误")[-1]
    assert world.send_text("zhang.wei", nothing)[-1].title == asked.title


def test_what_was_filed_is_shown_before_it_is_sent(world: World) -> None:
    """准确描述: every item can be read and changed once more."""
    summary = fill(world)
    assert len(summary.fields) == 6
    assert world.numbers() == []
    assert "修改" in [button.text for button in summary.buttons]
