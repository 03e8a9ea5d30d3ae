"""Commands typed word for word: run as they stand, unless the line asks, takes the command back, or names no ticket."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.acts.registry import ACTS
from bot.command_line import Line, Words, read_line
from bot.language.punctuation import bare
from bot.language.said_sure import said_sure
from bot.language.spoken.clauses import taken_back
from bot.language.spoken.doubts import MISTAKEN, doubted, hesitates, refuses
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.pleasantries import courtesy
from bot.language.spoken.quotations import is_quotation, names_somebody, unwrapped
from bot.language.spoken.ticket_mentions import Mention, mentions
from bot.language.text import folded
from bot.language.ticket_reference import read_reference
from bot.understanding.command_kinds import GROUPS, READS, SHOWN, acts_of
from bot.understanding.named_tickets import spelled_out
from bot.understanding.who_speaks import addresses_another

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Ticket

NUMBERED = frozenset(
    ("为什么", "更多", "已阅", "联系方式", "重新提出", "关联", "取消关联", "一并", "标注", "认定复核", "查阅记录")
)  # beside the acts
_NO_ARGS = frozenset(act.word for act in ACTS.values() if not act.args)
_NOTED = frozenset(act.word for act in ACTS.values() if not act.args and "note" in act.inline)
_SOUND = re.compile(r"没有?(?:问题|错|异常|差错)|无误|不错")  # a denial that approves
_TEXTLESS = frozenset(act.word for act in ACTS.values() if not act.args and not act.preview)
_BEGINS = frozenset(("提出异议", "代录", "补正", "重新提出", "录入市级工单", "帮助"))  # a form, which asks on
_SEVERAL = frozenset(("催办", "关联"))  # take more than one number
_BRIEF = 8  # characters of a rest that may be nothing but 先不要
_JOINS = re.compile(r"[\s,，、和与及跟]*")


def exact(ctx: Context, text: str, words: Words) -> Line | None:
    """The command at the head of a message without quotations and brackets; None where it isn't given in earnest."""
    line = read_line(unwrapped(text), words)
    if line is None or addresses_another(ctx, text) or not _in_earnest(text, line):
        return None
    steers_nothing = not line.command.parks and line.command.word in ("取消", "确定", "提交", "完成", "继续")
    return None if steers_nothing and mentions(plain(line.args)) else line


def _in_earnest(text: str, line: Line) -> bool:
    word = line.command.word
    if _names_several(line):
        return False
    if not acts_of(word) or word in GROUPS:
        return True
    rest, asks = _behind_number(plain(line.args)).strip(), questioned(text) or refuses(text)
    if not bare(rest) or word in _NO_ARGS:
        return not (asks or (word in _NO_ARGS and _denied(word, rest)))
    return not (taken_back(rest) and len(rest) <= _BRIEF)


def _denied(word: str, rest: str) -> bool:
    """Whether the rest of an act that needs no words takes it back; a longer remark is shown with the act."""
    if hesitates(rest) or MISTAKEN.search(rest):
        return True
    is_remark = word in _NOTED and (len(rest) > _BRIEF or _SOUND.search(rest) is not None)
    return not is_remark and word in _TEXTLESS and doubted(rest)


def questioned(text: str) -> bool:
    return "?" in folded(text)


def is_asked(text: str, line: Line) -> bool:
    """签收？ while a question is open: it parks no draft."""
    return bool(acts_of(line.command.word)) and (questioned(text) or refuses(text))


def _names_several(line: Line) -> bool:
    """Whether a second number stands beside the first: one act, one ticket."""
    copy = plain(line.args)
    found = [] if line.command.word in _SEVERAL else list(mentions(copy))[:2]
    beside = len(found) == 2 and _JOINS.fullmatch(copy, found[0].end, found[1].start) is not None
    numbered = acts_of(line.command.word) or line.command.word in NUMBERED
    return bool(numbered) and beside and not copy[: found[0].start].strip() and _named(found[0]) != _named(found[1])


def _named(found: Mention) -> str:
    return found.number or found.last


def _behind_number(copy: str) -> str:
    found = mentions(copy)
    return copy[found[0].end :] if found and not copy[: found[0].start].strip() else copy


def is_certain(text: str, line: Line) -> bool:
    """Whether an act may be done without its preview: it is whole, and nothing said behind it is in doubt."""
    if is_quotation(text) or names_somebody(text):
        return False
    rest = line.args
    while (reference := read_reference(rest)) is not None:
        rest = reference.rest
    if line.command.word in _TEXTLESS:
        return not bare(folded(rest)) or courtesy(rest) is not None
    said = said_sure(rest)[0]
    return not (acts_of(line.command.word) and (questioned(text) or hesitates(plain(said))))


def is_in_doubt(text: str, line: Line) -> bool:
    """The same of a command that changes something at once without being an act."""
    command = line.command
    if acts_of(command.word) or command.word in _BEGINS or not command.parks:
        return False
    is_read = command.word in READS and not bare(folded(line.args))
    if is_read or (command.seeks or command.word in SHOWN):
        return False
    rest = _behind_number(plain(line.args)).strip()
    return questioned(text) or hesitates(rest) or (command.word in NUMBERED and doubted(rest))


def with_whole_number(ctx: Context, line: Line) -> Line | Sequence[Ticket]:
    """The line with the whole number in place of last digits; several tickets where these name several."""
    word = line.command.word
    if not (acts_of(word) or word in NUMBERED):
        return line
    args = spelled_out(ctx, word, line.args, takes_text=word not in _TEXTLESS | NUMBERED)
    return Line(line.command, args) if isinstance(args, str) else args
