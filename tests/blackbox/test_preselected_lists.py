"""Real clients preselect a list entry: 确定 without a selection must record nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.blackbox import records, scenario
from tests.blackbox.conftest import Installation
from tests.blackbox.load import UNPACED
from tests.blackbox.phone import Phone
from tests.blackbox.scenario import CASES, OPERATORS
from tests.blackbox.standin_platform import TICKET

TOLD = "还没有选择", "请从列表中选择"
TABLES = {
    "history": "ticket_id, seq, action, hash",
    "texts": "ticket_id, seq, field",
    "clocks": "id, verdict, stopped_at",
    "tickets": "id, state, seq, score, department_id, handler_id",
    "drafts": "id, form, state, step, answers_sealed",
}


@dataclass(frozen=True)
class PreselectionCheck:
    """Presses a button first with the preselection, then with a choice."""

    installation: Installation
    phone: Phone

    def choose(self, button: str, choice: str, about: str = "") -> None:
        before = self.recorded()
        if button not in self.phone.offered(button, about, choice).buttons:
            self.phone.press(
                button, choice=choice, about=about
            )  # few short options are buttons: nothing is preselected
            return
        card = self.phone.press(button, about=about)
        again = self.phone.see("选择")
        assert any(words in again.words for words in TOLD), again.words
        assert self.recorded() == before, (button, card.words)
        self.phone.press(button, choice=choice, about=about)

    def recorded(self) -> dict[str, list[tuple[Any, ...]]]:
        assert self.installation.settled()
        found = {name: f"select {columns} from {name} order by 1, 2" for name, columns in TABLES.items()}
        return {name: records.rows(self.installation.database, query) for name, query in found.items()}


@pytest.fixture
def checks(installation: Installation) -> dict[str, PreselectionCheck]:
    installation.machine(**UNPACED)
    installation.platform.paced = False
    users = (*OPERATORS, "gao.mingzhe", CASES[1].proposer, CASES[1].officer)
    return {user: PreselectionCheck(installation, installation.phone(user)) for user in users}


CASE, OPERATOR = CASES[1], OPERATORS[0]  # 区市场监管局: a third person besides its two officers


@pytest.mark.slow
def test_untouched_lists_of_the_centre(checks: dict[str, PreselectionCheck], installation: Installation) -> None:
    """M2, M10, P4: 不予收办 with its ground and both tests, 平台修复完成, and to whom 转交 goes."""
    operator = checks[OPERATOR]
    declined = file(checks[CASE.proposer])
    operator.phone.send_text(f"不予收办 {declined} 属于行政处罚争议")
    operator.choose("确定", "具体行政行为")
    operator.choose("确定", "是")
    operator.choose("确定", "是")
    operator.phone.reply("哪一部规定", "中华人民共和国行政复议法")
    operator.phone.confirm(declined)
    operator.phone.see("不予收办")
    number = file(checks[CASE.proposer])
    for said in (f"收办 {number}", f"平台原因 {number} 归集任务漏跑一个批次"):
        operator.phone.send_text(said)
        assert installation.settled()
    operator.choose("确定", "归集")
    operator.phone.reply("预计", "跳过")
    operator.phone.confirm(number)
    operator.phone.see("平台修复中")
    operator.phone.send_text(f"平台修复完成 {number} 已补跑批次")
    operator.choose("确定", "是")
    operator.phone.reply("批次", "批次 0925")
    operator.choose("确定", "是")
    operator.phone.see("待转交")
    operator.phone.send_text(f"转交 {number}")
    operator.choose("确定", CASE.department)
    operator.phone.reply("依据是什么", "目录载明")
    operator.phone.see("待签收")
    assert installation.settled()
    assert records.steps(installation.database)[number][-1] == "转交"
    assert records.steps(installation.database)[declined] == ["提出异议", "不予收办", "送达"]


@pytest.mark.slow
def test_untouched_lists_of_department_and_proposer(
    checks: dict[str, PreselectionCheck], installation: Installation
) -> None:
    """M7, M5, G7, M14, M15: 转派, 申请特例, 电话告知, 评价, 更正认定."""
    proposer, operator, officer = (checks[user] for user in (CASE.proposer, OPERATOR, CASE.officer))
    number = file(proposer)
    scenario.centre(operator.phone, CASE, number)
    officer.phone.press("签收", about=number)
    officer.phone.see("部门核实中")
    officer.phone.send_text(f"转派 {number}")
    officer.choose("确定", "郑思齐")
    officer.phone.see("转派")
    assert installation.settled()
    officer.phone.send_text(f"收回转派 {number}")
    officer.phone.see("部门核实中")
    officer.phone.send_text(f"答复 {number}")
    officer.choose("下一步", "申请特例")
    officer.choose("确定", "灭失")
    officer.phone.reply("为什么无法", "2003年档案因水灾灭失，无从核对")
    officer.phone.confirm(number)
    officer.phone.see("待同意特例")
    proposer.phone.press("同意特例", about=number)
    proposer.phone.confirm(number)
    operator.phone.press("告知结果", about=number)
    operator.phone.confirm(number)
    assert installation.settled()
    operator.phone.send_text(f"电话告知 {number}")
    operator.choose("确定", "无人接听")
    assert installation.settled()
    proposer.phone.send_text(f"查询 {number}")
    proposer.choose("提交评价", "4 满意", about=number)
    proposer.phone.see("感谢您的评价")
    overseer = checks["gao.mingzhe"]
    overseer.phone.send_text(f"更正认定 {number} 系统故障所致")
    overseer.choose("确定", "收办意见")
    overseer.choose("确定", "不计")
    overseer.phone.confirm(number)
    assert installation.settled()
    last = ["同意特例", "告知结果", "送达", "电话告知", "评价", "更正认定"]
    assert records.steps(installation.database)[number][-6:] == last
    assert records.rows(installation.database, "select score from tickets") == [(4,)]


def file(proposer: PreselectionCheck) -> str:
    """As `scenario.file`, with each list first left at its preselection."""
    phone = proposer.phone
    phone.send_text("提出异议")
    phone.reply("哪项数据有问题", CASE.source)
    phone.press("错误")
    phone.reply("哪些记录有疑问", "第一条记录的名称写错了")
    phone.reply("为什么有疑问", "与证照不一致，应当更正")
    phone.reply("请提供佐证说明", "业务场景：办理业务时核对发现")
    for step in ("完成", "提交"):
        phone.press(step)
    found = TICKET.search(phone.see("CN-").words)
    assert found is not None
    return found[0]
