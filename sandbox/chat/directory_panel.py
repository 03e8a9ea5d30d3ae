"""The panel 通讯录: somebody leaves, comes back, is new or gets another user id, as by an administrator's console."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, make_response, request

from sandbox.clock_control import parse_local
from sandbox.demo_people import Handset
from sandbox.wecom.callbacks import Delivery
from sandbox.wecom.directory_console import DirectoryConsole
from sandbox.wecom.errors import ApiError


def create_directory_panel(console: DirectoryConsole, handsets: list[Handset], staff: list[Handset]) -> Blueprint:
    """`phones` in the answer says which phone the page shows instead of which."""
    panel = Blueprint("directory", __name__)

    @panel.post("/directory")
    def change() -> Response:
        form = request.form
        kind, userid, value = (form.get(name, "").strip() for name in ("change", "userid", "value"))
        try:
            at = parse_local(form["at"]) if form.get("at") else None
            delivery = console.make(kind, userid, value, at)
        except (KeyError, ValueError, ApiError) as error:
            return make_response(jsonify(outcome=_refused(error, userid, value)), 400)
        phones = {} if at else _follow(kind, userid, value, handsets, staff)
        return jsonify(delivered=delivery.delivered, outcome=_outcome(delivery), phones=phones)

    return panel


def _follow(kind: str, userid: str, value: str, handsets: list[Handset], staff: list[Handset]) -> dict[str, str]:
    if kind == "create":
        own = [each for each in staff if each.userid.lower() != userid.lower()]
        staff[:] = [*own, Handset(userid, value, "", "")]
        for shown in handsets:
            if shown.userid.lower() == userid.lower():
                handsets[handsets.index(shown)] = staff[-1]
        return {userid: userid}
    changes = {"move": {"userid": value}, "rename": {"name": value}}.get(kind, {})
    for phones in (handsets, staff) if changes else ():
        phones[:] = [replace(each, **changes) if each.userid.lower() == userid.lower() else each for each in phones]
    return {userid: value} if kind == "move" else {}


def _outcome(delivery: Delivery) -> str:
    return "事件已送达" if delivery.delivered else f"事件没有送达：{delivery.outcome}"


def _refused(error: Exception, userid: str, value: str) -> str:
    if isinstance(error, ApiError) and error.code == 60102:
        return f"通讯录里已有 {error.detail or value or userid}"
    return "请选种类，写帐号；改帐号、改姓名、新增还要写新帐号或姓名"
