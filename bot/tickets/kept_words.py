"""What was said goes whole with the ticket that is chosen: a longer text is kept beside the drafts, sealed (M9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.cases import stored_drafts

if TYPE_CHECKING:
    from bot.context import Context

LONGEST = 160  # characters that a button itself carries: the platform bounds its key
KEPT = "kept words"  # no form of this name: the row is in no list of drafts, and is pruned like one
_MARK = re.compile(r"〔原话(\d{1,12})〕")


def carried(ctx: Context, words: str) -> str:
    """The words for a button's command: themselves, or a mark that stands for them."""
    if len(words) <= LONGEST:
        return words
    return f"〔原话{stored_drafts.keep(ctx.session, ctx.vault, ctx.person.id, KEPT, words, ctx.now)}〕"


def spelled(ctx: Context, command: str) -> str:
    """A button's command with the words that were kept; another person's mark stands for nothing."""
    found = _MARK.search(command)
    row = stored_drafts.get(ctx.session, int(found[1])) if found else None
    if found is None or row is None or row.person_id != ctx.person.id or row.form != KEPT:
        return command
    words = str(stored_drafts.answers(ctx.vault, row).get(KEPT, ""))
    return f"{command[: found.start()]}{words}{command[found.end() :]}".strip()
