"""The acts of the law as commands, built from their records; acts of a group also have the group's common word."""

from __future__ import annotations

from collections.abc import Iterator

from bot.acts import platform, reply
from bot.acts.act import Act
from bot.acts.duties import duties_for
from bot.acts.registry import CHAPTERS
from bot.commands.platform_choice import WORD as CHECK
from bot.commands.platform_choice import check
from bot.commands.reply_choice import choose_reply
from bot.commands.run_act import FORMS, command_of
from bot.commands.urge import urge
from bot.context import Command
from regulation.states import Action


def _command(act: Act) -> Command:
    usage = f"{act.word} <工单号>{f' [{act.args}]' if act.args else ''}"
    run = urge if act.action is Action.URGE else command_of(act.action)
    return Command(act.word, usage, act.help, run, act.aliases, duties_for(act.action), (FORMS[act.action],))


def _commands() -> Iterator[Command]:
    for chapter in CHAPTERS:
        if chapter is platform:
            who = duties_for(*(act.action for act in platform.ACTS if act.kind))
            yield Command(CHECK, f"{CHECK} <工单号> [无误|平台原因]", "登记平台内部核查的结果", check, for_roles=who)
        if chapter is reply:
            who = duties_for(*(act.action for act in reply.ACTS if act.kind))
            yield Command(
                reply.WORD, f"{reply.WORD} <工单号> [类型 内容]", "给出明确答复", choose_reply, ("回复",), who
            )
        yield from (_command(act) for act in chapter.ACTS if act.help)


ACTS = tuple(_commands())
