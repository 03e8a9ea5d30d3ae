"""Scenario: one objection on the main path, from filing to evaluation, step by step through the phones."""

from __future__ import annotations

from dataclasses import dataclass

from tests.blackbox.phone import Phone
from tests.blackbox.standin_platform import TICKET

_CENTRE = ("提出异议", "收办", "平台核查无误", "转交")
STEPS = (*_CENTRE, "签收", "答复需修正", "完成修正", "告知结果", "送达", "确认", "评价")


@dataclass(frozen=True)
class Case:
    """The input of one objection, with proposer and officer."""

    proposer: str
    officer: str
    department: str
    source: str


CASES = (
    Case("liang.jiashu", "he.yuqing", "区民政局", "养老机构信息"),
    Case("wu.kexin", "lin.xiaotang", "区市场监管局", "企业股东信息"),
    Case("chen.yuan", "ye.zhiqiu", "区人社局", "社会保险参保信息"),
    Case("zheng.siqi", "shen.shuyao", "区卫健委", "医疗机构执业许可信息"),
    Case("tang.nian", "lu.xinghe", "区教育局", "中小学学籍信息"),
    Case("feng.leshan", "cheng.yanqiu", "区房管局", "不动产登记信息"),
    Case("bai.ruolan", "zou.jingshu", "区城管执法局", "城管行政处罚信息"),
    Case("shi.lei", "liu.qingqing", "区生态环境局", "排污许可证信息"),
    Case("dai.mingde", "xie.yinuo", "区建管委", "建筑工程施工许可信息"),
    Case("deng.anlan", "han.xuefeng", "区应急局", "安全生产许可信息"),
)
OPERATORS = ("fang.zhiyuan", "xu.ruoxi")


def file(proposer: Phone, case: Case) -> str:
    """The number of the ticket."""
    proposer.send_text("提出异议")
    proposer.reply("哪项数据有问题", case.source)
    proposer.press("错误")
    proposer.reply("哪些记录有疑问", f"{case.source}第一条的名称写错了")  # cases alike would name each other
    proposer.reply("为什么有疑问", "与证照不一致，应当更正")
    proposer.reply("请提供佐证说明", "业务场景：办理业务时核对发现")
    for step in ("完成", "提交"):
        proposer.press(step)
    found = TICKET.search(proposer.see("CN-").words)
    assert found is not None
    return found[0]


def centre(operator: Phone, case: Case, number: str) -> None:
    """Accepted, checked, passed on."""
    for step in ("收办", "平台核查无误", f"转交{case.department}"):
        operator.press(step, about=number)


def department(officer: Phone, number: str) -> None:
    """Received, answered with a date, repaired."""
    officer.press("签收", about=number)
    officer.press("答复", about=number)
    officer.press("下一步", choice="需要修正")
    officer.reply("核实的结果", "属实，录入时看错一行")
    officer.reply("预计修正日期", "5个工作日后")
    officer.confirm(number)
    officer.press("完成修正", about=number)
    officer.reply("处理情况如何", "已按证照更正并复核")
    officer.press("确定", choice="是")
    officer.reply("重新归集的批次", "当日批次")
    officer.confirm(number)


def result(operator: Phone, proposer: Phone, number: str) -> None:
    """Told, confirmed, evaluated."""
    operator.press("告知结果", about=number)
    operator.confirm(number)
    proposer.press("数据已正确，确认办结", about=number)
    proposer.confirm(number)
    proposer.press("提交评价", choice="5", about=number)
    proposer.see("感谢您的评价")


def whole(proposer: Phone, operator: Phone, officer: Phone, case: Case) -> str:
    number = file(proposer, case)
    centre(operator, case, number)
    department(officer, number)
    result(operator, proposer, number)
    return number
