"""Inputs of the fuzzer: every button and option of every card ever sent, and mutations of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random

from bot.menu import MENU
from bot.ports import Button, CallKind, Choice
from tests.bot.chaos.system import SentCard, Values

GENERATION, CASE = re.compile(r" g(\d+)"), re.compile(r"CN-\d{8}-\d{4}")
TWO, MOST = 2, 6


@dataclass(frozen=True)
class Press:
    """One possible input: who received the card, which card, and what it sends."""

    owner: str
    key: str
    text: str
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kind: CallKind = CallKind.CLICK

    @property
    def chosen(self) -> Values:
        return dict(self.values)


def presses_on(sent_cards: Iterable[SentCard]) -> Iterator[Press]:
    """Every button and every option of every card."""
    for post in sent_cards:
        for button in (*post.card.buttons, *post.card.more):
            if button.command:
                yield Press(post.account, post.key, button.command)
        submit = post.card.submit
        if submit is not None:
            nothing = tuple((choice.name, ()) for choice in post.card.choices)
            yield Press(post.account, post.key, submit.command, nothing)
            chosen = [(choice.name, ids) for choice in post.card.choices for ids in _chosen(choice)]
            yield from (Press(post.account, post.key, submit.command, (one,)) for one in chosen)


def distinct(every: Iterable[Press]) -> list[Press]:
    """Every card at least once; identical inputs of several cards once."""
    known: set[tuple[object, ...]] = set()
    found: list[Press] = []
    for _, own in groupby(every, lambda press: press.key):
        mine = list(own)
        new = [press for press in mine if (press.text, press.values) not in known]
        known |= {(press.text, press.values) for press in new}
        found += new or mine[:1]
    return found


def menu_presses(accounts: Iterable[str]) -> Iterator[Press]:
    """The entries of the chat's menu, for each account."""
    for account in accounts:
        for entry in MENU:
            for button in (entry,) if isinstance(entry, Button) else entry[1]:
                yield Press(account, "", button.command)


def _chosen(choice: Choice) -> Iterator[tuple[str, ...]]:
    ids = [option.id for option in choice.options]
    yield from ((id,) for id in ids)
    if choice.several and len(ids) >= TWO:
        yield tuple(ids[:TWO])
        yield tuple(ids)


def mutated(press: Press, rng: Random, others: list[Press], numbers: list[str]) -> Press:
    """The input mutated: truncated, another ticket's or card's, of a later generation, garbled."""
    other = rng.choice(others)
    text, values = press.text, press.values
    match rng.randrange(13):
        case 0:
            return replace(press, text=text[: rng.randrange(len(text) + 1)])
        case 1:
            return replace(press, text=CASE.sub(rng.choice(numbers), text))
        case 2:
            return replace(press, text=GENERATION.sub(f" g{rng.choice((0, 1, 2, 999999999, 10**12))}", text))
        case 3:
            return replace(press, text=GENERATION.sub("", text))
        case 4:
            return replace(press, text=f"{text} {other.text}")
        case 5:
            return replace(press, values=other.values, key=other.key)
        case 6:
            return replace(press, values=tuple((name, ()) for name, _ in values) or (("ticket", ()),))
        case 7:
            strange = rng.choice(
                ("", "-1", "0", "999999", "none", "D1", "'; --", "<b>", "选定", "yes", "1,2", "\u202e")
            )
            return replace(press, values=tuple((name, (strange,)) for name, _ in values) or (("item", (strange,)),))
        case 8:
            return replace(press, values=tuple((name, chosen * 40) for name, chosen in values), key="no such card")
        case 9:
            return replace(press, text=re.sub(r"\d", lambda found: str((int(found[0]) + rng.randrange(3)) % 10), text))
        case 10:
            wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)
            return replace(press, text=wide, kind=CallKind.TEXT)
        case 11:
            return replace(press, text=f"{text}\n{rng.choice(('确定', '新建', '*' * 50, '9月31日', '<script>'))}")
        case _:
            return replace(
                press, kind=rng.choice((CallKind.ENTER, CallKind.OTHER, CallKind.DIRECTORY, CallKind.DIRECTORY))
            )
