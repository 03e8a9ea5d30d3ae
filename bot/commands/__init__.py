"""Every word the bot understands, one line each: menu entries, buttons and typed words are the same thing."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands import (
    again,
    city,
    contact,
    corrections,
    linking,
    look_up,
    marked,
    mine,
    more,
    overdue,
    propose,
    record,
    seen,
    special,
    stand_in,
    statistics,
    steer,
    supplement,
    together,
    why,
)
from bot.commands import help as help_word
from bot.commands.acts import ACTS
from bot.context import Command
from bot.forms import Form

WORDS: tuple[Command, ...] = (
    # the proposer, and everybody
    propose.COMMAND,
    mine.FILED,
    mine.WAITING,
    look_up.COMMAND,
    why.COMMAND,
    more.COMMAND,
    seen.COMMAND,
    supplement.COMMAND,
    supplement.COMPLETE,
    record.COMMAND,
    again.COMMAND,
    city.COMMAND,
    contact.COMMAND,
    stand_in.COMMAND,
    *ACTS,
    linking.LINK,
    linking.UNLINK,
    together.COMMAND,
    special.COMMAND,
    marked.COMMAND,
    corrections.LIST,
    overdue.COMMAND,
    statistics.COMMAND,
    # steering an open form
    steer.BACK,
    steer.EDIT,
    steer.SKIP,
    steer.DONE,
    steer.SUBMIT,
    steer.ANYWAY,
    steer.REMOVE,
    steer.PARK,
    steer.RESUME,
    steer.CANCEL,
    steer.CHOOSE,
)
COMMANDS: tuple[Command, ...] = (*WORDS, help_word.command(WORDS))


def forms_of(commands: tuple[Command, ...]) -> Mapping[tuple[str, int], Form]:
    """Every form these commands may begin, by name and version."""
    return {(form.name, form.version): form for command in commands for form in command.forms}
