"""The platform or the city named in place of a department: that is another act than the one begun (M11, P10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.acts.act import Place
from bot.acts.registry import ACTS
from bot.context import Answers, Json
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.needs.need_answers import inputs_of
from bot.ports import Option
from bot.tickets.access import actor_for

if TYPE_CHECKING:
    from bot.context import Context
    from regulation.states import Action
    from store.tables import Ticket

KEY = "place"  # key of an answer that names a place instead of a department
_USUAL: Mapping[Place, str] = {
    Place.PLATFORM: "区大数据中心 大数据中心 数据中心 区数据中心 平台 区平台 数据平台 数据中台 中台 平台环节 平台原因",
    Place.CITY: "市平台 市级平台 市大数据平台 市大数据中心 市大数据资源平台 上海市大数据资源平台 市里",
}
NAMES: Mapping[str, Place] = {
    **{folded(place.value): place for place in Place},
    **{word: place for place, words in _USUAL.items() for word in words.split()},
}
CARRIED = ("finding", "reason")  # what was written as basis stands for the first of these that the other act asks for


def named(words: str) -> Place | None:
    """The place that these words name."""
    return NAMES.get(bare(folded(words)))


def offered(ctx: Context, ticket: Ticket | None, action: Action) -> dict[Place, Action]:
    """The places that may be named with this act now, and the acts they mean; a first-edition case has none."""
    if ticket is None:
        return {}
    return {place: act for place, act in ACTS[action].elsewhere.items() if actor_for(ctx, ticket, act) is not None}


def options(ctx: Context, ticket: Ticket | None, action: Action) -> list[Option]:
    return [Option(place.name.lower(), place.value) for place in offered(ctx, ticket, action)]


def answer(place: Place) -> dict[str, Json]:
    return {KEY: place.name, "called": place.value}


def place_in(answers: Answers) -> Place | None:
    """The place named among the answers."""
    found = (value[KEY] for value in answers.values() if isinstance(value, dict) and KEY in value)
    name = next(found, None)
    return Place[name] if name else None


def without_place(answers: Answers) -> dict[str, Json]:
    """As if no place had been named: a first-edition case knows none."""
    return {name: value for name, value in answers.items() if not (isinstance(value, dict) and KEY in value)}


def carried(answers: Answers, other: Action) -> dict[str, Json]:
    """The answers that the other act takes over."""
    wanted = inputs_of(other)
    kept = {name: value for name, value in answers.items() if name in wanted and value}
    basis = answers.get("basis")
    field = next((name for name in CARRIED if name in wanted and name not in kept), None)
    return kept if "basis" in kept or not basis or field is None else kept | {field: basis}
