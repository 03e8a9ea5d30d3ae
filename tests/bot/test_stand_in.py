"""设置代理: a colleague of the same department as stand-in for a period (M7)."""

from __future__ import annotations

import pytest

from regulation.shanghai import local_date
from store.people import persons, stand_ins
from tests.bot.district import PLATFORM
from tests.bot.world import World
from tests.staff import upsert_person


def deputy_of(world: World, user: str) -> str:
    with world.store.read() as session:
        found = stand_ins.stand_in_of(session, world.person_id(user), local_date(world.now))
        return found.name if found else ""


def test_inline_arguments(world: World) -> None:
    card = world.send_text("wang.fang", "设置代理 赵磊 今天 下周五")[-1]
    assert "2026-09-17 周四 至 2026-09-25 周五，由赵磊代理" in card.body
    assert deputy_of(world, "wang.fang") == "赵磊"
    assert "您将代理王芳" in world.last_card("zhao.lei").title
    world.at("2026-09-26T09:00")
    assert deputy_of(world, "wang.fang") == ""


def test_question_by_question(world: World) -> None:
    world.send_text("wang.fang", "设置代理")
    world.choose_option("wang.fang", "孙丽")
    world.send_text("wang.fang", "9月21日")
    card = world.send_text("wang.fang", "9月20日")[-1]
    assert "结束日期不能早于开始日期 2026-09-21 周一" in card.body
    world.send_text("wang.fang", "9月22日")
    assert deputy_of(world, "wang.fang") == ""
    world.at("2026-09-21T09:00")
    assert deputy_of(world, "wang.fang") == "孙丽"


def test_ended_early(world: World) -> None:
    world.send_text("wang.fang", "设置代理 赵磊 今天 下周五")
    assert "代理已结束" in world.send_text("wang.fang", "设置代理 取消")[-1].body
    assert deputy_of(world, "wang.fang") == ""
    assert "没有设置代理" in world.send_text("wang.fang", "设置代理 取消")[-1].body


def test_only_colleagues_and_only_people_with_duties(world: World) -> None:
    assert "由谁代理" in world.send_text("wang.fang", "设置代理 刘洋")[-1].title
    assert "请从本部门同事中选择" in world.send_text("wang.fang", "刘洋")[-1].body
    assert "没有需要他人代理的职责" in world.send_text("zhang.wei", "设置代理")[-1].body
    assert "没有可以代理的同事" in world.send_text("liu.yang", "设置代理")[-1].body


@pytest.mark.parametrize("name", ["阿依古丽 买买提", "Lee, A.B.", "孙·丽：大"])
@pytest.mark.parametrize("mark", [" ", "，", "：", "。", "\n"])
def test_a_name_may_contain_punctuation(world: World, name: str, mark: str) -> None:
    with world.store.write() as session:
        own = persons.department_by_code(session, "MKT")
        assert own is not None
        upsert_person(
            session, world.store.vault, name=name, department_id=own.id, now=world.now, accounts={PLATFORM: "new"}
        )
    world.send_text("wang.fang", f"设置代理{mark}{name}{mark}今天{mark}9月25日。")
    assert deputy_of(world, "wang.fang") == name
