"""Wire words end here: the plain text of a callback becomes a Call, or None where nobody asked the bot anything."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.ports import Call, CallKind, RemoteFile
from platforms.wecom.events import EVENTS, event_key
from platforms.wecom.field_values import digest, hashed, word, words
from platforms.wecom.markup import Fields, read_json, read_xml
from platforms.wecom.text_decoding import LOST

log = logging.getLogger(__name__)

PLATFORM = "wecom"
LONGEST_USER = 256  # characters; published: 64 bytes. A longer one is nobody's, and databases bound what they index
_BEFORE = b" \t\r\n\xef\xbb\xbf"
_WITHOUT_ID = ("CreateTime", "MsgType", "Content", "MediaId", "MsgId")
# Names of the published XML, by their lower case: JSON callbacks were seen with either spelling.
_NAMES = {
    name.lower(): name
    for name in (
        *("FromUserName", "CreateTime", "MsgType", "MsgId", "Content", "MediaId", "FileName", "Recognition"),
        *("Event", "EventKey", "TaskId", "ResponseCode", "SelectedItems", "ChangeType", "UserID", "Id", "TagId"),
    )
}


def parse(plain: bytes, received: datetime) -> Call | None:
    """Read the opened message. `received` stands in for a CreateTime that is none.

    Raises Refused where there is no message in it; its letters are no reason (letters.py).
    """
    if plain.lstrip(_BEFORE)[:1] == b"{":
        fields = {_NAMES.get(name.lower(), name): value for name, value in read_json(plain).items()}
    else:
        fields = read_xml(plain)
    kind, user = word(fields, "MsgType").strip().lower(), word(fields, "FromUserName")
    if kind == "event":
        return _event(fields, user, received)
    if not kind or not user:
        log.warning("a message without MsgType or FromUserName is ignored")
        return None
    if kind == "text":
        text = words(fields, "Content")
        details: Mapping[str, Any] = {
            "kind": CallKind.TEXT,
            "text": text.replace(LOST, ""),
            "lost": text.count(LOST),
        }
    else:
        details = _MESSAGES.get(kind, _other)(kind, fields)
    own = word(fields, "MsgId")
    key = _key(fields, user, own)
    return Call(PLATFORM, own or key, user[:LONGEST_USER], at=_time(fields, received), dedupe=key, **details)


def _event(fields: Fields, user: str, received: datetime) -> Call | None:
    name = word(fields, "Event").strip().lower()
    read = EVENTS.get(name)
    if read is None:
        log.info("event %.60r is none of ours: ignored", name)
        return None
    details = {"user": user, **read(fields)}
    details["user"] = details["user"][:LONGEST_USER]
    if not details["user"]:
        log.warning("event %s without a member is ignored", name)
        return None
    return Call(platform=PLATFORM, message_id=event_key(fields), at=_time(fields, received), **details)


def _file(kind: str, fields: Fields) -> Mapping[str, Any]:
    file = RemoteFile(kind, word(fields, "MediaId"), word(fields, "FileName"))
    return {"kind": CallKind.FILE, "file": file, "text": word(fields, "Recognition")}


def _other(kind: str, _: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.OTHER, "text": kind}


# `file` is not in the platform's pages, but some tenants were seen to send it (section 3.3).
_MESSAGES: Mapping[str, Callable[[str, Fields], Mapping[str, Any]]] = {
    "image": _file,
    "file": _file,
    "voice": _file,
    "video": _file,
}


def _key(fields: Fields, user: str, own: str) -> str:
    """Sender, MsgId and time: what a retry repeats, and no other message has.

    MsgId is 64 bits and stays text. Where it is missing, or was rounded on its way, the content counts as well.
    """
    if own.isdigit():
        return hashed(user.strip().lower(), own, word(fields, "CreateTime"))
    return digest(fields, _WITHOUT_ID)


def _time(fields: Fields, received: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(float(word(fields, "CreateTime")), UTC)  # a rounded one has an exponent
    except (ValueError, OverflowError, OSError):
        return received
