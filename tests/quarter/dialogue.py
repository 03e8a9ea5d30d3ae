"""Dialogue: answers the bot's questions from the command to the card that ends the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.scripted_phone import pressables
from sandbox.wecom.message_store import Message
from tests.quarter.client import ChatClient, standing_of, title_of, words_of

LONGEST = 16  # most questions of one dialogue
SKIP = "跳过"
REPLIES = "请选择答复的类型"  # asked on the case's own card, with a button for each
# Substring of a question: the key of the answer in an action.
QUESTIONS: Mapping[str, str] = {
    "哪项数据有问题": "source",
    "是哪一类问题": "kind",
    "哪些记录有疑问": "records",
    "为什么有疑问": "doubt",
    "请提供佐证说明": "evidence",
    "联系方式是否正确": "contact",
    "提出方是谁": "stranger",
    "通过什么渠道": "channel",
    "什么时候收到": "received",
    "请核对后提交": "review",
    "请核对后确定": "preview",
    "请发送补正内容": "pieces",
    "请选择情形": "ground",
    "请选择延期事由": "ground",
    "哪一部规定": "rule",
    "由具体行政行为导致吗": "yes",
    "已有相关法律法规或其他规定能够处理吗": "yes",
    "需要补正哪些内容": "items",
    "逐项写明缺什么": "details",
    "还有其他需要补正": "other",
    "为什么再次要求补正": "deviation",
    "期限到哪一天": "days",
    "问题出在哪个环节": "stage",
    REPLIES: "kind",
    "还是别的事": "kept",
    "核实的结果是什么": "finding",
    "预计修正日期": "expected",
    "处理情况如何": "done",
    "核查的情况如何": "finding",
    "数据已经重新归集了吗": "yes",
    "重新归集的批次": "batch",
    "数据源头也有问题": "also",
    "依据是什么": "basis",
    "需要提出方怎样配合": "way",
    "配合的流程": "steps",
    "属于哪一种历史原因": "cause",
    "请说明为什么无法核实修正": "explanation",
    "市平台工单号是多少": "order",
    "请评分": "score",
    "更正为哪一种认定": "verdict",
    "更正哪一个期限": "limit",
    "意见从何得知": "heard",
    "转交哪个部门": "department",
    "建议由哪个部门": "department",
    "需要哪些关联部门": "related",
    "转派给哪位": "colleague",
    "由谁代理": "deputy",
    "从哪一天开始": "from",
    "到哪一天结束": "to",
    "【请说明": "reason",  # for all other free-text questions
}
DEFAULTS: Mapping[str, str] = {"yes": "是", "also": "否", "contact": "无误", "review": "提交", "preview": "确定"}


def converse(client: ChatClient, answers: Mapping[str, str], number: str = "") -> Message | None:
    """Answer until there is no question; returns the last message, None where none came or it did not end."""
    sent: list[str] = []
    for _ in range(LONGEST):
        message = client.answer(lambda each: _concerns(each, number))
        if message is None:
            return None
        name = asked(message)
        if not name:
            return message
        _reply(client, message, name, answers, sent)
    return None


def asked(message: Message) -> str:
    """The key of the question in a message; empty where it asks none, or has been answered."""
    if message.caption or _goes_on(message):
        return ""
    is_choice = message.content.get("button_selection") or REPLIES in message.content.get("sub_title_text", "")
    words = words_of(message) if is_choice else _question(message)
    return next((name for words_asked, name in QUESTIONS.items() if words_asked in words), "")


def _question(message: Message) -> str:
    """The title; of a question in words too where it is shown in the place of the list before it."""
    mark = "【" if message.content.get("card_type") == "text_notice" else ""
    return f"{mark}{title_of(message)}"


def _goes_on(message: Message) -> bool:
    """Whether it only has the whole text of the card before it."""
    return message.kind == "text" and " 全文" in title_of(message).partition("\n")[0]


def _concerns(message: Message, number: str) -> bool:
    """A question, a card about this ticket, or a plain text: plain texts are only sent as answers here."""
    if _goes_on(message):
        return False
    if asked(message) or message.kind == "text":
        return True
    if title_of(message).startswith(("请电话告知", "请向市平台反馈")):  # sent besides the answer
        return False
    return bool(number and number in standing_of(message)) or title_of(message).startswith("已提交")


def _reply(client: ChatClient, message: Message, name: str, answers: Mapping[str, str], sent: list[str]) -> None:
    if name == "kept":  # a notice came in between: the sentence was the answer
        client.press(pressables(message)[0])
        return
    value = answers.get(name, DEFAULTS.get(name, SKIP))
    if name in ("evidence", "pieces"):
        _piece(client, message, name, value, sent)
        return
    option = option_of(message, value)
    if option is not None:
        client.press(pressables(message)[0], option)
        return
    button = next((each for each in pressables(message) if value == "*" or each.text.startswith(value)), None)
    if button is not None:
        client.press(button)
    else:
        client.say(value)


def _piece(client: ChatClient, message: Message, name: str, value: str, sent: list[str]) -> None:
    """The pieces of an answer, then 完成."""
    pieces = value.split("|")
    given = sent.count(name)
    done = next((each for each in pressables(message) if each.text in ("完成", "补正完毕")), None)
    if given < len(pieces):
        sent.append(name)
        client.say(pieces[given])
    elif done is not None and name == "evidence":
        client.press(done)
    else:
        client.say("补正完毕" if name == "pieces" else "完成")


def option_of(message: Message, value: str) -> tuple[str, Sequence[str]] | None:
    """The list's key with the option whose label begins so; the first where the value is `*`. 请选择 is skipped."""
    for question in _lists(message.content):
        for option in (each for each in question["option_list"] if each["text"] != "请选择"):
            if value == "*" or option["text"].startswith(value[:15]):
                return str(question["question_key"]), [str(option["id"])]
    return None


def _lists(card: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    single = [card[name] for name in ("button_selection", "checkbox") if card.get(name)]
    return [*single, *card.get("select_list", [])]
