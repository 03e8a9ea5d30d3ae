"""The chat menu: valid commands within WeCom's limits (three entries, five behind each)."""

from __future__ import annotations

from bot.command_line import read_line, words_of
from bot.commands import COMMANDS
from bot.menu import MENU
from bot.ports import Button

TOP, BEHIND = 3, 5
NAME, UNDER = 16, 40  # bytes of a label: entry, and entry of a submenu (protocol page)


def entries() -> list[Button]:
    return [button for entry in MENU for button in ([entry] if isinstance(entry, Button) else entry[1])]


def test_menu_keeps_the_limits() -> None:
    assert len(MENU) <= TOP
    for entry in MENU:
        if isinstance(entry, Button):
            assert len(entry.text.encode()) <= NAME
        else:
            assert len(entry[0].encode()) <= NAME
            assert 1 <= len(entry[1]) <= BEHIND
            assert all(len(button.text.encode()) <= UNDER for button in entry[1])


def test_every_entry_is_a_command_without_arguments() -> None:
    words = words_of(COMMANDS)
    for button in entries():
        line = read_line(button.command, words)
        assert line is not None
        assert line.command.word == button.command
        assert "<" not in line.command.usage.partition("，")[0] or line.command.forms


def test_most_used_commands_are_included() -> None:
    assert {"提出异议", "我的待办", "我的异议", "逾期", "统计", "代录", "设置代理", "帮助"} <= {
        button.text for button in entries()
    }
