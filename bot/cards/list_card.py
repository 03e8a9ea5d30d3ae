"""A list of tickets in one message: the first few on a card with buttons, all as text where there are more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.cards.short_numbers import short_numbers
from bot.language.text import unmarked
from bot.ports import Button, Card, CardKind, Choice, Field, Option

ON_CARD = 6  # how many fields a card shows
IN_LIST = 9  # how many options a list can offer: ten, one of them 请选择
PAGE_BYTES = 1600  # length of one text page: the narrowest platform truncates at 2048


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket in a list: `mark` is at most five characters (逾期3日); names are whole.

    `short` stands in a pick list behind the ticket's short number.
    """

    number: str
    mark: str
    words: str
    short: str
    detail: str = ""  # shown in the text form only


@dataclass(frozen=True, slots=True)
class Place:
    """Paging position; `back` and `on` are the commands of the previous and next page, "" at the ends."""

    number: int
    count: int
    back: str
    on: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Title of a list, and the command for the ticket that is picked from it."""

    title: str
    subtitle: str
    pick: str  # title of the pick list
    submit: Button
    buttons: tuple[Button, ...] = ()
    link: str = "/"
    urgent: bool = False
    name: str = "ticket"  # key under which the pick is returned


def listing(heading: Heading, lines: Sequence[Line]) -> tuple[Card, ...]:
    """No message for an empty list; one card where all fit; else pages of text, then the card."""
    if not lines:
        return ()
    pages = _pages(heading, lines) if len(lines) > ON_CARD else ()
    return (*pages, _card(heading, lines))


def page_card(heading: Heading, lines: Sequence[Line], place: Place) -> Card:
    """One page of a paged list: at most ON_CARD lines; text-only lines go below the title."""
    card = _card(replace(heading, buttons=()), lines)
    turning = [Button(text, command) for text, command in (("上一页", place.back), ("下一页", place.on)) if command]
    buttons = (*card.buttons, *turning, *heading.buttons)
    called = short_numbers(line.number for line in lines)
    where = f"第{place.number}/{place.count}页" if place.count > 1 else ""
    return replace(
        card,
        subtitle="，".join(part for part in (where, heading.subtitle) if part),
        body="\n".join(f"{called[line.number]} {line.detail}" for line in lines if line.detail),
        buttons=buttons[:3],
        more=buttons[3:6],
    )


def _card(heading: Heading, lines: Sequence[Line]) -> Card:
    single = len({line.number for line in lines}) == 1
    press = Button(heading.submit.text, f"{heading.submit.command} {lines[0].number}", heading.submit.style)
    return Card(
        CardKind.TASK if single else CardKind.CHOICE,
        title=heading.title,
        subtitle=heading.subtitle,
        fields=tuple(Field(line.mark, f"{line.number} {line.words}") for line in lines[:ON_CARD]),
        buttons=((press, *heading.buttons) if single else heading.buttons)[:3],
        choices=() if single else (Choice(heading.name, f"{heading.pick}{_left_out(lines)}", _options(lines)),),
        submit=None if single else heading.submit,
        link=heading.link,
        urgent=heading.urgent,
    )


def _options(lines: Sequence[Line]) -> tuple[Option, ...]:
    """One option per ticket, even where several of its limits are listed."""
    found: dict[str, Option] = {}
    called = short_numbers(line.number for line in lines)
    for line in lines:
        found.setdefault(line.number, Option(line.number, f"{called[line.number]} {line.short}"))
    return tuple(found.values())[:IN_LIST]


def _left_out(lines: Sequence[Line]) -> str:
    """A list takes no more entries than the platform: the rest is called by its number."""
    more = len({line.number for line in lines}) - IN_LIST
    return f"（前{IN_LIST}件，其余请发送编号）" if more > 0 else ""


def _pages(heading: Heading, lines: Sequence[Line]) -> tuple[Card, ...]:
    bodies = list(_bodies(lines))
    return tuple(
        Card(
            CardKind.DIGEST,
            title=f"{heading.title}（{page}/{len(bodies)}）" if len(bodies) > 1 else heading.title,
            subtitle=heading.subtitle,
            body=body,
            link=heading.link,
            urgent=heading.urgent,
        )
        for page, body in enumerate(bodies, 1)
    )


def _bodies(lines: Sequence[Line]) -> Iterator[str]:
    body = ""
    for line in lines:
        said = unmarked(f"{line.words}{line.detail and f'，{line.detail}'}")
        entry = f"> **{line.mark}** {line.number} {said}\n"
        if body and len((body + entry).encode()) > PAGE_BYTES:
            yield body.rstrip()
            body = ""
        body += entry
    if body:
        yield body.rstrip()
