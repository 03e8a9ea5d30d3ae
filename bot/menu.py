"""The chat menu: the most used commands, in the regulation's terms."""

from __future__ import annotations

from bot.ports import Button, Menu


def _entry(word: str) -> Button:
    return Button(word, command=word)


MENU: Menu = (
    _entry("提出异议"),
    ("我的工单", tuple(map(_entry, ("我的待办", "我的异议", "继续", "逾期")))),
    ("更多", tuple(map(_entry, ("代录", "设置代理", "统计", "帮助")))),
)
