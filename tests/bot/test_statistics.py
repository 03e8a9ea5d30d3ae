"""统计: overseers see the district, a leader their own department, others nothing (M4, M15)."""

from __future__ import annotations

import pytest

from bot.ports import Card, CardKind
from quality.closed_reports import close
from quality.period import Period
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.quality.random_history import LAWS

CANARIES = ("张伟", "13800000001", "某某有限公司", "应为注销", "企业登记基本信息", "王芳")


def figures(card: Card) -> dict[str, str]:
    return {field.label: field.value for field in card.fields}


@pytest.fixture
def done(world: World) -> World:
    MainPath(world).until(MainPath.evaluate)
    world.wait(minutes=1)
    return world


def test_supervising_office_sees_the_district(done: World) -> None:
    card = done.send_text("chen.mo", "统计")[-1]
    assert (card.kind, card.title, card.link) == (CardKind.NOTICE, "2026年9月公共数据异议质量报告", "/report/2026-09")
    assert card.subtitle == "尚未结账，截至2026-09-17 周四 09:31的数字"
    assert figures(card)["工单"] == "计入1件"
    assert figures(card)["答复"] == figures(card)["修正"] == "按时1件，超期0件"
    assert done.send_text("zhou.jie", "统计 本月")[-1] == card


def test_leader_sees_the_own_department(done: World) -> None:
    shown = figures(done.send_text("wu.gang", "统计 2026-09")[-1])
    assert shown["异议数"] == "1件"
    assert shown["名次"] == "本期不排名"
    assert "工单" not in shown


def test_newest_closed_month_is_the_default(done: World) -> None:
    done.at("2026-10-09T10:00")
    with done.store.write() as session:
        close(session, Period(2026, 9), done.now, LAWS, 5)
    card = done.send_text("chen.mo", "统计")[-1]
    assert card.title.startswith("2026年9月")
    assert card.subtitle == "部门可在2026-10-15 周四公布之前提出意见"
    assert "没有计入" in done.send_text("wu.gang", "统计 本月")[-1].body


@pytest.mark.parametrize("user", ["zhang.wei", "li.na", "wang.fang", "sun.li", "liu.yang"])
def test_nobody_else_sees_figures(done: World, user: str) -> None:
    card = done.send_text(user, "统计")[-1]
    assert "供督办、中心负责人和分管领导查看" in f"{card.title}{card.body}"
    assert card.fields == ()


@pytest.mark.parametrize("words", ["九月", "2026-13", "2026-12", "2026-9", "; drop table"])
def test_an_invalid_month_is_answered(done: World, words: str) -> None:
    card = done.send_text("chen.mo", f"统计 {words}")[-1]
    assert "月份" in f"{card.title}{card.body}"


def test_no_personal_data_and_no_data_values(done: World) -> None:
    said = str([done.send_text(user, "统计")[-1] for user in ("chen.mo", "zhou.jie", "wu.gang")])
    assert not any(canary in said for canary in CANARIES)
