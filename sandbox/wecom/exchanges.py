"""The raw callback and API payload behind one message: bodies only, so no access token; one-time codes are masked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sandbox.wecom.callback_xml import to_xml

KEPT = 12  # of one message
MASK = "（已隐去）"
SECRET = frozenset({"accesstoken", "responsecode", "secret", "corpsecret", "code", "ticket", "userticket", "token"})
TOKEN = re.compile(r"<!\[CDATA\[.*?\]\]>|<[^>]+>|[^<]+", re.DOTALL)

Form = Literal["json", "xml", "cdata"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """`answer` is the other side's: the API's JSON, or the app's passive reply, empty where it sent none."""

    at: datetime
    direction: Literal["api", "callback"]
    subject: str
    sent: Mapping[str, Any]
    answer: Mapping[str, Any]
    form: Form = "json"
    outcome: str = ""

    def request(self) -> str:
        return readable(self.sent, self.form)

    def response(self) -> str:
        return readable(self.answer, self.form) if self.answer else ""


def readable(body: Mapping[str, Any], form: Form) -> str:
    """As on the wire after decryption, indented, secrets masked."""
    shown = masked(body)
    if form == "json":
        return json.dumps(shown, ensure_ascii=False, indent=2)
    return _indented(to_xml(shown, cdata=form == "cdata").decode())


def masked(value: Any, name: str = "") -> Any:
    if name.replace("_", "").lower() in SECRET and value:
        return MASK
    if isinstance(value, Mapping):
        return {key: masked(each, str(key)) for key, each in value.items()}
    return [masked(each) for each in value] if isinstance(value, list | tuple) else value


def _indented(xml: str) -> str:
    """One element a line; an element without children stays on one line with its text."""
    lines: list[str] = []
    depth, opened = 0, False
    for token in TOKEN.findall(xml):
        closes, is_tag = token.startswith("</"), token.startswith("<") and not token.startswith("<![")
        depth -= closes
        if not is_tag or (closes and opened):
            lines[-1] += token
        else:
            lines.append("  " * depth + token)
        opened = opened if not is_tag else not closes
        depth += is_tag and not closes
    return "\n".join(lines)
