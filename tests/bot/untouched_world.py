"""A world that first submits every list untouched, as a client that preselects the first entry would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select

from bot.cards.dialects.render import render
from bot.forms.fields import PICK
from bot.ports import Call, CallKind, Card
from sandbox.wecom.phone import preselected
from store.tables import Base
from store.tables import Draft as DraftRow
from tests.bot.world import World

# The messages themselves, the register of sent cards, who was shown what, and the record, which vouches for them.
ON_THE_WAY = frozenset({"inbox", "outbox", "cards", "readings", "record_log", "record_tip"})
TOLD = re.compile("选择")
Values = dict[str, tuple[str, ...]]


class UntouchedWorld(World):
    """`left` has every list submitted untouched: the form's name, or the command's word, and the list's name."""

    def __init__(self, url: str, **options: Any) -> None:
        self.left: set[tuple[str, str]] = set()
        self._testing = False
        super().__init__(url, **options)

    def process(self, call: Call) -> list[Card]:
        fresh = super().process(call)
        if fresh and fresh[-1].choices and not self._testing:
            self._testing = True
            self.submit_untouched(call.user, fresh[-1])
            self._testing = False
        return fresh

    def submit_untouched(self, user: str, card: Card) -> None:
        """Assert that nothing is recorded, that the person is asked to choose, and still can."""
        assert card.submit is not None
        before = self.everything()
        press = self.call(
            user, CallKind.CLICK, card.submit.command, values=untouched(card), card=self._keys.get(id(card), "")
        )
        answer = self.process(press)[-1]
        said = f"{answer.title}{answer.body}"
        assert self.everything() == before, (user, card.title)
        assert TOLD.search(said), said
        assert answer.choices == card.choices or "请从列表中选择一件" in said, (card, answer)
        (choice,) = card.choices
        self.left.add((self._behind(card.submit.command), choice.name))

    def everything(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """Every row of every table, texts still encrypted; without the messages."""
        tables: list[Table] = [table for table in Base.metadata.sorted_tables if table.name not in ON_THE_WAY]
        with self.store.read() as session:
            return {table.name: sorted(map(tuple, session.execute(select(table))), key=repr) for table in tables}

    def _behind(self, command: str) -> str:
        word, _, rest = command.partition(" ")
        if word != PICK:
            return word
        with self.store.read() as session:
            row = session.get(DraftRow, int(rest.split()[0]))
            assert row is not None
            return row.form


def untouched(card: Card) -> Values:
    """What the client submits for this card's lists when untouched; for a vote, nothing ticked."""
    content = render(card, "wecom", key="m", base_url="https://bot.example")["template_card"]
    lists = {name: tuple(ids) for name, ids in preselected(content).items()}
    return lists or {choice.name: () for choice in card.choices}
