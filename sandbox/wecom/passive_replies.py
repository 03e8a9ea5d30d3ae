"""Passive replies: a message in the callback's HTTP response, after its signature was verified."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.wecom.callback_xml import from_xml
from sandbox.wecom.crypto import SealError
from sandbox.wecom.errors import ApiError
from sandbox.wecom.exchanges import Exchange, Form
from sandbox.wecom.message_contents import cut
from sandbox.wecom.pascal_case import to_card
from sandbox.wecom.tenant import Tenant

ENVELOPE = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")


@dataclass(frozen=True, slots=True)
class Reply:
    """`outcome` is the line for the journal; `kind` and `message` are empty when there was no passive reply."""

    outcome: str
    kind: str = ""
    message: Mapping[str, Any] = field(default_factory=dict)


def read_reply(tenant: Tenant, body: bytes, asked: Mapping[str, Any]) -> Reply:
    """Read a callback's response; an empty body and `success` are no reply, an invalid one is noted and not shown."""
    if body.strip() in (b"", b"success"):
        return Reply("200")
    try:
        message = _open(tenant, body)
        _check_addresses(message, asked)
        return _show(tenant, message, asked)
    except (SealError, ValueError, KeyError, TypeError) as error:
        return Reply(f"200，被动回复不被接受：{error}")
    except ApiError as error:
        return Reply(f"200，被动回复不被接受：{error.code}")


def _open(tenant: Tenant, body: bytes) -> dict[str, Any]:
    if body.lstrip().startswith(b"{"):
        outer = json.loads(body)
        sealed, signature = outer["encrypt"], outer["msgsignature"]
        timestamp, nonce = str(outer["timestamp"]), str(outer["nonce"])
    else:
        outer = from_xml(body)
        sealed, signature, timestamp, nonce = (outer[name] for name in ENVELOPE)
    tenant.seal.verify(signature, timestamp, nonce, sealed)
    plain = tenant.seal.open(sealed)
    found = json.loads(plain) if plain.lstrip().startswith(b"{") else from_xml(plain)
    if not isinstance(found, dict):
        raise ValueError("not a message")
    return found


def _check_addresses(message: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    if message.get("ToUserName") != asked["FromUserName"] or message.get("FromUserName") != asked["ToUserName"]:
        raise ValueError("To and From are not swapped")


def _show(tenant: Tenant, message: Mapping[str, Any], asked: Mapping[str, Any]) -> Reply:
    user, task_id = str(asked.get("FromUserName", "")), str(asked.get("TaskId", ""))
    kind = str(message["MsgType"])
    if kind in ("update_button", "update_taskcard", "update_template_card"):
        _redraw(tenant, kind, message, user, task_id)
    else:
        added = tenant.messages.add(user, *_content(tenant, kind, message), tenant.clock.now())
        added.keep(exchange(tenant, asked, message))
    return Reply(f"200，被动回复 {kind}", kind, message)


def exchange(tenant: Tenant, asked: Mapping[str, Any], answer: Mapping[str, Any], outcome: str = "") -> Exchange:
    """The decrypted callback and the decrypted passive reply, in the form in which the callback was sent."""
    form: Form = "json" if tenant.switches.json else "cdata" if tenant.switches.cdata else "xml"
    subject = str(asked.get("Event") or asked.get("MsgType"))
    return Exchange(tenant.clock.now(), "callback", subject, asked, answer, form, outcome)


def _content(tenant: Tenant, kind: str, message: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if kind == "text":
        return "text", {"content": cut(str(message["Content"]), 2048)}
    if kind in ("image", "voice", "video"):
        medium = tenant.media.get(str(message[kind.capitalize()]["MediaId"]))
        return kind, {"media_id": medium.media_id, "name": medium.name, "content_type": medium.content_type}
    if kind == "news":
        items = message["Articles"]["item"]
        rows = items if isinstance(items, list) else [items]
        return "news", {"articles": [{name.lower(): value for name, value in row.items()} for row in rows[:8]]}
    raise ValueError(f"unknown kind {kind[:40]}")


def _redraw(tenant: Tenant, kind: str, message: Mapping[str, Any], user: str, task_id: str) -> None:
    """Only the clicking member's copy changes."""
    caption, card = "", None
    if kind == "update_template_card":
        card = to_card(message["TemplateCard"])
        caption = str(card.get("replace_text", ""))
    else:
        caption = str(message["Button" if kind == "update_button" else "TaskCard"]["ReplaceName"])
    for held in [each for each in tenant.messages.copies(task_id) if each.user == user]:
        tenant.messages.change(held, caption=caption, **({"content": card} if card else {}))
