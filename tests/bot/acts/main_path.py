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


class Road:
    """One case on the main path; each method is one step by the person responsible for it."""

    def __init__(self, world: World, **words: str) -> None:
        self.world = world
        self.words = {**WORDS, **words}
        self.number = ""

    def file(self) -> None:
        world, user = self.world, "zhang.wei"
        world.says(user, "提出异议")
        world.says(user, "企业登记")
        world.picks(user, "企业登记基本信息")
        world.picks(user, "错误")
        for name in ("records", "doubt", "scenario"):
            world.says(user, self.words[name])
        world.clicks(user, "完成")
        world.clicks(user, "无误")
        found = NUMBER.search(world.clicks(user, "提交")[-1].title)
        assert found is not None
        self.number = found[0]

    def accept(self) -> None:
        self.world.clicks("li.na", "收办")

    def clear(self) -> None:
        self.world.clicks("li.na", "平台核查无误")

    def transfer(self) -> None:
        self.world.clicks("li.na", "转交区市场监管局")

    def receive(self) -> None:
        self.world.clicks("wang.fang", "签收")

    def reply(self) -> None:
        self.world.says("wang.fang", f"答复需修正 {self.number} 9月25日 {self.words['finding']}")

    def finish(self) -> None:
        world, user = self.world, "wang.fang"
        world.says(user, f"完成修正 {self.number} {self.words['done']}")
        world.picks(user, "是")
        world.says(user, "2026-09-24 批次 0712")

    def notify(self) -> None:
        self.world.clicks("li.na", "告知结果")

    def confirm(self) -> None:
        self.world.clicks("zhang.wei", "确认")

    def evaluate(self) -> None:
        self.world.clicks("zhang.wei", "提交评价", score="5")

    def until(self, last: Callable[[Road], None]) -> str:
        """Take all steps up to and including this one; returns the ticket number."""
        for step in ROAD[: ROAD.index(last) + 1]:
            step(self)
        return self.number


ROAD: tuple[Callable[[Road], None], ...] = (
    Road.file,
    Road.accept,
    Road.clear,
    Road.transfer,
    Road.receive,
    Road.reply,
    Road.finish,
    Road.notify,
    Road.confirm,
    Road.evaluate,
)
