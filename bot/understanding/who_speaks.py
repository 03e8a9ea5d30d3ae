"""王芳签收0004: one's own name beside a command says who speaks; another's makes it a report, which never acts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.punctuation import PAUSES
from bot.language.spoken.quotations import own_words
from store.people.role_grants import named

if TYPE_CHECKING:
    from bot.context import Context

_NAME = re.compile(r"[\s@]*([一-鿿]{2,4})")
_AT = re.compile(r"(?:^|(?<=[\s,，]))[@＠]\s?([一-鿿]{2,4}|all)")
_EVERYBODY = ("所有人", "全体成员", "all")


def without_own_name(ctx: Context, text: str) -> str:
    """The message without its author's name at the beginning or the end."""
    bare, own = text.strip(PAUSES), ctx.person.name
    if own and bare != own and bare.startswith(own):
        return bare.removeprefix(own).lstrip(PAUSES)
    return bare.removesuffix(own).rstrip(PAUSES) if own and bare != own and bare.endswith(own) else text


def reports_another(ctx: Context, text: str) -> bool:
    """Whether the message begins with the name of somebody else in the directory."""
    found = _NAME.match(text)
    return found is not None and _is_another(ctx, found[1])


def addresses_another(ctx: Context, text: str) -> bool:
    """Whether @ names somebody else in the directory, or everybody: then it is no order to the bot."""
    named_here = [found[1] for found in _AT.finditer(own_words(text))]
    return any(name.startswith(_EVERYBODY) or _is_another(ctx, name) for name in named_here)


def _is_another(ctx: Context, letters: str) -> bool:
    heads = (letters[:size] for size in range(len(letters), 1, -1))
    return any(person.id != ctx.person.id for head in heads for person in named(ctx.session, head))
