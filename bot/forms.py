"""Questions are asked one by one and every answer is stored at once: nothing a person said is lost or asked twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ports import Call, Card
from bot.questions import Answers, Draft, Question

if TYPE_CHECKING:
    from bot.context import Context
    from store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Form:
    """A conversation. With `review` a summary is shown first and `finish` waits for 提交; without, it runs at once."""

    name: str
    version: int
    title: str
    questions: tuple[Question, ...]
    finish: Callable[[Context, Draft], Card]
    review: bool = False


def start(ctx: Context, form: Form, *, ticket: Ticket | None = None, answers: Answers | None = None) -> Card:
    """Ask the first thing that is missing; with nothing missing (and no review) the form finishes at once.

    An unfinished draft is set aside first, and the card says so.
    """
    raise NotImplementedError


def answer(ctx: Context, draft: Draft, call: Call) -> Card:
    """Read what was said to the open question, store it, ask the next. What fits no question changes nothing."""
    raise NotImplementedError
