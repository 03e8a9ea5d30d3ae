"""A card as plain text, for platforms without cards and for screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.cards.numbered_menu import Offer
from bot.language.text import clip, clip_bytes, unmarked
from bot.ports import Card, CardKind

WECOM_BYTES = 2048  # limit of a text or markdown message; the platform truncates silently
WHOLE, SHORTENED = 300, (60, 20)  # characters of a choice: whole, and shortened only where they have no room
CHOICES_FIRST = 1500  # bytes that the choices may take of a message
CUT = "（篇幅所限，其余见详情）"
MARKS = re.compile(r"\*\*|^> ?|^#+ |</?font[^>]*>", re.MULTILINE)


def plain(card: Card, offers: Sequence[Offer], base_url: str, limit: int = WECOM_BYTES) -> str:
    """Title, text, fields, numbered choices, link. An overlong text is cut in the middle and says so.

    Choices all stand there; their names are shortened, and that is said, only where the message would not hold them.
    """
    head = harmless("\n".join(line for line in _lines(card) if line))
    tail = harmless("\n".join(_choices_and_link(card, offers, base_url)))
    room = limit - len(tail.encode()) - (1 if tail else 0)
    return "\n".join(part for part in (_within(head, room), tail) if part)


def _within(text: str, room: int) -> str:
    return text if len(text.encode()) <= room else clip_bytes(text, room - len(CUT.encode())) + CUT


def _choices_and_link(card: Card, offers: Sequence[Offer], base_url: str) -> list[str]:
    for most in (WHOLE, *SHORTENED):
        lines = list(_tail(card, offers, base_url, most))
        if len("\n".join(lines).encode()) <= CHOICES_FIRST:
            break
    return lines


def below(card: Card, shown: int) -> str:
    """The text under the title, with the fields that do not fit beside a list."""
    rest = (f"{field.label}：{field.value}" for field in card.fields[shown:])
    return "\n".join(part for part in (card.body, *rest) if part)


def markdown(card: Card, base_url: str, limit: int = WECOM_BYTES) -> str:
    """A digest in the markdown subset that every client renders: heading, quote, bold, three colours, a link."""
    colour = "warning" if card.urgent else "info"
    title = f'### <font color="{colour}">{unmarked(card.title)}</font>\n'
    subtitle = f'<font color="comment">{unmarked(card.subtitle)}</font>\n' if card.subtitle else ""
    link = f"\n[查看详情]({address(card.link, base_url)})" if card.link else ""
    room = limit - len((title + subtitle + link).encode())
    return f"{title}{subtitle}{_within(card.body, room)}{link}"


def address(path: str, base_url: str) -> str:
    """The absolute URL of one of our pages."""
    return path if "://" in path else f"{base_url}{path or '/'}"


def _lines(card: Card) -> Iterator[str]:
    yield f"【{card.title}】" if card.title else ""
    yield card.subtitle
    yield card.done
    yield MARKS.sub("", card.body) if card.kind is CardKind.DIGEST else card.body
    for field in card.fields:
        yield f"{field.label}：{field.value}"


def _tail(card: Card, offers: Sequence[Offer], base_url: str, most: int) -> Iterator[str]:
    short = "（名称较长的有省略）" if any(len(offer.text) > most for offer in offers) else ""
    for choice in card.choices if offers else ():
        yield f"{choice.title}{short}："
    for offer in offers:
        yield f"{offer.number}. {clip(offer.text, most)}{f' {address(offer.link, base_url)}' if offer.link else ''}"
    if any(offer.command for offer in offers):
        yield "请回复序号，或直接发送文字。"
    if card.link:
        yield f"详情：{address(card.link, base_url)}"


def harmless(text: str) -> str:
    """Disarms `<a href>`: the platform makes a link of it, and no user's text may pose as a link of the bot."""
    return text.replace("<", "＜")
