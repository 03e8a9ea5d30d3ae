"""JSON serialisation of a Call, which waits in the inbox between the callback's 200 and its handling."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson

from bot.ports import Call, CallKind, RemoteFile

VERSION = 1
PARTS = frozenset(part.name for part in fields(Call))


def encode(call: Call) -> bytes:
    """The call as JSON; the store encrypts it, because it holds personal text. Its key becomes the id."""
    file = call.file and {"kind": call.file.kind, "media_id": call.file.media_id, "name": call.file.name}
    said = {
        "v": VERSION,
        "platform": call.platform,
        "message_id": call.key,
        "user": call.user,
        "kind": call.kind.value,
        "at": call.at.isoformat(),
        "text": call.text,
        "values": {name: list(chosen) for name, chosen in call.values.items()},
        "file": file,
        "card": call.card,
        "update_code": call.update_code,
        **({"lost": call.lost} if call.lost else {}),
    }
    try:
        return orjson.dumps(said)
    except TypeError:  # no letter may keep a message out: halves of characters are joined or replaced
        text = json.dumps(said, ensure_ascii=False)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def decode(payload: bytes) -> Call:
    """Forward and backward compatible: a missing field gets its default, an unknown field is ignored.

    Raises ValueError where the bytes are no call of a version this program knows.
    """
    try:
        kept: dict[str, Any] = orjson.loads(payload)
        if kept["v"] != VERSION:
            raise ValueError("call of another version")
        file = kept.get("file")
        read = {
            "kind": CallKind(kept["kind"]),
            "at": datetime.fromisoformat(kept["at"]),
            "values": {name: tuple(chosen) for name, chosen in kept.get("values", {}).items()},
            "file": RemoteFile(**file) if file else None,
        }
        return Call(**{name: value for name, value in (kept | read).items() if name in PARTS})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a stored call: {type(error).__name__}") from None
