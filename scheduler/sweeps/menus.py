"""The chat's menu is published at the start, and retried with backoff until the platform accepts it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

import structlog

from bot.ports import ChatPlatform, Menu, PlatformError

log = structlog.get_logger(__name__)
FIRST, LAST = 60.0, 3600.0  # seconds between attempts; doubled each time


class Menus:
    """One menu for every platform."""

    def __init__(self, platforms: Mapping[str, ChatPlatform], menu: Menu) -> None:
        self._menu = menu
        self._missing = dict(platforms)
        self._refused: dict[str, str] = {}

    async def publish(self) -> None:
        """Publish the menu until every platform has accepted it."""
        pause = FIRST
        while not await asyncio.to_thread(self.tried):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST)

    def tried(self) -> bool:
        """Try once where it is missing; True where it is missing nowhere any more."""
        for name, platform in [*self._missing.items()]:
            try:
                platform.publish_menu(self._menu)
            except PlatformError as error:
                self._refused[name] = error.text
                log.warning("menu not published", platform=name, reason=str(error))
            else:
                del self._missing[name]
                self._refused.pop(name, None)
        return not self._missing

    def health_problems(self) -> Iterator[str]:
        """One line for each platform that has refused the menu so far."""
        for name, reason in [*self._refused.items()]:
            yield f"{name} 应用菜单还没有设成：{reason}，稍后自动再试"
