"""The main road by clicking: from the first word in chat to the confirmed fix, and a limit that is missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sandbox.run import Rehearsal, rehearsal
from tests.browser.handset import Handset

START = "2026-09-14T09:30:00+08:00"  # 周一
DIGEST = 90_000  # milliseconds: sweeps run by the wall's own clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Rehearsal]:
    (tmp_path / "clock").write_text(START)
    with rehearsal(tmp_path) as started:
        yield started


@pytest.fixture
def phones(page: Page, running: Rehearsal) -> dict[str, Handset]:
    """By their role on the page."""
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(running.url)
    page.wait_for_selector("body[data-live]")
    return {handset.role: Handset(page, handset.userid) for handset in running.room.handsets}


def file_one(proposer: Handset) -> None:
    proposer.begin("提出异议")
    proposer.say("法人登记信息")
    proposer.press("选这一项", choose="法人登记信息")
    proposer.press("确定", choose="错误")
    proposer.say("注册地址一栏写着松涛路 18 号")
    proposer.say("营业执照上是松涛路 88 号")
    proposer.say("业务场景：核对企业迁入材料时发现")
    for step in ("完成", "无误", "提交"):
        proposer.press(step)


def transfer(operator: Handset) -> None:
    for step in ("收办", "平台核查无误", "转交区市场监管局"):
        operator.press(step)


def test_files_accepts_answers_repairs_and_confirms(phones: dict[str, Handset]) -> None:
    proposer, operator, officer = phones["提出方"], phones["中心运营"], phones["联络专员 A 角"]
    file_one(proposer)
    transfer(operator)
    officer.press("签收")
    officer.press("答复")
    officer.press("下一步", choose="需要修正")
    officer.say("属实，变更登记后未同步")
    officer.say("9月22日")
    officer.press("完成修正")
    officer.say("已更正")
    officer.press("确定", choose="是")
    officer.say("9月14日批次")
    operator.press("告知结果")
    proposer.press("确认")
    proposer.press("提交评价", choose="5")
    proposer.sees("感谢您的评价")
    expect(operator.section.locator("article .caption").first).to_contain_text("收办")


def test_a_missed_limit_reaches_the_leader_as_a_digest(page: Page, phones: dict[str, Handset]) -> None:
    file_one(phones["提出方"])
    transfer(phones["中心运营"])
    phones["联络专员 A 角"].sees("待签收")
    page.get_by_label("跳到的日期和时间").fill("2026-09-18T09:05")  # 周五: the reply was due 周四
    page.get_by_role("button", name="跳到…").click()
    expect(page.locator("#now")).to_contain_text("2026/9/18")
    phones["分管领导"].sees("逾期", patience=DIGEST)
