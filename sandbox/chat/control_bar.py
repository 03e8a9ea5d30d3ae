"""The control bar above the phones: clock, switches, fault injection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Response, jsonify, make_response, request

from sandbox.clock_control import ClockBack, ClockControl, parse_local
from sandbox.wecom.faults import ALWAYS, Fault
from sandbox.wecom.tenant import Tenant

SWITCHES = ("strict", "files", "cdata", "json", "throttle")
MOST_SECONDS = 60.0


def create_control(tenant: Tenant, clock_control: ClockControl) -> Blueprint:
    """Routes of the bar; each answers JSON with `outcome` for the page's status line."""
    control = Blueprint("control", __name__)
    for path, act in ACTS.items():
        view = partial(act, tenant, clock_control)
        control.add_url_rule(path, endpoint=path.replace("/", "_"), view_func=view, methods=["POST"])
    return control


def _clock(tenant: Tenant, clock_control: ClockControl) -> Response:
    try:
        _move(clock_control)
    except ClockBack as error:
        return _answer(str(error), 409)
    except ValueError:
        return _answer("请给出日期和时间，如 2026-09-18T10:00", 400)
    tenant.messages.notify_watchers()
    return _answer(f"演练时间 {clock_control.local():%Y-%m-%d %H:%M}")


def _switches(tenant: Tenant, _clock_control: ClockControl) -> Response:
    for name in SWITCHES:
        setattr(tenant.switches, name, name in request.form)
    return _answer("开关已更新")


def _faults(tenant: Tenant, _clock_control: ClockControl) -> Response:
    try:
        tenant.faults.inject(_fault())
    except ValueError as error:
        return _answer(str(error), 400)
    tenant.messages.notify_watchers()
    return _answer(f"已排定 {len(tenant.faults.waiting())} 项故障")


def _clear(tenant: Tenant, _clock_control: ClockControl) -> Response:
    tenant.faults.clear()
    tenant.messages.notify_watchers()
    return _answer("故障已全部取消")


def _void(tenant: Tenant, _clock_control: ClockControl) -> Response:
    tenant.tokens.void()
    return _answer("access_token 已提前作废")


ACTS: Mapping[str, Callable[[Tenant, ClockControl], Response]] = {
    "/clock": _clock,
    "/switches": _switches,
    "/faults": _faults,
    "/faults/clear": _clear,
    "/tokens/void": _void,
}


def _move(clock_control: ClockControl) -> None:
    moves = {"hour": clock_control.next_hour, "day": clock_control.next_day, "weekday": clock_control.next_weekday}
    step = request.form.get("step", "")
    if step in moves:
        moves[step]()
    else:
        clock_control.to(parse_local(request.form.get("to", "")))


def _fault() -> Fault:
    """Raises ValueError for an unknown kind or a number that is none."""
    form = request.form
    direction, _, kind = form.get("kind", "").partition(":")
    if direction not in ("api", "callback"):
        raise ValueError("未知的方向")
    times = form.get("times", "1")
    return Fault(
        "api" if direction == "api" else "callback",
        kind,
        path=form.get("path", "").strip().removeprefix("/cgi-bin/"),
        code=int(form.get("code") or -1),
        seconds=min(float(form.get("seconds") or 3), MOST_SECONDS),
        left=ALWAYS if times == "always" else max(1, int(times)),
    )


def _answer(outcome: str, status: int = 200) -> Response:
    return make_response(jsonify(outcome=outcome), status)
