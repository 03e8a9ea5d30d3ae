"""A file and a card go to the platform and back before anybody relies on them: permissions are found out early."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from bot.cards import words
from bot.cards.render import render
from bot.ports import Button, Card, CardKind, Finding, Media, Platform, PlatformError

FILE, CARD = "文件往返", "卡片往返"


def file(platform: Platform) -> Finding:
    """Put a small file on the platform and fetch it back; nobody is sent it, and the platform forgets it in days."""
    if not platform.capabilities.files:
        return Finding(FILE, True, "该平台按配置不收发文件，未测试")
    sent = Media("objection-doctor.txt", "text/plain", f"objection doctor {secrets.token_hex(16)}\n".encode())
    try:
        back = platform.fetch(platform.upload(sent))
    except PlatformError as error:
        return Finding(FILE, False, f"{error}")
    if back.content != sent.content:
        return Finding(FILE, False, "取回的内容与上传的不同，请检查代理是否改动了内容")
    return Finding(FILE, True, f"上传后取回，{len(sent.content)} 字节相同")


def card(platform: Platform, reader: str, base_url: str, now: datetime) -> Iterator[Finding]:
    """Send one person a card and a file, and redraw the card; what the press of its button brings, they see."""
    key = f"doctor-{secrets.token_hex(8)}"
    shown = render(_card(now), platform.dialect, key=key, base_url=base_url)
    if not reader:
        yield Finding(CARD, True, "未发送。加 --to 帐号，向这个人发一张测试卡片并更新它")
        return
    try:
        receipt = platform.send(reader, shown, key=key)
        yield Finding(CARD, True, f"已发给 {reader}。请他看是否收到，并按卡片上的按钮：机器人应有应答")
        yield from _redrawn(platform, reader, base_url, key, receipt.update_code, now)
        yield _handed(platform, reader, base_url, f"{key}-file")
    except PlatformError as error:
        yield Finding(CARD, False, f"{error}")


def _redrawn(platform: Platform, reader: str, base_url: str, key: str, code: str, now: datetime) -> Iterator[Finding]:
    if not platform.capabilities.update or not platform.capabilities.cards:
        return
    if not code:
        yield Finding("卡片更新", False, "平台没有给更新码（response_code），旧卡片将不能原地更新")
        return
    again = render(_card(now, "已由 objection doctor 更新"), platform.dialect, key=key, base_url=base_url, update=True)
    platform.update(reader, again, code=code)
    yield Finding("卡片更新", True, "已原地更新，按钮应变为“已由 objection doctor 更新”")


def _handed(platform: Platform, reader: str, base_url: str, key: str) -> Finding:
    if not platform.capabilities.files:
        return Finding("文件消息", True, "该平台按配置不收发文件，未测试")
    media = platform.upload(Media("objection-doctor.txt", "text/plain", "这是测试文件，请忽略。\n".encode()))
    message = render(Card(CardKind.FILE), platform.dialect, key=key, base_url=base_url, media_id=media)
    platform.send(reader, message, key=key)
    return Finding("文件消息", True, f"已发给 {reader}")


def _card(now: datetime, done: str = "") -> Card:
    return Card(
        CardKind.TASK,
        title="测试卡片",
        subtitle=words.stamp(now),
        body="这是 objection doctor 发出的测试，没有待办事项。",
        buttons=(Button("帮助", "帮助", "primary"),),
        done=done,
    )
