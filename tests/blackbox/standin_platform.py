"""A second WeCom stand-in, independent of the sandbox's, written from the protocol's pages: state and API."""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.blackbox.protocol_checks import violations_of

Json = dict[str, Any]
CARDS = frozenset({"button_interaction", "vote_interaction", "multiple_interaction"})
A_MINUTE = 60.0


class Cut(Exception):
    """The connection is closed instead of an answer."""


@dataclass(slots=True)
class Bubble:
    """One message in one chat; `caption` is the grey text once its buttons are inactive."""

    number: int
    user: str
    kind: str
    content: Mapping[str, Any]
    task: str = ""
    msgid: str = ""
    caption: str = ""
    offered: frozenset[str] = frozenset()  # the buttons it came with
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.offered = frozenset(self.buttons)

    @property
    def words(self) -> str:
        return json.dumps(self.content, ensure_ascii=False)

    @property
    def buttons(self) -> dict[str, str]:
        """Text to key of the active buttons."""
        if self.kind != "template_card" or self.caption:
            return {}
        card = self.content
        shown = [*card.get("button_list", []), *card.get("action_menu", {}).get("action_list", [])]
        shown += [card["submit_button"]] if card.get("submit_button") else []
        return {each["text"]: each["key"] for each in shown if each.get("key")}


@dataclass(slots=True)
class Fault:
    """An injected fault for the next `left` calls of a path: refused with `code`, or cut before or after processing."""

    path: str
    code: int = 0
    cut: str = ""
    left: int = 1
    user: str = ""
    hint: str = "as ordered"


@dataclass
class StandInPlatform:
    """All state of one tenant. `paced`: more than thirty messages a minute to one member are dropped, as in reality."""

    corp: str
    secret: str
    agent: int
    members: frozenset[str]
    paced: bool = True
    checks_repeats: bool = True  # a repeated request is answered as the first one, and shown once
    bubbles: list[Bubble] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    repeats: int = 0

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._tokens: dict[str, int] = {}  # what a call with it gets: 0, 40014 or 42001
        self._codes: dict[str, str] = {}  # response code -> task
        self._sent: dict[str, Json] = {}
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)

    def answer(self, path: str, query: Mapping[str, str], raw: bytes) -> Json:
        """The whole API: one request, one answer. Raises Cut."""
        with self.changed:
            self.calls[path] += 1
            self.changed.notify_all()
            if path == "gettoken":
                return self._gettoken(query)
            died = self._tokens.get(query.get("access_token", ""), 40014)
            if died:
                return {"errcode": died, "errmsg": "access_token invalid or expired"}
            body = json.loads(raw) if raw.startswith(b"{") else {}
            return self._answer(path, body)

    def press_code(self, task: str) -> str:
        """The response code of a click."""
        with self.changed:
            code = f"rc{next(self._numbers)}"
            self._codes[code] = task
            return code

    def wait(self, true: Callable[[], Any], seconds: float = 60.0) -> Any:
        """Wait until `true` returns something, and return it; None where time ran out."""
        with self.changed:
            return self.changed.wait_for(true, seconds)

    def end_tokens(self, code: int) -> None:
        """Revoke every token issued so far."""
        with self.changed:
            self._tokens = dict.fromkeys(self._tokens, code)

    def inject_fault(self, path: str, **how: Any) -> None:
        with self.changed:
            self.faults.append(Fault(path, **how))

    def chat(self, user: str) -> list[Bubble]:
        with self.changed:
            return [each for each in self.bubbles if each.user == user]

    def _answer(self, path: str, body: Json) -> Json:
        fault = self._next_fault(path, body)
        if fault and fault.cut == "before":
            raise Cut
        if fault and fault.code:
            return {"errcode": fault.code, "errmsg": f"{fault.hint}, hint: [1], from ip: 127.0.0.1"}
        reply = self._take(path, body)
        if fault and fault.cut:
            raise Cut
        return reply

    def _next_fault(self, path: str, body: Json) -> Fault | None:
        fault = next((one for one in self.faults if one.path == path and one.user in ("", body.get("touser"))), None)
        if fault:
            fault.left -= 1
            if not fault.left:
                self.faults.remove(fault)
        return fault

    def _take(self, path: str, body: Json) -> Json:
        if path == "message/send":
            return self._send(body)
        if path == "message/update_template_card":
            return self._update(body)
        return {"errcode": 0, "errmsg": "ok"}

    def _gettoken(self, query: Mapping[str, str]) -> Json:
        if (query.get("corpid"), query.get("corpsecret")) != (self.corp, self.secret):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        token = f"token-{next(self._numbers)}"
        self._tokens[token] = 0
        return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200}

    def _send(self, body: Json) -> Json:
        self.violations += violations_of(body, self.agent)
        canon = json.dumps(body, sort_keys=True)
        if self.checks_repeats and body.get("enable_duplicate_check") == 1 and canon in self._sent:
            self.repeats += 1
            return self._sent[canon]
        user = next((one for one in self.members if one.lower() == str(body["touser"]).lower()), "")
        if not user:
            return {"errcode": 81013, "errmsg": "all invalid", "invaliduser": str(body["touser"]).lower(), "msgid": "m"}
        reply = {"errcode": 0, "errmsg": "ok", "msgid": f"m{next(self._numbers)}"}
        self._show(user, body, reply)
        self._sent[canon] = reply
        return reply

    def _show(self, user: str, body: Json, reply: Json) -> None:
        kind, times = body["msgtype"], self._times[user]
        times.append(time.monotonic())
        while times[0] < times[-1] - A_MINUTE:
            times.popleft()
        if self.paced and len(times) > 30:
            self.violations.append(f"more than 30 a minute to {user}")
            return
        content = body[kind]
        if content.get("card_type") in CARDS or "action_menu" in content:
            code = reply["response_code"] = f"rc{next(self._numbers)}"
            self._codes[code] = content["task_id"]
        task = str(content.get("task_id", ""))
        self.bubbles.append(Bubble(next(self._numbers), user, kind, content, task, reply["msgid"]))
        self.changed.notify_all()

    def _update(self, body: Json) -> Json:
        task = self._codes.pop(str(body.get("response_code")), None)
        if task is None:
            return {"errcode": 60140, "errmsg": "invalid response_code"}
        for bubble in self.bubbles:
            if bubble.task == task and bubble.user in body["userids"]:
                card = body.get("template_card")
                bubble.caption = card.get("replace_text", "") if card else body["button"]["replace_name"]
                bubble.content = card or bubble.content
                if not bubble.caption:  # redrawn as the answer: news
                    bubble.number = next(self._numbers)
        self.changed.notify_all()
        return {"errcode": 0, "errmsg": "ok", "invaliduser": []}


TICKET = re.compile(r"CN-\d{8}-\d{4}")
