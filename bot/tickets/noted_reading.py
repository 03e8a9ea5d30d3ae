"""Notes who read what in the chat; the lines are written with the answer, or the answer is not sent (个保法 51条)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.text import one_line
from store.readings.reading_lines import ReadBy, Reading, ReadingKind

if TYPE_CHECKING:
    from bot.context import Context
    from bot.ports import Card
    from store.tables import Ticket

_NUMBER = re.compile(r"CN-\d{8}-\d{4,}")
LONGEST = 60  # of a title in a line
PLACES = {"wecom": "企业微信聊天", "dingtalk": "钉钉聊天"}


def note_shown(ctx: Context, card: Card) -> None:
    """A line for every case that an answer shows and nothing has noted: on a list, a preview, an explanation.

    What this message did is in the history, with its result, and is not written a second time.
    """
    kind = ReadingKind.CARD if card.ticket else ReadingKind.LIST
    known = {*(line.number for line in ctx.post.readings), *ctx.post.acted}
    numbers = [number for number in _numbers(card) if number not in known]
    ids = ctx.post.ids_of(numbers)
    by, what = _reader(ctx), one_line(card.title, LONGEST)
    ctx.post.readings.extend(Reading(kind, by, ids[number], number, what) for number in numbers if number in ids)


def _numbers(card: Card) -> list[str]:
    """The cases that a card shows, in reading order."""
    options = (option.id for choice in card.choices for option in choice.options)
    told = (card.ticket, card.title, card.subtitle, card.body, *(each.value for each in card.fields), *options)
    return list(dict.fromkeys(number for text in told for number in _NUMBER.findall(text)))


def note_reading(ctx: Context, kind: ReadingKind, ticket: Ticket | None = None, what: str = "") -> None:
    """One line of this answer; a refusal takes it back, because nothing is shown then."""
    by = _reader(ctx)
    line = Reading(kind, by, ticket.id, ticket.number, what) if ticket is not None else Reading(kind, by, what=what)
    if line not in ctx.post.readings:
        ctx.post.readings.append(line)


def _reader(ctx: Context) -> ReadBy:
    call = ctx.call
    return ReadBy.of(ctx.person, f"{call.platform}:{call.user}", PLACES.get(call.platform, f"{call.platform}聊天"))
