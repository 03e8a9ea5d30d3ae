"""Test commands for single needs: `试填 <n>` asks for the n-th and keeps the parsed value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.commands import COMMANDS
from bot.context import ASKED, Command, Context, Draft, Form, Question
from bot.forms.engine import start
from bot.needs.need_answers import TICKS, at_hand, given_of
from bot.needs.need_fields import question_of
from bot.ports import Card, CardKind
from regulation.need import Need
from regulation.need_parsers import read
from regulation.shanghai import local_date
from regulation.states import Action
from store.cases import tickets
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

USER = "wang.fang"  # the officer of the department that holds the ticket
WORD = "试填"


class NeedTrial:
    """`read` has the parsed values of every accepted answer, oldest first; `shown` their rendering in a summary."""

    def __init__(self, url: str, needs: Sequence[tuple[Action, Need]]) -> None:
        self.needs = needs
        self.read: list[dict[str, Any]] = []
        self.shown: list[str] = []
        self.forms = [self._form(number, action, need) for number, (action, need) in enumerate(needs)]
        command = Command(WORD, WORD, "", self._run, forms=tuple(self.forms), seeks=True)  # however high its number
        self.world = World.create(url, commands=(*COMMANDS, command))  # type: ignore[arg-type]
        MainPath(self.world).until(MainPath.reply)

    def asks(self, need: Need) -> Card:
        number = next(number for number, (_, other) in enumerate(self.needs) if other is need)
        return self.world.send_text(USER, f"{WORD} {number}")[-1]

    def send_text(self, words: str) -> Card:
        return self.world.send_text(USER, words)[-1]

    def choose_option(self, option: str) -> Card:
        return self.world.choose_option(USER, option)[-1]

    def _form(self, number: int, action: Action, need: Need) -> Form:
        question = question_of(action, need)
        return Form(f"trial:{number}", 1, "试填", (question,), self._finish(action, need, question))

    def _finish(self, action: Action, need: Need, question: Question) -> Callable[[Context, Draft], Card]:
        def finish(ctx: Context, draft: Draft) -> Card:
            ticket, wanted = at_hand(ctx, draft, action, need)
            given = given_of({need.question: wanted}, draft.answers)
            self.read.append(read((wanted, *wanted.parts), given, ctx.laws.of(ticket), local_date(ctx.now)))
            self.shown.append(question.show(draft.answers[need.question]))
            return Card(CardKind.TEXT, body="已记下")

        return finish

    def _run(self, ctx: Context, args: str) -> Card:
        number = int(args)
        ticket, need = tickets.by_id(ctx.session, 1), self.needs[number][1]
        of = {need.asked_with: ["contact"]} if need.asked_with else {}  # what the text is about was chosen before
        return start(ctx, self.forms[number], ticket=ticket, answers={ASKED: [need.question], TICKS: {}} | of)
