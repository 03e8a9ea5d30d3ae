"""The main path of a case step by step, for tests that begin in a later state."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.bot.filing import NUMBER
from tests.bot.world import World

WORDS: Mapping[str, str] = {
    "records": "某某有限公司登记状态为存续",
    "doubt": "该公司已于2025年注销，应为注销",
    "scenario": "在办理补贴发放时发现",
    "finding": "经核实属实，登记状态未更新",
    "done": "已将登记状态更正为注销",
}


class MainPath:
    """One case on the main path; each method is one step by the person responsible for it."""

    def __init__(self, world: World, **words: str) -> None:
        self.world = world
        self.words = {**WORDS, **words}
        self.number = ""

    def file(self) -> None:
        world, user = self.world, "zhang.wei"
        world.send_text(user, "提出异议")
        world.send_text(user, "企业登记")
        world.choose_option(user, "错误")
        for name in ("records", "doubt", "scenario"):
            world.send_text(user, self.words[name])
        world.press_button(user, "完成")
        found = NUMBER.search(world.press_button(user, "提交")[-1].title)
        assert found is not None
        self.number = found[0]

    def accept(self) -> None:
        self.world.press_button("li.na", "收办")

    def clear(self) -> None:
        self.world.press_button("li.na", "平台核查无误")

    def transfer(self) -> None:
        self.world.press_button("li.na", "转交区市场监管局")

    def receive(self) -> None:
        self.world.press_button("wang.fang", "签收")

    def reply(self) -> None:
        self.world.send_text("wang.fang", f"答复需修正 {self.number} 9月25日 {self.words['finding']}")

    def finish(self) -> None:
        world, user = self.world, "wang.fang"
        world.send_text(user, f"完成修正 {self.number} {self.words['done']}")
        world.choose_option(user, "是")
        world.send_text(user, "2026-09-24 批次 0712")

    def notify(self) -> None:
        self.world.press_button("li.na", "告知结果")

    def confirm(self) -> None:
        self.world.press_button("zhang.wei", "数据已正确，确认办结")

    def evaluate(self) -> None:
        self.world.press_button("zhang.wei", "提交评价", score="5")

    def until(self, last: Callable[[MainPath], None]) -> str:
        """Take all steps up to and including this one; returns the ticket number."""
        for step in ROAD[: ROAD.index(last) + 1]:
            step(self)
        return self.number


ROAD: tuple[Callable[[MainPath], None], ...] = (
    MainPath.file,
    MainPath.accept,
    MainPath.clear,
    MainPath.transfer,
    MainPath.receive,
    MainPath.reply,
    MainPath.finish,
    MainPath.notify,
    MainPath.confirm,
    MainPath.evaluate,
)
