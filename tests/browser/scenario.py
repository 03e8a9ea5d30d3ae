"""Steps shared by the browser tests and the documents' pictures."""

from __future__ import annotations

from tests.browser.handset import Handset


def propose(proposer: Handset) -> None:
    """Up to the question for evidence."""
    proposer.send_text("提出异议")
    proposer.answer("法人登记信息")
    proposer.press("错误")
    proposer.answer("注册地址一栏写着松涛路 18 号")
    proposer.answer("营业执照上是松涛路 88 号")
    proposer.answer("业务场景：核对企业迁入材料时发现")


def file_one(proposer: Handset) -> None:
    propose(proposer)
    for step in ("完成", "提交"):
        proposer.press(step)


def transfer(operator: Handset) -> None:
    for step in ("收办", "平台核查无误", "转交区市场监管局"):
        operator.press(step)
