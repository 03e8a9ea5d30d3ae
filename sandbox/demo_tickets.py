"""Closed tickets as demo data: whole conversations over the API, by people whose phones are not on the page."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.chat.chat_page import PageContext
from sandbox.demo_people import TITLES, Handset
from sandbox.scripted_phone import NothingToPress, ScriptedPhone


@dataclass(frozen=True, slots=True)
class DemoTicket:
    """The input of one objection, from the search text to the rating; `department` answers.

    Every ticket has its own proposer, because messages per person and minute are rate limited.
    """

    proposer: str
    department: str
    source: str
    kind: str
    records: str
    doubt: str
    evidence: str
    finding: str
    done: str
    stars: str


DEMO_TICKETS = (
    DemoTicket(
        proposer="梁嘉树",
        department="区民政局",
        source="助餐服务点信息",
        kind="遗漏",
        records="松涛社区助餐服务点不在列表中",
        doubt="该点今年三月起对外服务，应当补入",
        evidence="业务场景：为老年人推荐助餐点时发现",
        finding="属实，新设点位未及时报送",
        done="已补录并核对全部点位",
        stars="5",
    ),
    DemoTicket(
        proposer="吴可欣",
        department="区房管局",
        source="物业服务企业信息",
        kind="错误",
        records="松涛苑小区登记的物业服务企业仍为原企业",
        doubt="业主大会已选聘新企业，合同已备案，应当更新",
        evidence="业务场景：受理居民报修时联系不到登记的企业",
        finding="属实，备案变更后未同步",
        done="已按备案合同更新",
        stars="4",
    ),
)


def finish_tickets(context: PageContext, count: int) -> None:
    """Process `count` demo tickets to closure; a failure is noted in the journal, the rehearsal goes on."""
    for ticket in DEMO_TICKETS[:count]:
        try:
            finish_ticket(context, ticket)
        except (NothingToPress, StopIteration) as error:
            context.tenant.messages.note(
                context.tenant.clock.now(), "callback", "示例工单", f"未走完：{error}", good=False
            )


def finish_ticket(context: PageContext, ticket: DemoTicket) -> None:
    """File, accept, check, transfer, receive, answer, repair, tell, confirm, evaluate (M5)."""
    shown = {handset.userid for handset in context.handsets}
    off_page = [each for each in context.staff if each.userid not in shown]
    proposer = _phone_of(context, next(each for each in off_page if each.name == ticket.proposer))
    operator = _phone_of(context, next(each for each in off_page if each.role == TITLES["operator"]))
    officer = _phone_of(context, next(each for each in off_page if _answers_for(each, ticket.department)))
    _file(proposer, ticket)
    for step in ("收办", "平台核查无误", f"转交{ticket.department}"):
        operator.press(step)
    _repair(officer, ticket)
    operator.press("告知结果")
    operator.confirm()
    proposer.press("数据已正确，确认办结")
    proposer.confirm()
    proposer.press("提交评价", choice=ticket.stars)


def _file(proposer: ScriptedPhone, ticket: DemoTicket) -> None:
    proposer.send_text("提出异议")
    proposer.answer(ticket.source)
    proposer.press(ticket.kind)
    for words in (ticket.records, ticket.doubt, ticket.evidence):
        proposer.answer(words)
    for step in ("完成", "提交"):
        proposer.press(step)


def _repair(officer: ScriptedPhone, ticket: DemoTicket) -> None:
    officer.press("签收")
    officer.press("答复")
    officer.press("下一步", choice="需要修正")
    officer.answer(ticket.finding)
    officer.answer("5个工作日后")
    officer.confirm()
    officer.press("完成修正")
    officer.answer(ticket.done)
    officer.press("确定", choice="是")
    officer.answer("当日批次")
    officer.confirm()


def _phone_of(context: PageContext, handset: Handset) -> ScriptedPhone:
    return ScriptedPhone(context.phone(handset.userid), context.tenant.messages)


def _answers_for(handset: Handset, department: str) -> bool:
    return handset.role == TITLES["officer-a"] and handset.department == department
