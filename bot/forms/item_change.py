"""修改第3项 新的内容, 把第三项改成…: which item of the open form changes, and into what."""

from __future__ import annotations

import re

from bot.language.punctuation import PAUSES, bare, behind
from bot.language.text import after, folded
from bot.language.ticket_reference import read_item

_ITEM = r"第?\s*(?P<item>[0-9]{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九]?)\s*[项条]"
_ASKED = re.compile(
    rf"(?:请|帮我|麻烦)*\s*(?:(?P<verb>修改|更改|重填|改一下|改)|(?:把|将))?[{re.escape(PAUSES)}]*(?:把|将)?{_ITEM}\s*(?:的?内容)?\s*"
    rf"(?P<into>(?:修?改|更正|换)[成为]|应该?[是为])?[{re.escape(PAUSES)}]*(?=\S)"
)
_N = r"[0-9]{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九]"
_ALONE = re.compile(  # 改一下第3项, 第3项要改一下: which item, no new words yet
    rf"(?:请|帮我|麻烦|我?要|我?想)*(?:修改|更改|更正|重填|改)(?:一?下)?第?(?P<one>{_N})[项条](?:吧|内容)?"
    rf"|第?(?P<other>{_N})[项条](?:我)?(?:想|要|需要|得)?(?:修改|更改|更正|重填|重新填|改)(?:一?下)?(?:吧)?"
)
_HEAD = re.compile(
    rf"(?:第\s*)?(?P<item>[0-9一二三四五六七八九十]{{1,3}})\s*[项条步]?(?P<ends>[{re.escape(PAUSES)}]+|$|(?<=[项条步]))"
)


def item_change(text: str) -> str:
    """第3项 and the new words behind it, as the arguments of 修改; "" where the text asks for no such change."""
    alone = _ALONE.fullmatch(bare(folded(text)))
    if alone is not None:
        return f"第{alone['one'] or alone['other']}项"
    match = _ASKED.match(folded(text))
    if match is None or not match["item"] or not (match["verb"] or match["into"]):
        return ""
    return f"第{match['item']}项 {after(text, match.end())}"


def item_and_words(args: str) -> tuple[int | None, str]:
    """The number at the head of the arguments of 修改, and the words behind it."""
    match = _HEAD.match(folded(args))
    number = read_item(match["item"]) if match else None
    if match is None or number is None:
        return read_item(bare(args)), ""
    return number, behind(after(args, match.end())) if match["ends"] == "" else after(args, match.end())
