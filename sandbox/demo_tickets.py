"""Finished tickets for the demo district: whole conversations, held by people whose phones are not on the page."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.chat.chat_page import Room
from sandbox.demo_people import TITLES, Handset
from sandbox.scripted_phone import NothingToPress, Screen


@dataclass(frozen=True, slots=True)
class Story:
    """One objection, from the words searched to the stars given; `department` answers.

    Every story has a proposer of its own: one person's messages a minute are limited.
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


STORIES = (
    Story(
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
    Story(
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


def finish(room: Room, count: int) -> None:
    """Walk so many stories to their end; one that gets stuck is told in the journal, the rehearsal goes on."""
    for story in STORIES[:count]:
        try:
            walk(room, story)
        except (NothingToPress, StopIteration) as error:
            room.tenant.mail.note(room.tenant.clock.now(), "callback", "示例工单", f"未走完：{error}", good=False)


def walk(room: Room, story: Story) -> None:
    """File, accept, check, transfer, receive, answer, repair, tell, confirm, evaluate (M5)."""
    shown = {handset.userid for handset in room.handsets}
    off_page = [each for each in room.staff if each.userid not in shown]
    proposer = _screen(room, next(each for each in off_page if each.name == story.proposer))
    operator = _screen(room, next(each for each in off_page if each.role == TITLES["operator"]))
    officer = _screen(room, next(each for each in off_page if _answers_for(each, story.department)))
    _file(proposer, story)
    for step in ("收办", "平台核查无误", f"转交{story.department}"):
        operator.press(step)
    _repair(officer, story)
    operator.press("告知结果")
    proposer.press("确认")
    proposer.press("提交评价", choice=story.stars)


def _file(proposer: Screen, story: Story) -> None:
    proposer.begin("提出异议")
    proposer.say(story.source)
    proposer.press("选这一项", choice=story.source)
    proposer.press("确定", choice=story.kind)
    for words in (story.records, story.doubt, story.evidence):
        proposer.say(words)
    for step in ("完成", "无误", "提交"):
        proposer.press(step)


def _repair(officer: Screen, story: Story) -> None:
    officer.press("签收")
    officer.press("答复")
    officer.press("下一步", choice="需要修正")
    officer.say(story.finding)
    officer.say("5个工作日后")
    officer.press("完成修正")
    officer.say(story.done)
    officer.press("确定", choice="是")
    officer.say("当日批次")


def _screen(room: Room, handset: Handset) -> Screen:
    return Screen(room.phone(handset.userid), room.tenant.mail)


def _answers_for(handset: Handset, department: str) -> bool:
    return handset.role == TITLES["officer-a"] and handset.department == department
