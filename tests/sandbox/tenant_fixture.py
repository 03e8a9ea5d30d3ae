"""Fixture: a tenant of the stand-in with four members, a file clock, and a callback receiver in place of the bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import requests
from flask import Flask, Response, request

from clock.time_source import FileClock
from sandbox.wecom.callback_xml import from_xml, to_xml
from sandbox.wecom.crypto import Seal
from sandbox.wecom.directory import ROOT, Department, Directory, Member
from sandbox.wecom.settings import Settings
from sandbox.wecom.tenant import Tenant

START = "2026-09-18T10:00:00+08:00"  # 周五
CARD: Mapping[str, Any] = {
    "card_type": "button_interaction",
    "task_id": "task-1",
    "source": {"desc": "公共数据异议"},
    "main_title": {"title": "法人登记信息", "desc": "待收办"},
    "button_list": [
        {"text": "收办", "style": 1, "key": "收办 CN-1"},
        {"text": "不予收办", "style": 2, "key": "不予收办 CN-1"},
    ],
}


def directory() -> Directory:
    departments = [Department(ROOT, "演练区", 0), Department(2, "区大数据中心"), Department(3, "区市场监管局")]
    members = [
        Member("Chen.Yi", "陈一", (2,), "中心运营", "13900000001"),
        Member("lin.er", "林二", (3,), "联络专员 A 角", "13900000002"),
        Member("wu.san", "吴三", (3,), "联络专员 B 角", "13900000003"),
        Member("he.si", "何四", (3,), "分管领导", "13900000004", leader=True),
    ]
    return Directory(departments, members)


def tenant(folder: Path, **settings: Any) -> Tenant:
    clock_file = folder / "clock"
    clock_file.write_text(f"{START} frozen")
    return Tenant(Settings(retry_pause=0.0, **settings), FileClock(clock_file), directory())


def set_clock(folder: Path, instant: str) -> None:
    (folder / "clock").write_text(f"{instant} frozen")


@dataclass
class Receiver:
    """A stub of the bot's callback endpoint: decrypts and records callbacks, answers as configured."""

    seal: Seal
    answers: list[Response] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    refused: int = 0

    def app(self) -> Flask:
        app = Flask("receiver")
        app.add_url_rule("/callback/wecom", view_func=self._take, methods=["GET", "POST"], endpoint="callback")
        return app

    def reply(self, fields: Mapping[str, Any]) -> Response:
        """A passive reply, encrypted as by the bot."""
        sealed = self.seal.close(to_xml(fields, cdata=True))
        signature = self.seal.sign("1789000000", "7", sealed)
        outer = {"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": 1789000000, "Nonce": "7"}
        return Response(to_xml(outer, cdata=True))

    def _take(self) -> Response:
        query = {name: values[0] for name, values in parse_qs(request.query_string.decode()).items()}
        self.bodies.append(request.get_data())
        sealed = query.get("echostr") or str(from_xml(self.bodies[-1])["Encrypt"])
        try:
            self.seal.verify(query["msg_signature"], query["timestamp"], query["nonce"], sealed)
        except ValueError:
            self.refused += 1
            return Response("", 401)
        plain = self.seal.open(sealed)
        if "echostr" in query:
            return Response(plain)
        self.got.append(from_xml(plain))
        return self.answers.pop(0) if self.answers else Response("")


@dataclass(frozen=True)
class Api:
    """An API client of the stand-in, with an access token."""

    url: str
    settings: Settings

    def token(self) -> str:
        query = {"corpid": self.settings.corp_id, "corpsecret": self.settings.secret}
        return str(requests.get(f"{self.url}/cgi-bin/gettoken", params=query, timeout=5).json()["access_token"])

    def post(self, path: str, body: Mapping[str, Any], **query: Any) -> dict[str, Any]:
        params = {"access_token": self.token(), **query}
        answer = requests.post(f"{self.url}/cgi-bin/{path}", params=params, json=body, timeout=5)
        return dict(answer.json())

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        params = {"access_token": self.token(), **query}
        return dict(requests.get(f"{self.url}/cgi-bin/{path}", params=params, timeout=5).json())

    def send(self, kind: str, content: Any, to: str = "lin.er", **more: Any) -> dict[str, Any]:
        body = {"touser": to, "agentid": self.settings.agent_id, "msgtype": kind, kind: content, **more}
        return self.post("message/send", body)

    def update(self, code: str, users: list[str], **more: Any) -> dict[str, Any]:
        body = {"userids": users, "agentid": self.settings.agent_id, "response_code": code, **more}
        return self.post("message/update_template_card", body)
