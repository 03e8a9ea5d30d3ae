"""Notices, as amended: who is sent how many messages over the ordinary case; cards updated in place are none."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from bot.ports import Capabilities
from regulation.states import Action
from tests.scheduler.fake_platform import Sent
from tests.scheduler.rig import LEADER, OFFICER_A, OPERATOR, OPERATORS, PROPOSER, Rig

NUMBER = re.compile(r"CN-\d{8}-\d{4}")
REPAIR = (
    ("press", "答复"), ("pick", "下一步", "需要修正"), ("say", "经核实，该企业已于2025年注销，登记状态未更新"),
    ("say", "9月22日"), ("press", "确定"), ("press", "完成修正"), ("say", "已将登记状态更正为注销"),
    ("pick", "", "是"), ("say", "2026-09-16 批次 0712"), ("press", "确定"),
)  # fmt: skip
CORRECT = (
    ("press", "答复"), ("pick", "下一步", "无误"), ("say", "经核实，登记状态与档案一致，无需修正"),
    ("say", "企业登记档案"), ("press", "确定"),
)  # fmt: skip


class Chat:
    """The phones of everybody: what arrived, with each card as it was last updated."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig

    def cards(self, user: str) -> list[Sent]:
        """This person's cards, the newest last; an update shows in the place of its card."""
        self.rig.deliver()
        updates = {sent.message["template_card"]["task_id"]: sent for sent in self.rig.platform.updated}
        mine = [sent for sent in self.rig.platform.arrived if sent.user == user and "template_card" in sent.message]
        shown = [updates.get(sent.message["template_card"]["task_id"], sent) for sent in mine]
        return [sent for sent in shown if "replace_text" not in sent.message["template_card"]]

    def press(self, user: str, text: str) -> None:
        """The newest button with this text, behind 更多 too."""
        self.rig.later(minutes=1)
        for sent in reversed(self.cards(user)):
            shown = sent.message["template_card"]
            buttons = [*shown.get("button_list", []), *shown.get("action_menu", {}).get("action_list", [])]
            for button in buttons:
                if button["text"] == text:
                    return self.rig.press_card(user, button["key"], shown["task_id"])
        raise AssertionError(f"{user} sees no {text!r}")

    def pick(self, user: str, option: str) -> None:
        """The option on the newest card: a button of its own, or one of its list, and its button."""
        newest = self.cards(user)[-1].message["template_card"]
        pressed = [button["text"] for button in newest.get("button_list", []) if option in button["text"]]
        if not _list(newest) and pressed:
            self.press(user, pressed[0])
            return
        self.rig.later(minutes=1)
        shown = next(c for sent in reversed(self.cards(user)) if _list(c := sent.message["template_card"]))
        asked = _list(shown)
        chosen = next(each["id"] for each in asked["option_list"] if option in each["text"])
        submit = shown.get("submit_button") or shown["button_list"][0]
        self.rig.press_card(user, submit["key"], shown["task_id"], {asked["question_key"]: (chosen,)})

    def say(self, user: str, text: str) -> None:
        self.rig.deliver()  # the question was seen before it is answered
        self.rig.later(minutes=1)
        self.rig.send_text(user, text)

    def do(self, user: str, steps: tuple[tuple[str, ...], ...]) -> None:
        for kind, *given in steps:
            if kind == "pick":
                self.pick(user, given[-1])
            else:
                getattr(self, kind)(user, *given)


def _list(card: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = card.get("checkbox") or card.get("button_selection") or {}
    return found


def counted(rig: Rig, reply: tuple[tuple[str, ...], ...]) -> Counter[str]:
    """An ordinary case from its number to the evaluation, by presses: messages sent to each person."""
    chat = Chat(rig)
    rig.filed(entry_id=1)
    for text in ("收办", "平台核查无误", "转交区市场监管局"):
        chat.press(OPERATOR, text)
    chat.press(OFFICER_A, "签收")
    chat.do(OFFICER_A, reply)
    chat.press(OPERATOR, "告知结果")
    chat.press(OPERATOR, "确定")
    chat.press(PROPOSER, "数据已正确，确认办结")
    chat.press(PROPOSER, "确定")
    chat.pick(PROPOSER, "5")
    rig.deliver()
    return Counter(sent.user for sent in rig.platform.arrived)


@pytest.mark.parametrize("reply", [REPAIR, CORRECT], ids=["答复需修正", "答复核实无误"])
def test_an_ordinary_case_sends_few_messages(rig: Rig, reply: tuple[tuple[str, ...], ...]) -> None:
    """Proposer ≤ 12 with the filing's 8 at most, A ≤ 8, operator ≤ 5 (16, 11 and 6 before)."""
    sent = counted(rig, reply)
    print(
        "COUNTS",
        sent,
        [
            (s.user, s.message.get("template_card", s.message).get("main_title", s.message))
            for s in rig.platform.arrived
        ],
    )
    assert sent[PROPOSER] <= 4
    assert sent[OFFICER_A] <= 8
    assert all(sent[operator] <= 5 for operator in OPERATORS)


def test_what_cannot_be_updated_is_sent(rig: Rig) -> None:
    """A platform without updates: every answer is a message, none is lost, and nothing is sent twice."""
    rig.platform.capabilities = Capabilities(update=False)
    chat = Chat(rig)
    rig.filed(entry_id=1)
    chat.press(OPERATOR, "收办")
    rig.deliver()
    assert len(rig.platform.to(OPERATOR, "已收办")) == 1
    assert rig.platform.updated == []


def test_a_used_code_sends_the_answer_anew(rig: Rig) -> None:
    """The platform refuses the press's own code: the answer comes as a message all the same."""
    chat = Chat(rig)
    number = rig.filed(entry_id=1)
    [task] = chat.cards(OPERATOR)
    spent = "press-used"
    rig.platform.give_code(spent, OPERATOR)
    rig.platform.update(OPERATOR, task.message, code=spent)
    rig.platform.updated.clear()
    rig.press_card(OPERATOR, f"收办 {number}", task.key, code=spent)
    rig.deliver()
    assert len(rig.platform.to(OPERATOR, "已收办")) == 1


def test_a_list_stays_where_one_of_its_cases_is_urged(rig: Rig) -> None:
    """The leader's list names two cases: after 催办 of one it can be used for the other."""
    numbers = [rig.filed() for _ in range(2)]
    for number in numbers:
        rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    rig.at("2026-09-21 周一 09:00")
    rig.run()
    [listed] = rig.platform.to(LEADER, "请督促办理：2件")
    rig.press_card(LEADER, "催办", listed.key, {"ticket": (numbers[0],)})
    rig.deliver()
    assert rig.platform.to(LEADER, "已催办", numbers[0])
    assert [sent for sent in rig.platform.updated if sent.user == LEADER] == []
