"""王芳签收0004: one's own name beside a command says who speaks; another's makes it a report, which never acts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.punctuation import PAUSES
from store.people.role_grants import named

if TYPE_CHECKING:
    from bot.context import Context

_NAME = re.compile(r"[\s@]*([一-鿿]{2,4})")


def without_own_name(ctx: Context, text: str) -> str:
    """The message without its author's name at the beginning or the end."""
    bare, own = text.strip(PAUSES), ctx.person.name
    if own and bare != own and bare.startswith(own):
        return bare.removeprefix(own).lstrip(PAUSES)
    return bare.removesuffix(own).rstrip(PAUSES) if own and bare != own and bare.endswith(own) else text


def reports_another(ctx: Context, text: str) -> bool:
    """Whether the message begins with the name of somebody else in the directory."""
    found = _NAME.match(text)
    heads = (found[1][:size] for size in range(len(found[1]), 1, -1)) if found else ()
    return any(person.id != ctx.person.id for head in heads for person in named(ctx.session, head))
