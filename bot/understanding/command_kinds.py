"""Kinds of commands: what reads or asks is done when it is understood; an act is shown first; others are offered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.acts import platform, reply
from bot.acts.registry import ACTS
from bot.command_line import Words
from bot.commands.platform_choice import WORD as CHECK
from bot.commands.supplement import COMMAND as SUPPLEMENT
from bot.commands.urge import INSTRUCTION
from bot.language.spoken.meaning import Vocabulary
from bot.language.spoken.reading import Reader, vocabulary_of
from regulation.states import Action

READS = frozenset(
    (
        "查询",
        "为什么",
        "更多",
        "我的异议",
        "我的待办",
        "逾期",
        "统计",
        "公开报告",
        "特例",
        "标注",
        "目录更正",
        "查阅我的信息",
        "删除我的信息",
        "信息更正",
        "审计",
        "查阅记录",
        "帮助",
        "认定复核",
        "人工",
    )
)
ASKS = frozenset(
    ("提出异议", "代录", "补正", "重新提出", "设置代理", "录入市级工单", "更正我的信息")
)  # they begin with a question

GROUPS = frozenset((reply.WORD, CHECK))  # they ask which act is meant, or name it behind the number
SHOWN = READS - {"信息更正", "目录更正", "认定复核"} | {"联系方式"}  # whatever stands behind them, they change nothing


def acts_of(word: str) -> tuple[Action, ...]:
    """The acts that a command does, or asks about; empty where it does none to a ticket."""
    return _acts().get(word, ())


@cache
def _acts() -> Mapping[str, tuple[Action, ...]]:
    groups = {
        reply.WORD: tuple(act.action for act in reply.ACTS if act.kind),
        CHECK: tuple(act.action for act in platform.ACTS if act.kind),
        SUPPLEMENT.word: (Action.SUPPLEMENT,),
        INSTRUCTION: (Action.URGE,),
    }
    return {act.word: (act.action,) for act in ACTS.values() if act.help} | groups


def is_shown(word: str) -> bool:
    """Whether it has a preview, or a question of its own: then it can be begun where it was understood only."""
    return word in _acts() and word not in (SUPPLEMENT.word, INSTRUCTION)


def reader_of(words: Words) -> Reader:
    """The reader of a table of commands, made once."""
    return _reader(tuple((typed, command.word) for typed, command in words.items()), _steering(words))


def _steering(words: Words) -> frozenset[str]:
    return frozenset(command.word for command in words.values() if not command.parks and command.word not in READS)


@cache
def _reader(meant: tuple[tuple[str, str], ...], steering: frozenset[str]) -> Reader:
    with_text = frozenset(act.word for act in ACTS.values() if act.args) | {
        reply.WORD,
        CHECK,
        INSTRUCTION,
        Action.URGE.value,
    }
    vocabulary: Vocabulary = vocabulary_of({typed.lower(): word for typed, word in meant}, with_text, steering)
    return Reader(vocabulary)
