"""Every word the bot understands, one line each: menu entries, buttons and typed words are the same thing."""

from __future__ import annotations

from collections.abc import Mapping

from bot.context import Command
from bot.forms import Form

COMMANDS: tuple[Command, ...] = ()


def forms_of(commands: tuple[Command, ...]) -> Mapping[tuple[str, int], Form]:
    """Every form these commands may begin, by name and version."""
    return {(form.name, form.version): form for command in commands for form in command.forms}
