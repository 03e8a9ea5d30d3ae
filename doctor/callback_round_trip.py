"""Round trip of a test file and a test card through the platform, which reveals missing permissions early."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.cards.dialects.render import render
from bot.language import date_text
from bot.ports import Button, Card, CardKind, ChatPlatform, Finding, Media, PlatformError

FILE, CARD, UPDATE, SENT = "文件往返", "卡片往返", "卡片更新", "文件消息"


def file(platform: ChatPlatform) -> Finding:
    """Put a small file on the platform and fetch it back; nobody is sent it, and the platform forgets it in days."""
    if not platform.capabilities.files:
        return Finding(FILE, True, "该平台按配置不收发文件，未测试")
    sent = f"objection doctor {secrets.token_hex(16)}\n".encode()
    try:
        back = platform.fetch(platform.upload(Media("objection-doctor.txt", "text/plain", sent)))
    except PlatformError as error:
        return Finding(FILE, False, f"{error}")
    if back.content != sent:
        return Finding(FILE, False, "取回的内容与上传的不同，请检查代理是否改动了内容")
    return Finding(FILE, True, f"上传后取回，{len(sent)} 字节相同")


def card(platform: ChatPlatform, reader: str, base_url: str, now: datetime) -> Iterator[Finding]:
    """Send one person a card that is redrawn at once, one to press, and a file; what the press brings, they see."""
    if not reader:
        yield Finding(CARD, True, "未发送。加 --to 帐号，向这个人发测试卡片和测试文件")
        return
    try:
        if platform.capabilities.cards and platform.capabilities.update:
            yield _redrawn(platform, reader, base_url, now)
        _sent(platform, reader, base_url, _card(now, "请按下面的按钮，机器人应立即应答。"))
        yield Finding(CARD, True, f"已发给 {reader}。请他确认收到，并按卡片上的“帮助”：机器人应立即应答")
        yield _handed(platform, reader, base_url)
    except PlatformError as error:
        yield Finding(CARD, False, f"{error}")


def _redrawn(platform: ChatPlatform, reader: str, base_url: str, now: datetime) -> Finding:
    card = _card(now, "这张卡片随即更新，按钮会变为“已更新”。")
    key, code = _sent(platform, reader, base_url, card)
    if not code:
        return Finding(UPDATE, False, "平台没有给更新码（response_code），已办的卡片将不能原地更新")
    again = render(replace(card, done="已更新"), platform.dialect, key=key, base_url=base_url, update=True)
    platform.update(reader, again, code=code)
    return Finding(UPDATE, True, f"已发给 {reader} 并原地更新")


def _sent(platform: ChatPlatform, reader: str, base_url: str, card: Card, media_id: str = "") -> tuple[str, str]:
    """Its key and the code for one update."""
    key = f"doctor-{secrets.token_hex(8)}"
    message = render(card, platform.dialect, key=key, base_url=base_url, media_id=media_id)
    return key, platform.send(reader, message, key=key).update_code


def _handed(platform: ChatPlatform, reader: str, base_url: str) -> Finding:
    if not platform.capabilities.files:
        return Finding(SENT, True, "该平台按配置不收发文件，未测试")
    media_id = platform.upload(Media("objection-doctor.txt", "text/plain", "这是测试文件，请忽略。\n".encode()))
    _sent(platform, reader, base_url, Card(CardKind.FILE), media_id)
    return Finding(SENT, True, f"已发给 {reader}")


def _card(now: datetime, body: str) -> Card:
    return Card(
        CardKind.TASK,
        title="测试卡片",
        subtitle=date_text.stamp(now),
        body=f"这是 objection doctor 发出的测试，没有待办事项。{body}",
        buttons=(Button("帮助", "帮助", "primary"),),
    )
