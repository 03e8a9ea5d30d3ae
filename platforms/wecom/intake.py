"""What a request may cost us before it has proved anything: its query read raw, its body read to a cap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from platforms.wecom.refusal import TOO_LARGE, Refused

Environ = Mapping[str, Any]


def read_query(environ: Environ, names: tuple[str, ...]) -> list[str]:
    """The named parameters, decoded once; `+` stays `+`, for it is base64 here. Raises Refused for a missing one."""
    found: dict[str, str] = {}
    for pair in environ.get("QUERY_STRING", "").split("&"):
        name, _, value = pair.partition("=")
        found.setdefault(name, unquote(value) if "%" in value else value)
    if any(not found.get(name) for name in names):
        raise Refused("a query parameter is missing")
    return [found[name] for name in names]


def read_body(environ: Environ, cap: int) -> bytes:
    """The whole body. Raises Refused above the cap (unread, where its length is told) or where it breaks off."""
    announced = environ.get("CONTENT_LENGTH") or ""
    if announced:
        return _read_announced(environ, announced, cap)
    if not environ.get("wsgi.input_terminated") and "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return b""  # without a length and an end in sight a read might never return
    body = _read(environ, cap + 1)
    if len(body) > cap:
        raise Refused("body too large", TOO_LARGE)
    return body


def _read_announced(environ: Environ, announced: str, cap: int) -> bytes:
    if not (announced.isascii() and announced.isdigit()):
        raise Refused("wrong Content-Length")
    length = int(announced[:12])
    if length > cap:
        raise Refused("body too large", TOO_LARGE)
    body = _read(environ, length)
    if len(body) < length:
        raise Refused("body broke off")
    return body


def _read(environ: Environ, length: int) -> bytes:
    stream, parts, missing = environ["wsgi.input"], [], length
    try:
        while missing > 0 and (part := stream.read(missing)):
            parts.append(part)
            missing -= len(part)
    except OSError:
        raise Refused("body broke off") from None
    return b"".join(parts)
