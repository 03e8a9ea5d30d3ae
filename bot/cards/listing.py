"""Many tickets in one message: the first few on a card with what to do, all of them in words when there are more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.ports import Button, Card, CardKind, Choice, Field, Option

ON_CARD = 6  # fields a card can show
IN_LIST = 10  # entries a list can offer
PAGE_BYTES = 1600  # of one page in words: the narrowest platform cuts at 2048


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket in a list: `mark` is at most five characters (超3天), `words` about thirty, `short` sixteen."""

    number: str
    mark: str
    words: str
    short: str
    detail: str = ""  # what only the long form says


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a list, and what may be done with the one ticket that is picked from it."""

    title: str
    subtitle: str
    pick: str  # title of the pick list
    submit: Button
    buttons: tuple[Button, ...] = ()
    link: str = "/"
    urgent: bool = False


def listing(heading: Heading, lines: Sequence[Line]) -> tuple[Card, ...]:
    """Nothing for no lines; one card where all fit on it; else pages in words, then the card."""
    if not lines:
        return ()
    pages = _pages(heading, lines) if len(lines) > ON_CARD else ()
    return (*pages, _card(heading, lines))


def _card(heading: Heading, lines: Sequence[Line]) -> Card:
    single = len(lines) == 1
    options = tuple(Option(line.number, line.short) for line in lines[:IN_LIST])
    press = Button(heading.submit.text, f"{heading.submit.command} {lines[0].number}", heading.submit.style)
    return Card(
        CardKind.TASK if single else CardKind.CHOICE,
        title=heading.title,
        subtitle=heading.subtitle,
        fields=tuple(Field(line.mark, f"{line.number} {line.words}") for line in lines[:ON_CARD]),
        buttons=((press, *heading.buttons) if single else heading.buttons)[:3],
        choices=() if single else (Choice("ticket", heading.pick, options),),
        submit=None if single else heading.submit,
        link=heading.link,
        urgent=heading.urgent,
    )


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
        entry = f"> **{line.mark}** {line.number} {line.words}{line.detail and f'，{line.detail}'}\n"
        if body and len((body + entry).encode()) > PAGE_BYTES:
            yield body.rstrip()
            body = ""
        body += entry
    if body:
        yield body.rstrip()
