"""What is said to a preview or summary: only 确定 or 提交 confirms; agreement in other words and all else does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from bot.language.spoken.doubts import doubted, refuses
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.pleasantries import Courtesy, courtesy
from bot.language.spoken.tables import table
from bot.language.spoken.ticket_mentions import mentions


class Reply(StrEnum):
    CONFIRMS = "the bare word"
    AGREES = "agrees in other words, which does nothing"
    DENIES = "no"
    WAITS = "asks, or puts it off"
    LEAVES = "wants none of it any more"
    POLITE = "thanks"


_CLAUSES = re.compile(r"[\s,，、。.;；!！~～…:：?]+")
_LEAD = re.compile(r"^(?:那就?|我|这个?|内容|请|麻烦|都|就|已经?)+(?=.)")
_TAIL = re.compile(r"(?<=.)(?:吧|了|啊|呀|哈|哦|啦|呢|的|嘛|咯|哒|滴|喽|哟)+$")
_CONFIRM_LEAD = re.compile(r"^(?:那就?|我|请|麻烦您?)+(?=.)")
_CONFIRM_TAIL = re.compile(r"(?<=.)[吧啊呀哈哦啦呢的咯哒滴喽哟]+$")
_STEPS = (
    "发出去?|发送|发给他们?|发|撤回|撤|办理|办|提交|提|交|签收|签|收办|收|退回|退|转交|转派|转"
    "|催办|催|确定|确认|答复|告知|送|弄|搞|填|做|批|改"
)
_DENIES = re.compile(
    "(?:先|都|还|暂时?|我|请|千万|也|现在|这次)*(?:不|别|甭|勿|莫|休|没)(?:要|想|用|必|急着?|忙着?|能|可以|准备|打算)*"
    rf"(?:先|再|给我)*(?:{_STEPS})*(?:它|出去|掉)?(?P<ends>了)?"
)
_WAITS = re.compile(r"(?:先|等|再|让我|容我|我|稍|过|待|明天|明早|后天|晚点|下午|回头|下周|改天|还).{0,14}")
_PUTS_OFF = re.compile(
    r"问|想|看看|请示|商量|考虑|核实|确认一下|核对一下|明天|明早|后天|晚点|稍后|回头|会儿?再|下午|下周(?![一二三四五六日天])|改天|没"
)
_NAMES_STEP = re.compile(r"提交|确定|确认|发出|发送|撤|发[吗了没]|再[发办]|办理|办了")
_SHORT = 16


def reply_of(text: str) -> Reply | None:
    """What kind of reply it is as a whole; None where it says more than that."""
    copy = plain(text)
    kinds = [_kind(clause) for clause in _CLAUSES.split(copy) if clause.strip()]
    asks = "?" in copy or refuses(text)
    if kinds and None not in kinds:
        return Reply.WAITS if asks else _together([kind for kind in kinds if kind is not None])
    says_step = len(copy) <= _SHORT and not mentions(copy) and _NAMES_STEP.search(copy) is not None
    return Reply.WAITS if says_step and (asks or doubted(copy)) and not _DIGIT.search(copy) else None


_DIGIT = re.compile(r"\d")


def _together(kinds: Sequence[Reply]) -> Reply:
    """The most cautious of them counts; 好的，确定 confirms."""
    order = (Reply.LEAVES, Reply.DENIES, Reply.WAITS, Reply.CONFIRMS, Reply.AGREES, Reply.POLITE)
    return next(kind for kind in order if kind in kinds)


def _kind(clause: str) -> Reply | None:
    said = clause.strip()
    tries = dict.fromkeys((said, _TAIL.sub("", said), _LEAD.sub("", said), _TAIL.sub("", _LEAD.sub("", said))))
    if _CONFIRM_LEAD.sub("", _CONFIRM_TAIL.sub("", said)) in table("summary_replies")["replies"]["confirms"]:
        return Reply.CONFIRMS
    known = next((_words()[each] for each in tries if each in _words()), None)
    if known is not None:
        return known if known is not Reply.CONFIRMS else Reply.AGREES  # 已经确定了 tells of it
    denied = _DENIES.fullmatch(_TAIL.sub(lambda tail: "了" if "了" in tail[0] else "", said))
    if denied is not None:
        return Reply.LEAVES if denied["ends"] else Reply.DENIES
    if said.startswith("算了"):
        return Reply.LEAVES
    if _WAITS.fullmatch(said) and _PUTS_OFF.search(said) and not _DIGIT.search(said):
        return Reply.WAITS
    polite = courtesy(said)
    return None if polite is None else Reply.AGREES if polite is Courtesy.SEEN else Reply.POLITE


@cache
def _words() -> dict[str, Reply]:
    return {
        said: Reply[kind.upper()] for kind, phrases in table("summary_replies")["replies"].items() for said in phrases
    }
