"""Parses a decrypted callback to a Call, or None for events without a request to the bot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from xml.etree.ElementTree import Element

from bot.ports import Call, CallKind, RemoteFile
from platforms.wecom.directory_change import directory_change
from platforms.wecom.field_text import LONGEST_USER, field_text, typed_text
from platforms.wecom.markup import Fields, read_json, read_xml
from platforms.wecom.text_decoding import LOST

log = logging.getLogger(__name__)

PLATFORM = "wecom"
_BEFORE = b" \t\r\n\xef\xbb\xbf"
_WITHOUT_ID = ("CreateTime", "MsgType", "Content", "MediaId", "MsgId")
# Deduplication key beside sender and time, for lack of a MsgId: clicks differ in ResponseCode, retries do not.
_EVENT_KEY = (
    *("CreateTime", "Event", "EventKey", "ChangeType", "TaskId", "ResponseCode", "SelectedItems"),
    *(
        "UserID",
        "Id",
        "TagId",
        "NewUserID",
        "Status",
    ),  # the directory reports several changes within one second, all from one sender
)
# Names of the published XML, by their lower case: JSON callbacks were seen with either spelling.
_NAMES = {
    name.lower(): name
    for name in (
        *("FromUserName", "CreateTime", "MsgType", "MsgId", "Content", "MediaId", "FileName", "Recognition"),
        *("Title", "Url"),
        *("Event", "EventKey", "TaskId", "ResponseCode", "SelectedItems", "ChangeType", "UserID", "Id", "TagId"),
        *("NewUserID", "Name", "Status"),
    )
}


def parse(plain: bytes, received: datetime) -> Call | None:
    """Parse the decrypted message. `received` replaces an invalid CreateTime.

    Raises Refused where it holds no message; no character in it is a reason (`text_decoding`).
    """
    if plain.lstrip(_BEFORE)[:1] == b"{":
        fields = {_NAMES.get(name.lower(), name): value for name, value in read_json(plain).items()}
    else:
        fields = read_xml(plain)
    kind, user = field_text(fields, "MsgType").strip().lower(), field_text(fields, "FromUserName")
    if kind == "event":
        return _event(fields, user, received)
    if not kind or not user:
        log.warning("a message without MsgType or FromUserName is ignored")
        return None
    if kind == "text":
        text = typed_text(fields, "Content")
        details: Mapping[str, Any] = {
            "kind": CallKind.TEXT,
            "text": text.replace(LOST, ""),
            "lost": text.count(LOST),
        }
    else:
        details = _MESSAGES.get(kind, _other)(kind, fields)
    own = field_text(fields, "MsgId")
    key = _key(fields, user, own)
    return Call(PLATFORM, own or key, user[:LONGEST_USER], at=_time(fields, received), dedupe=key, **details)


def _event(fields: Fields, user: str, received: datetime) -> Call | None:
    name = field_text(fields, "Event").strip().lower()
    read = _EVENTS.get(name)
    if read is None:
        log.info("event %.60r is none of ours: ignored", name)
        return None
    details = {"user": user, **read(fields)}
    details["user"] = details["user"][:LONGEST_USER]
    if not details["user"]:
        log.warning("event %s without a member is ignored", name)
        return None
    return Call(platform=PLATFORM, message_id=_digest(fields, _EVENT_KEY), at=_time(fields, received), **details)


def _file(kind: str, fields: Fields) -> Mapping[str, Any]:
    file = RemoteFile(kind, field_text(fields, "MediaId"), field_text(fields, "FileName"))
    return {"kind": CallKind.FILE, "file": file, "text": field_text(fields, "Recognition")}


def _voice(kind: str, fields: Fields) -> Mapping[str, Any]:
    """What the platform recognised is text; without it (the default), a file."""
    words = typed_text(fields, "Recognition").replace(LOST, "").strip()
    return {"kind": CallKind.TEXT, "text": words} if words else _file(kind, fields)


def _link(kind: str, fields: Fields) -> Mapping[str, Any]:
    """A shared page: its title and address, without any file."""
    title, address = (field_text(fields, name).strip() for name in ("Title", "Url"))
    return {"kind": CallKind.FILE, "file": RemoteFile(kind, "", title), "text": f"{title} {address}".strip()}


def _other(kind: str, _: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.OTHER, "text": kind}


# `file` is not in the platform's pages, but some tenants were seen to send it (section 3.3).
_MESSAGES: Mapping[str, Callable[[str, Fields], Mapping[str, Any]]] = {
    "image": _file,
    "file": _file,
    "voice": _voice,
    "link": _link,
    "video": _file,
}


def _enter(_: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.ENTER}


def _leave(_: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.LEAVE}


def _menu(fields: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.CLICK, "text": field_text(fields, "EventKey")}


def _card(fields: Fields) -> Mapping[str, Any]:
    return {
        "kind": CallKind.CLICK,
        "text": field_text(fields, "EventKey"),
        "card": field_text(fields, "TaskId"),
        "update_code": field_text(fields, "ResponseCode"),
        "values": _answers(fields.get("SelectedItems", "")),
    }


def _answers(items: str | Element) -> Mapping[str, tuple[str, ...]]:
    """The selected options by question; always tuples, for one option and for several."""
    if isinstance(items, str):
        return {}
    return {
        item.findtext("QuestionKey", ""): tuple([option.text or "" for option in item.iter("OptionId")])
        for item in items.iter("SelectedItem")
    }


# An unlisted type is ignored (section 3.4).
_EVENTS: Mapping[str, Callable[[Fields], Mapping[str, Any]]] = {
    "subscribe": _enter,
    "enter_agent": _enter,
    "unsubscribe": _leave,
    "click": _menu,
    "template_card_event": _card,
    "template_card_menu_event": _card,
    "taskcard_click": _card,
    "change_contact": directory_change,
}


def _key(fields: Fields, user: str, own: str) -> str:
    """Deduplication key: sender, MsgId and time, which are equal for retries and differ for other messages.

    MsgId is 64 bits and stays text. Where it is missing, or was rounded by a JSON parser, the content counts as well.
    """
    if own.isdigit():
        return _hashed(user.strip().lower(), own, field_text(fields, "CreateTime"))
    return _digest(fields, _WITHOUT_ID)


def _time(fields: Fields, received: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(float(field_text(fields, "CreateTime")), UTC)  # a rounded one has an exponent
    except (ValueError, OverflowError, OSError):
        return received


def _digest(fields: Fields, names: Iterable[str]) -> str:
    """Deduplication key, equal for all retries of one message: the sender, in any case, and these fields in order."""
    sender = field_text(fields, "FromUserName").strip().lower()
    return _hashed(sender, *(typed_text(fields, name) for name in names))


def _hashed(*parts: str) -> str:
    """One short key of several texts of any content and length."""
    return "h" + blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
