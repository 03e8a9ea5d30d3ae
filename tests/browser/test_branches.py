"""Alternative paths in a browser: supplement, special case with documents, platform repair, a stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.handset import Handset
from tests.browser.scenario import file_one, transfer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "upload.png"


def test_supplement_then_a_refusal_of_the_second(phones: dict[str, Handset]) -> None:
    proposer, operator = phones["提出方"], phones["中心运营"]
    file_one(proposer)
    operator.press("要求补正")
    operator.answer("跳过")
    operator.answer("营业执照照片")
    operator.confirm()
    operator.sees("已发给提出方一次性补正告知")
    proposer.sees("请于2026-09-17 周四（含当日）前一次性补齐以下材料")
    proposer.press("补正")
    proposer.answer("执照编号 310105000123456")
    proposer.press("完成")
    proposer.sees("补正材料已收到，收办期限重新计算")
    operator.sees("提出方已补正")
    operator.send_text("要求补正 CN-20260914-0001")
    operator.sees("补正内容只能一次性告知")
    operator.press("不予收办")
    operator.answer("6")
    operator.answer("补正后仍看不出是哪一家企业")
    operator.confirm()
    proposer.sees("您的异议不予收办")
    proposer.send_text("重新提出")
    proposer.press("提交")
    operator.sees("收到新的异议")


def test_a_special_case_with_its_papers(page: Page, phones: dict[str, Handset]) -> None:
    proposer, operator, officer = phones["提出方"], phones["中心运营"], phones["联络专员 A 角"]
    file_one(proposer)
    transfer(operator)
    officer.press("签收")
    officer.press("答复")
    officer.press("下一步", choose="申请特例")
    officer.press("确定", choose="原始资料")
    officer.sees("文件请先点“上传文件”")
    with page.expect_popup() as opened:
        officer.section.get_by_role("link", name="上传文件").last.click()
    upload = opened.value
    upload.set_input_files("input[type=file]", PICTURE)
    upload.get_by_role("button", name="上传").click()
    upload.get_by_text("附件 1").wait_for()
    upload.close()
    officer.send_text("1998年纸质档案在搬迁中遗失，无法核实")
    officer.confirm()
    proposer.sees("附说明文件1份")
    proposer.press("同意特例")
    proposer.confirm()
    with page.expect_popup() as opened:
        proposer.section.get_by_role("link", name="CN-").last.click()
    opened.value.get_by_text("KB").wait_for()
    opened.value.close()
    operator.press("告知结果")
    operator.confirm()
    proposer.sees("办理结果告知")
    operator.send_text("特例")
    operator.sees("特例登记簿：1件")


def test_platform_repair_and_a_second_round(phones: dict[str, Handset]) -> None:
    proposer, operator = phones["提出方"], phones["中心运营"]
    file_one(proposer)
    operator.press("收办")
    operator.press("平台原因")
    operator.press("确定", choose="清洗")
    operator.answer("清洗规则把新地址当作重复删去")
    operator.answer("跳过")
    operator.confirm()
    operator.sees("修复期限2026-09-20 周日")  # 调休上班
    operator.send_text("申请延期 CN-20260914-0001 15 需要全量重跑")
    operator.press("确定", choose="其他")
    operator.answer("9月30日")
    operator.confirm()
    operator.sees("期限已延长至")
    operator.press("平台修复完成")
    operator.answer("已改规则并重跑")
    operator.press("确定", choose="是")
    operator.answer("9月14日批次")
    operator.press("确定", choose="否")  # nothing is wrong at the source
    operator.press("告知结果")
    operator.confirm()
    proposer.press("不认可")
    proposer.answer("页面上仍是旧地址")
    proposer.confirm()
    operator.sees("提出方不认可处理结果：“页面上仍是旧地址”")


def test_a_stand_in_gets_the_next_card(phones: dict[str, Handset]) -> None:
    officer, second = phones["联络专员 A 角"], phones["经办"]
    officer.send_text("设置代理 郑思齐 今天 9月30日")
    officer.sees("由郑思齐代理")
    file_one(phones["提出方"])
    transfer(phones["中心运营"])
    second.press("签收")
    second.sees("郑思齐代林晓棠")
