"""The self-test of one tenant: secret, clock, callback addresses, app; each finding names its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import requests

from bot.ports import Finding, Menu, PlatformError
from clock.skew import TOLERATED, skew_line
from clock.time_source import Clock
from platforms.wecom import menu
from platforms.wecom.api import Api, read_json
from platforms.wecom.settings import Settings
from platforms.wecom.transport import Json, Request, server_time


def check(api: Api, settings: Settings, wall: Clock, entries: Menu) -> Iterator[Finding]:
    """Read-only API calls. Without a token no further call is made."""
    token = _finding("企业微信凭证", lambda: api.token() and "Secret 有效，已取得 access_token")
    yield replace(token, last=not token.ok)
    if token.ok:
        yield _finding("企业微信回调来源", lambda: _addresses(api))
        yield _finding("本机时钟", lambda: _skew(api, wall))
        yield _finding("企业微信应用菜单", lambda: _menu(api, settings, entries))


def _finding(subject: str, ask: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, ask())
    except PlatformError as error:
        return Finding(subject, False, str(error))


def _addresses(api: Api) -> str:
    listed = api.get("/cgi-bin/getcallbackip").get("ip_list")
    return f"平台公布 {len(listed) if isinstance(listed, list) else 0} 个回调来源地址"


def _skew(api: Api, wall: Clock) -> str:
    """Callbacks are refused by their age, so with clock skew all of them are refused."""

    def date(request: Request, response: requests.Response) -> datetime | None:
        read_json(request, response)
        return server_time(response)

    told, now = api.run(Request("GET", "/cgi-bin/getcallbackip"), date), wall.now()
    if told is None:
        return "平台没有报时，未能比较"
    if abs(now - told) > TOLERATED:
        raise PlatformError(skew_line(told, now, "平台时间"), retryable=False)
    return f"与平台相差 {abs(now - told).total_seconds():.0f} 秒"


def _menu(api: Api, settings: Settings, entries: Menu) -> str:
    """Missing, or another program's, it makes the bot unreachable for those who don't type."""
    there, ours = menu.current(api, settings.agent_id), menu.menu_body(entries)["button"]
    names = "、".join(str(entry.get("name")) for entry in there)
    if _shape(there) != _shape(ours):
        found = f"现在是别的菜单（{names}）" if there else "尚未设置应用菜单"
        raise PlatformError(f"{found}；重新启动服务即重新设置，并请停用其他修改菜单的程序", retryable=False)
    return f"已设置：{names}"


def _shape(entries: Sequence[Json]) -> list[object]:
    """What a menu offers, whatever else the platform stores with it."""
    return [
        (entry.get("name"), entry.get("key") or entry.get("url") or "", _shape(entry.get("sub_button") or ()))
        for entry in entries
    ]
