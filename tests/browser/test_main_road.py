"""The main path in a browser: from filing to the confirmed repair, and a missed limit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.handset import Handset
from tests.browser.scenario import file_one, transfer

DIGEST = 90_000  # milliseconds: sweeps run by the machine's clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_files_accepts_answers_repairs_and_confirms(phones: dict[str, Handset]) -> None:
    proposer, operator, officer = phones["提出方"], phones["中心运营"], phones["联络专员 A 角"]
    file_one(proposer)
    transfer(operator)
    officer.press("签收")
    officer.press("答复")
    officer.press("下一步", choose="需要修正")
    officer.answer("属实，变更登记后未同步")
    officer.answer("9月22日")
    officer.confirm()
    officer.press("完成修正")
    officer.answer("已更正")
    officer.press("确定", choose="是")
    officer.answer("9月14日批次")
    officer.confirm()
    operator.press("告知结果")
    operator.confirm()
    proposer.press("数据已正确，确认办结")
    proposer.confirm()
    proposer.press("提交评价", choose="5")
    proposer.sees("感谢您的评价")
    expect(operator.section.locator("article").first).to_contain_text("已转交")


def test_a_missed_limit_reaches_the_leader_as_a_digest(page: Page, phones: dict[str, Handset]) -> None:
    file_one(phones["提出方"])
    transfer(phones["中心运营"])
    phones["联络专员 A 角"].sees("待签收")
    page.get_by_label("跳到的日期和时间").fill("2026-09-18T09:05")  # 周五: the reply was due 周四
    page.get_by_role("button", name="跳到…").click()
    expect(page.locator("#now")).to_contain_text("2026/9/18", timeout=DIGEST)
    phones["分管领导"].sees("逾期", patience=DIGEST)
