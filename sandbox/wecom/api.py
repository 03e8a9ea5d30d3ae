"""`/cgi-bin/*`: token check, injected faults, one handler per path; errors too are HTTP 200 with JSON."""

from __future__ import annotations

import json
import socket
import time
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from sandbox.wecom.api_media import FileAnswer
from sandbox.wecom.errors import ApiError, envelope
from sandbox.wecom.faults import WIRE_FAULTS, Fault
from sandbox.wecom.request_fields import ApiCall, read
from sandbox.wecom.routes import Route, find
from sandbox.wecom.tenant import Tenant

LONGEST_DELAY = 60.0  # seconds


def create_api(tenant: Tenant) -> Blueprint:
    """The blueprint of one stand-in's API."""
    api = Blueprint("wecom_api", __name__, url_prefix="/cgi-bin")

    @api.route("/<path:path>", methods=["GET", "POST"])
    def call(path: str) -> Response:
        route = find(path, tenant.settings.profile)
        if route is None:
            tenant.messages.note(tenant.clock.now(), "api", path, "404", good=False)
            return Response("404 page not found", 404, mimetype="text/plain")
        return _answer(tenant, route, path)

    return api


def _answer(tenant: Tenant, route: Route, path: str) -> Response:
    fault = tenant.faults.next_fault("api", WIRE_FAULTS, path)
    if fault is None:
        return _work(tenant, route, path, None)
    tenant.messages.note(tenant.clock.now(), "api", path, f"注入故障：{fault.kind} {fault.code or ''}", good=False)
    if fault.kind == "drop":
        return _close_connection()
    if fault.kind == "html":
        return Response("<html><body>502 Bad Gateway</body></html>", 502, mimetype="text/html")
    if fault.kind == "redirect":
        return Response("", 301, headers={"Location": f"https://qyapi.weixin.qq.com/cgi-bin/{path}"})
    if fault.kind == "delay":
        time.sleep(min(fault.seconds, LONGEST_DELAY))
    return _work(tenant, route, path, fault)


def _work(tenant: Tenant, route: Route, path: str, fault: Fault | None) -> Response:
    call, answer = ApiCall(path, request.remote_addr or "", {}), {}
    try:
        if fault is not None and fault.kind == "refuse":
            raise ApiError(fault.code)
        call = read(request, path)
        with tenant.lock:
            answer = _handle(tenant, route, call, request.method)
    except ApiError as error:
        answer = {**route.always, **envelope(error, call.ip)}
    if isinstance(answer, dict):
        call.answer.update(answer)
    _note(tenant, call, answer)
    if fault is not None and fault.kind == "cut":
        return _close_connection()
    return _respond(answer)


def _handle(tenant: Tenant, route: Route, call: ApiCall, method: str) -> Any:
    if method not in route.methods:
        raise ApiError(40063, "http method")
    if route.token:
        tenant.tokens.check(call.query.get("access_token", ""))
    result = route.handler(tenant, call)
    return result if isinstance(result, FileAnswer) else {"errcode": 0, "errmsg": "ok", **result}


def _note(tenant: Tenant, call: ApiCall, answer: Any) -> None:
    code = 0 if isinstance(answer, FileAnswer) else answer["errcode"]
    to = call.body.get("touser") or call.body.get("userids") or ""
    subject = f"{call.path} → {to}" if to else call.path
    outcome = "ok" if code == 0 else f"{code} {answer['errmsg'].split(', hint')[0]}"
    tenant.messages.note(tenant.clock.now(), "api", subject, outcome, good=code == 0)


def _respond(answer: Any) -> Response:
    if isinstance(answer, FileAnswer):
        medium = answer.medium
        name = f"attachment; filename=\"{quote(medium.name)}\"; filename*=utf-8''{quote(medium.name)}"
        return Response(medium.content, mimetype=medium.content_type, headers={"Content-Disposition": name})
    body = json.dumps(answer, ensure_ascii=False)
    return Response(body, headers={"Content-Type": "application/json; charset=UTF-8"})


def _close_connection() -> Response:
    """Close the connection without an answer where the server gives access to its socket; else an empty 500."""
    peer = request.environ.get("werkzeug.socket")
    if isinstance(peer, socket.socket):
        peer.shutdown(socket.SHUT_RDWR)
    return Response("", 500)
