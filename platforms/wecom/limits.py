"""Size limits of one message in UTF-8 bytes; the platform truncates or drops the excess silently (section 4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.ports import PlatformError
from platforms.wecom.cards import check_card

TEXT_BYTES = 2048
_NUMBER_BYTES = 24  # reserve for `（12/34）` and its line end
# 40033: control characters are refused; lone surrogates can't be encoded as UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Message = Mapping[str, Any]


def printable(value: Any) -> Any:
    """A copy without control characters, recursively."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {name: printable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(inner) for inner in value]
    return value


def cut(text: str, size: int) -> str:
    """The longest prefix of at most `size` bytes that splits no character."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= size else data[:size].decode("utf-8", "ignore")


def fit(message: Message) -> list[dict[str, Any]]:
    """The message within the limits: one or, for a long text, several numbered ones.

    Raises PlatformError about the message where it can't be made to fit; the code is the platform's own.
    """
    clean = printable(message)
    fitting = _FITTING.get(str(clean.get("msgtype")))
    if fitting is None:
        raise refused("40008", "msgtype", "不认识的消息类型")
    if not isinstance(clean.get(clean["msgtype"]), dict):
        raise refused("40063", clean["msgtype"], "缺少内容")
    return fitting(clean)


def refused(code: str, field: str, problem: str) -> PlatformError:
    return PlatformError(f"{field}: {problem}（{code}）", retryable=False, code=code)


def pieces(text: str, size: int = TEXT_BYTES) -> list[str]:
    """A text in numbered parts of at most `size` bytes, split at line ends where possible."""
    if len(text.encode()) <= size:
        return [text]
    parts = [part for part in _packed(text, size - _NUMBER_BYTES) if part.strip()]
    return [f"（{number}/{len(parts)}）\n{part}" for number, part in enumerate(parts, 1)]


def _packed(text: str, size: int) -> Iterator[str]:
    held = ""
    for line in _short_lines(text, size):
        if held and len((held + line).encode()) > size:
            yield held.rstrip("\n")
            held = ""
        held += line
    yield held


def _short_lines(text: str, size: int) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        rest = line
        while len(rest.encode()) > size:
            part = cut(rest, size)
            yield part
            rest = rest[len(part) :]
        yield rest


def _fit_text(message: dict[str, Any]) -> list[dict[str, Any]]:
    kind = message["msgtype"]
    content = str(message[kind].get("content", ""))
    if not content.strip():
        raise refused("44004", f"{kind}.content", "内容为空")
    return [{**message, kind: {**message[kind], "content": part}} for part in pieces(content)]


def _fit_media(message: dict[str, Any]) -> list[dict[str, Any]]:
    kind = message["msgtype"]
    if not message[kind].get("media_id"):
        raise refused("41006", f"{kind}.media_id", "缺少")
    return [message]


def _fit_card(message: dict[str, Any]) -> list[dict[str, Any]]:
    check_card(message["template_card"])
    return [message]


_FITTING = {
    "text": _fit_text,
    "markdown": _fit_text,
    "image": _fit_media,
    "file": _fit_media,
    "template_card": _fit_card,
}
