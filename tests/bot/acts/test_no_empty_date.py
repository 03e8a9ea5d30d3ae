"""F25: no text of an act names a limit that the case has not: no `期限。`, no `于前`."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.acts.act import Act, Say
from bot.acts.phrases import sentence_for
from bot.acts.registry import ACTS
from bot.visibility.projection import facts_of, view_of
from regulation.states import State
from store.cases import tickets
from store.people import persons
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

EMPTY = re.compile(r"期限[。，；）]|期限为[。，；]|于[。，；前]|截至[。，；]|延长至[。，；]|最迟[。，；答]")
LEGAL = ("原期限", "“原则上”期限", "区级期限", "开始确认期限")  # a limit that is spoken of, and not dated


def said_of(act: Act) -> list[Say]:
    told = [*act.tells, *([act.current] if act.current else [])]
    return [say for say in (act.doer, act.foretold, *(tell.say for tell in told)) if say]


@pytest.mark.parametrize("user", ["zhang.wei", "li.na", "wang.fang"])
def test_without_a_limit_no_text_names_one(world: World, user: str) -> None:
    number = MainPath(world).until(MainPath.receive)
    with world.store.read() as session:
        ticket, reader = tickets.get(session, number, lock=False), persons.by_account(session, "wecom", user)
        assert ticket is not None
        assert reader is not None
        facts = facts_of(session, world.store.vault, world.laws(session), ticket, world.now)
        view = view_of(facts, persons.actor_of(reader))
    assert view is not None
    wrong = set()
    for state in State:
        untimed = replace(view, limit=None, state=state)
        for act in ACTS.values():
            for say in said_of(act):
                text = sentence_for(untimed, say)
                for known in LEGAL:
                    text = text.replace(known, "")
                if EMPTY.search(text):
                    wrong.add((act.word, text))
    assert wrong == set()
