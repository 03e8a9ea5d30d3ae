"""What is kept of a person in the words that they know: no codes, no machine's instants (个人信息保护法 45条)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.cards.text_labels import LABELS
from bot.language import date_text
from bot.language.role_titles import title_of
from regulation.states import Action

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_PLATFORMS = {"wecom": "企业微信", "dingtalk": "钉钉"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "表单": {
        "filing": "提出异议", "on-behalf": "代录", "city-order": "录入市级工单", "supplement": "补正",
        "stand-in": "设置代理", "own-data": "更正我的信息", "correction": "目录更正",
    },
    "状态": {
        "active": "填写中", "parked": "已暂存", "submitted": "已提交", "cancelled": "已取消",
        "pending": "正在接收", "stored": "已保存", "refused": "没有接收", "removed": "已删除",
    },
    "平台": _PLATFORMS,
}  # fmt: skip


def in_words(found: Any, title: str = "") -> Any:
    """The same, as a page shows it; `title` is the name under which it stands."""
    if isinstance(found, Mapping):
        return _mapping(found, title)
    if isinstance(found, list):
        return [in_words(each, title) for each in found]
    return _said(found, title) if isinstance(found, str) else found


def _mapping(found: Mapping[str, Any], title: str) -> dict[str, Any]:
    if title != "文字":
        return {name: in_words(each, name) for name, each in found.items()}
    return {
        "办理人" if field == "actor" else LABELS.get(field, field): _actor(text) if field == "actor" else text
        for field, text in found.items()
    }


def _said(text: str, title: str) -> str:
    if title == "填写" and text.startswith("{"):
        answers = {LABELS.get(name, name): each for name, each in json.loads(text).items() if each}
        return "；".join(f"{name}：{each}" for name, each in answers.items())
    if title == "角色":
        return "提出方" if text == "proposer" else title_of(text)
    if title == "帐号":
        return _account(text)
    if title == "表单" and text.startswith("act:"):
        name = text.removeprefix("act:").upper()
        return Action[name].value if name in Action.__members__ else text
    if _INSTANT.fullmatch(text):
        return date_text.stamp(datetime.fromisoformat(text))
    return _WORDS.get(title, {}).get(text, text)


def _account(text: str) -> str:
    platform, mark, user = text.partition(":")
    return f"{_PLATFORMS.get(platform, platform)} {user}" if mark else text


def _actor(text: str) -> str:
    """Who acted, as the step keeps it: name, unit and the roles of that day, and the account used."""
    who = json.loads(text)
    inside = "，".join(part for part in (who.get("unit", ""), *who.get("roles", ())) if part)
    return f"{who.get('name', '')}（{inside}）{_account(who.get('account', ''))}"
