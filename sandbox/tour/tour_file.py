"""The data of the guided tour: its steps and moves, and the sentence that says what to do now."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "tour_steps.toml"


@dataclass(frozen=True, slots=True)
class Move:
    """One press or one text. `at` is where the button is: the card, its ⋯, the menu, the clock, the scenarios."""

    done: str
    who: str = ""
    press: str = ""
    send: str = ""
    choose: str = ""
    at: str = "card"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the twelve. A `free` one is ticked by itself, the others follow one case in their order."""

    title: str
    why: str
    moves: tuple[Move, ...]
    states: tuple[str, ...] = ()
    outcome: str = ""
    free: bool = False


@dataclass(frozen=True, slots=True)
class TourFile:
    """The data of the tour: steps, the order of the questions of each form, what to say off the way."""

    steps: tuple[Step, ...]
    orders: Mapping[str, Sequence[str]]
    detours: Mapping[str, str]


def read_tour(file: Path = FILE) -> TourFile:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    steps = (_step(each) for each in data["steps"])
    return TourFile(tuple(steps), data["orders"], data["detours"])


def _step(data: Mapping[str, Any]) -> Step:
    moves = tuple(Move(**each) for each in data["moves"])
    return Step(**{**data, "moves": moves, "states": tuple(data.get("states", ()))})


def sentence(move: Move, name: str) -> str:
    """What to do now, in one sentence."""
    if move.at == "scenes":
        return f"请按下面的“{move.press}”。"
    if move.at == "clock":
        return f"请按上方时钟的“{move.press}”，再按几次，直到{name}收到逾期摘要。"
    where = f"请在{name}的手机上"
    if move.send:
        return f"{where}发送“{move.send}”。"
    if move.choose:
        return f"{where}选“{move.choose}”，再按“{move.press}”。"
    if move.at == "menu":
        return f"{where}按菜单里的“{move.press}”。"
    if move.at == "more":
        return f"{where}打开一张卡片的“⋯”，按“{move.press}”。"
    return f"{where}按“{move.press}”。"
