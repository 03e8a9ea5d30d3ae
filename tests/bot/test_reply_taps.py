"""B6: a reply with repair takes at most eight taps and three texts, previews included; a list counts three taps."""

from __future__ import annotations

from typing import Any

from bot.ports import Call, CallKind, Card
from regulation.states import State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

OFFICER = "wang.fang"


class Thumb:
    """The officer's thumb on the cards as the platform shows them."""

    def __init__(self, world: World) -> None:
        world.confirms = False
        self.world, self.taps, self.texts = world, 0, 0

    def press(self, text: str) -> None:
        """A button of the newest card that has it; the text is whole, as a person reads it."""
        for card in reversed(self._cards()):
            for button in card.get("button_list", []):
                if button["text"] == text:
                    self.taps += 1
                    self.world.process(self._call(CallKind.CLICK, button["key"]))
                    return
        raise AssertionError(f"no button {text!r}")

    def answer(self, text: str) -> None:
        self.texts += 1
        self.world.process(self._call(CallKind.TEXT, text))

    def _call(self, kind: CallKind, text: str) -> Call:
        return self.world.call(OFFICER, kind, text)

    def _cards(self) -> list[dict[str, Any]]:
        return [screen["template_card"] for screen in self.world.screens if "template_card" in screen]


def read_by(world: World, title: str) -> Card:
    return next(card for card in reversed(world.received[OFFICER]) if card.title.startswith(title))


def test_a_reply_with_repair_takes_eight_taps_and_three_texts(world: World) -> None:
    number = MainPath(world).until(MainPath.transfer)
    thumb = Thumb(world)
    thumb.press("签收")
    thumb.press("答复")
    thumb.press("属实，需要修正")
    thumb.answer("经核实，该企业已于2025年注销，登记状态未更新")
    thumb.press("9月21日周一")
    assert "2026-09-21 周一" in read_by(world, "请核对后确定：答复需修正").told  # shown before it goes out
    thumb.press("确定")
    assert world.ticket(number).state is State.REPAIRING
    thumb.press("完成修正")
    thumb.answer("已将登记状态更正为注销")
    thumb.press("是")
    thumb.answer("2026-09-17 批次 0712")
    thumb.press("确定")
    assert world.ticket(number).state is State.NOTIFYING
    assert (thumb.taps, thumb.texts) == (8, 3)


def test_the_days_offered_are_those_of_the_calendar_and_every_other_is_typed(world: World) -> None:
    """P7: three, five and ten working days (this Sunday is one of them), and the end of the limit."""
    number = MainPath(world).until(MainPath.receive)
    card = world.send_text(OFFICER, f"答复需修正 {number} 经核实，登记状态未更新")[-1]
    assert [option.text for option in card.choices[0].options][:2] == ["9月21日周一", "9月23日周三"]
    assert "也可直接发送其他日期" in card.body
    world.send_text(OFFICER, "9月25日")
    assert str(world.ticket(number).promised_on) == "2026-09-25"


def test_each_reply_is_a_button_of_its_own(world: World) -> None:
    """F18: there is no 下一步 to press without a choice."""
    number = MainPath(world).until(MainPath.receive)
    world.press_button(OFFICER, "答复")
    card = world.screens[-1]["template_card"]
    texts = [button["text"] for button in card["button_list"]]
    assert texts[:2] == ["属实，需要修正", "核实无误，数据正确"]
    assert "下一步" not in texts
    assert max(map(len, texts)) <= 10
    assert last_message(world, OFFICER).ticket == number
