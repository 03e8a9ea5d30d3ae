"""Reads unauthenticated requests to the callback URL: raw query, and body within the limits of `http_body`."""

from __future__ import annotations

from urllib.parse import unquote

from platforms.http_body import Body, IncompleteBody, Scope, TooLarge
from platforms.wecom.refused_callback import TOO_LARGE, Refused

QUERY = 8 * 1024  # bytes; the longest real one has an echostr of a few hundred


def read_query(scope: Scope, names: tuple[str, ...]) -> list[str]:
    """The named parameters, decoded once; `+` stays `+`, for it is base64 here. Raises Refused for a missing one."""
    if len(scope["query_string"]) > QUERY:
        raise Refused("query too long")
    found: dict[str, str] = {}
    for pair in scope["query_string"].decode("latin-1").split("&"):
        name, _, value = pair.partition("=")
        found.setdefault(name, unquote(value) if "%" in value else value)
    if any(not found.get(name) for name in names):
        raise Refused("a query parameter is missing")
    return [found[name] for name in names]


async def read_body(body: Body, cap: int, timeout: float) -> bytes:
    """The whole body. Raises Refused above the cap, where it breaks off, or after `timeout` seconds."""
    try:
        return await body.read(cap, timeout)
    except TooLarge:
        raise Refused("body too large", TOO_LARGE) from None
    except IncompleteBody:
        raise Refused("body broke off") from None
