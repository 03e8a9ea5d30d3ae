"""确定 at the end of a one-line command: the whole line was typed and goes at once, without a preview."""

from __future__ import annotations

import re

from bot.language.text import between, folded

# A blank or the end of a sentence stands before it: 是否属实不能确定 is a reason.
_SURE = re.compile(r"(?:^|[\s。.;!]\s*)确定[\s。.!]*$")


def said_sure(rest: str) -> tuple[str, bool]:
    """The line without its 确定, and whether it had one."""
    plain = folded(rest)
    found = _SURE.search(plain)
    if found is None:
        return rest, False
    end = plain.rindex("确定")
    return between(rest, 0, end).rstrip(), True
