"""A card as plain text, for platforms without cards and for screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.cards.numbered_menu import Offer
from bot.language.text import clip, clip_bytes, unmarked
from bot.ports import Card, CardKind

WECOM_BYTES = 2048  # limit of a text or markdown message; the platform truncates silently
FEW, MANY_CHARACTERS, FEW_CHARACTERS = 8, 60, 20  # up to FEW choices may be long; more are shortened to fit
MARKS = re.compile(r"\*\*|^> ?|^#+ |</?font[^>]*>", re.MULTILINE)


def plain(card: Card, offers: Sequence[Offer], base_url: str, limit: int = WECOM_BYTES) -> str:
    """Title, text, fields, numbered choices, link. An overlong text is cut in the middle; choices are never cut."""
    head = harmless("\n".join(line for line in _lines(card) if line))
    tail = harmless("\n".join(_tail(card, offers, base_url)))
    room = limit - len(tail.encode()) - (1 if tail else 0)
    return "\n".join(part for part in (clip_bytes(head, room), tail) if part)


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
    return f"{title}{subtitle}{clip_bytes(card.body, room)}{link}"


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


def _tail(card: Card, offers: Sequence[Offer], base_url: str) -> Iterator[str]:
    for choice in card.choices if offers else ():
        yield f"{choice.title}："
    most = FEW_CHARACTERS if len(offers) > FEW else MANY_CHARACTERS
    for offer in offers:
        yield f"{offer.number}. {clip(offer.text, most)}{f' {address(offer.link, base_url)}' if offer.link else ''}"
    if any(offer.command for offer in offers):
        yield "请回复序号，或直接发送文字。"
    if card.link:
        yield f"详情：{address(card.link, base_url)}"


def harmless(text: str) -> str:
    """Disarms `<a href>`: the platform makes a link of it, and no user's text may pose as a link of the bot."""
    return text.replace("<", "＜")
