"""Files a complete objection, for tests that begin after it."""

from __future__ import annotations

import re

from bot.ports import Card
from tests.bot.world import World

NUMBER = re.compile(r"CN-\d{8}-\d{4}")


def fill(world: World, user: str = "zhang.wei", *, records: str = "某某有限公司登记状态为存续") -> Card:
    """Answer every question of the form; returns the summary card."""
    world.send_text(user, "提出异议")
    world.send_text(user, "企业登记")
    world.choose_option(user, "错误")
    world.send_text(user, records)
    world.send_text(user, "该公司已于2025年注销，应为注销")
    world.send_text(user, "在办理补贴发放时发现，营业执照已收回")
    return world.press_button(user, "完成")[-1]


def filed(world: World, user: str = "zhang.wei") -> str:
    """File an objection; returns its number."""
    fill(world, user)
    found = NUMBER.search(world.press_button(user, "提交")[-1].title)
    assert found is not None
    return found[0]
