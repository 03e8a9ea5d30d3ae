"""Logging: JSON or console lines on stderr, each with its request id; secrets and phone numbers masked."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any, TextIO

import structlog

from store.messages.cause import cause

MASK = "***"
SECRET_NAME = re.compile(
    r"(secret|password|passwd|token|ticket|aes_?key|encrypt|cookie|authorization|signature|session|"
    r"mobile|phone|telephone|contact|id_?card)",
    re.IGNORECASE,
)
HARMLESS = frozenset({"ticket", "event"})  # `ticket` is a ticket's number
QUERY_SECRET = re.compile(r"(?i)\b(access_token|corpsecret|secret|token|code|ticket|msg_signature)=[^&\s\"']+")
URL_PASSWORD = re.compile(r"(?i)(\w+://[^\s:/@]+):[^\s@/]+@")
ID_CARD = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})\d{8}(\d{3}[\dXx])(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<![0-9A-Za-z.])(1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z])")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-?)\d{4}(\d{3,4})(?!\d)")
SUSPECT = re.compile(r"\d{7}|\d-\d{4}|[=@]")  # without one of these nothing is to be masked
REQUEST = re.compile(r"h[0-9a-f]{32}|(sweep|page|command|message):[a-z0-9-]+")  # our own ids: hashes and names
IDS = {"request": REQUEST, "message_id": re.compile(r"[0-9]{18,20}|h[0-9a-f]{32}")}  # no personal numbers


def set_up(level: str = "info", style: str = "json", stream: TextIO | None = None) -> None:
    """Send every log line of ours and of the libraries through one masking formatter to `stream` (stderr)."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _with_request,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_ending(style)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("apscheduler", "urllib3", "alembic", "werkzeug"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def masked(value: Any) -> Any:
    """The same value with secrets in URLs, phone numbers and identity card numbers made unreadable."""
    if isinstance(value, str):
        return _masked_text(value)
    if isinstance(value, Mapping):
        return {name: _masked_field(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _masked_text(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def _masked_text(text: str) -> str:
    if not SUSPECT.search(text):
        return text
    text = QUERY_SECRET.sub(rf"\1={MASK}", text)
    text = URL_PASSWORD.sub(rf"\1:{MASK}@", text)
    text = ID_CARD.sub(r"\1********\2", text)
    text = MOBILE.sub(r"\1****\2", text)
    return LANDLINE.sub(r"\1****\2", text)


@lru_cache(1024)
def _is_secret(name: str) -> bool:
    return name not in HARMLESS and SECRET_NAME.search(name) is not None


def _masked_field(name: str, value: Any) -> Any:
    if _is_secret(name):
        return MASK if value not in (None, "", 0, False) else value
    if name in IDS and isinstance(value, str) and IDS[name].fullmatch(value):
        return value
    return masked(value)


def _with_request(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What is under way here; a line that names another request keeps it."""
    if "request" not in event and (request := cause()):
        event["request"] = request
    return event


def _mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: _masked_field(name, value) for name, value in event.items()}


def _ending(style: str) -> list[structlog.typing.Processor]:
    if style == "console":
        return [structlog.processors.format_exc_info, _mask, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [structlog.processors.format_exc_info, _mask, structlog.processors.JSONRenderer(serializer=_json)]


def _json(event: Any, **_options: Any) -> str:
    return json.dumps(event, ensure_ascii=False, default=str)
