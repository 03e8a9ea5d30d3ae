"""The app's menu at the bottom of the chat: an entry sends its command as text, or opens a page (section 6.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.ports import Button, Menu, PlatformError
from platforms.wecom.api import Api
from platforms.wecom.transport import Json

MOST, MOST_BEHIND = 3, 5
NAME_BYTES, NAME_BYTES_BEHIND = 16, 40
KEY_BYTES, URL_BYTES = 128, 1024


def publish(api: Api, agent_id: int, menu: Menu) -> None:
    """Replace the menu. Raises PlatformError, for an invalid menu before anything is sent."""
    api.post("/cgi-bin/menu/create", menu_body(menu), agentid=str(agent_id))


def current(api: Api, agent_id: int) -> list[Json]:
    """The current entries, in the platform's format; empty where none were ever set."""
    try:
        entries = api.get("/cgi-bin/menu/get", agentid=str(agent_id)).get("button")
    except PlatformError as error:
        if error.code != "46003":
            raise
        return []
    return entries if isinstance(entries, list) else []


def menu_body(menu: Menu) -> dict[str, Any]:
    """The menu in the platform's format. Raises PlatformError that names an entry too long or one too many."""
    _check(1 <= len(menu) <= MOST, "40016", f"一级菜单应为 1 到 {MOST} 项")
    return {"button": [_top(entry) for entry in menu]}


def _top(entry: Button | tuple[str, Sequence[Button]]) -> dict[str, Any]:
    if isinstance(entry, Button):
        return _entry(entry, NAME_BYTES)
    name, behind = entry
    _check_name(name, NAME_BYTES)
    _check(1 <= len(behind) <= MOST_BEHIND, "40016", f"菜单 {name} 下应为 1 到 {MOST_BEHIND} 项")
    return {"name": name, "sub_button": [_entry(button, NAME_BYTES_BEHIND) for button in behind]}


def _entry(button: Button, most: int) -> dict[str, Any]:
    _check_name(button.text, most)
    if button.link:
        _check(len(button.link.encode()) <= URL_BYTES, "40039", f"菜单 {button.text} 的网址超过 {URL_BYTES} 字节")
        return {"type": "view", "name": button.text, "url": button.link}
    size = len(button.command.encode())
    _check(1 <= size <= KEY_BYTES, "40058", f"菜单 {button.text} 的命令应为 1 到 {KEY_BYTES} 字节")
    return {"type": "click", "name": button.text, "key": button.command}


def _check_name(name: str, most: int) -> None:
    _check(1 <= len(name.encode()) <= most, "40058", f"菜单名 {name} 应为 1 到 {most} 字节")


def _check(holds: bool, code: str, problem: str) -> None:
    if not holds:
        raise PlatformError(problem, retryable=False, code=code)
