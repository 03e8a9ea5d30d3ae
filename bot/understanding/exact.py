"""Commands typed word for word: run as they stand, unless the line asks, takes the command back, or names no ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.acts.registry import ACTS
from bot.command_line import Line, Words, read_line
from bot.language.punctuation import bare
from bot.language.spoken.clauses import taken_back
from bot.language.spoken.doubts import doubted
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.pleasantries import courtesy
from bot.language.spoken.quotations import unwrapped
from bot.language.spoken.ticket_mentions import mentions
from bot.language.text import folded
from bot.language.ticket_reference import read_reference
from bot.understanding.command_kinds import acts_of
from bot.understanding.named_tickets import spelled_out

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Ticket

NUMBERED = frozenset(
    ("为什么", "更多", "已阅", "联系方式", "重新提出", "关联", "取消关联", "一并", "标注", "认定复核")
)  # beside the acts
_TEXTLESS = frozenset(act.word for act in ACTS.values() if not act.args and not act.preview)
_BRIEF = 8  # characters of a rest that may be nothing but 先不要


def exact(text: str, words: Words) -> Line | None:
    """The command at the head of a message without quotations and brackets; None where it isn't given in earnest."""
    line = read_line(unwrapped(text), words)
    if line is None or not _in_earnest(line):
        return None
    steers_nothing = not line.command.parks and line.command.word in ("取消", "确定", "提交", "完成", "继续")
    return None if steers_nothing and mentions(plain(line.args)) else line


def _in_earnest(line: Line) -> bool:
    if not acts_of(line.command.word):
        return True
    rest = _behind_number(plain(line.args)).strip()
    asks = folded(line.args).rstrip(" 。.!！").endswith("?")
    if not bare(rest):
        return not asks
    textless = line.command.word in _TEXTLESS
    if textless:
        return not (asks or taken_back(rest) or doubted(rest))
    return not (taken_back(rest) and len(rest) <= _BRIEF)


def _behind_number(copy: str) -> str:
    found = mentions(copy)
    return copy[found[0].end :] if found and not copy[: found[0].start].strip() else copy


def is_bare(line: Line) -> bool:
    """Whether an act that takes no words has none behind its numbers but thanks: else it is shown before it is done."""
    rest = line.args
    while (reference := read_reference(rest)) is not None:
        rest = reference.rest
    return line.command.word not in _TEXTLESS or not bare(folded(rest)) or courtesy(rest) is not None


def with_whole_number(ctx: Context, line: Line) -> Line | Sequence[Ticket]:
    """The line with the whole number in place of last digits; several tickets where these name several."""
    word = line.command.word
    if not (acts_of(word) or word in NUMBERED):
        return line
    args = spelled_out(ctx, word, line.args, takes_text=word not in _TEXTLESS | NUMBERED)
    return Line(line.command, args) if isinstance(args, str) else args
