"""The control bar above the phones: clock, switches, fault injection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, jsonify, make_response, request

from sandbox.chat.tour_panel import answer_of
from sandbox.clock_control import ClockBack, ClockControl, parse_local
from sandbox.staging.running_task import Busy
from sandbox.staging.staged_acts import Staging
from sandbox.wecom.faults import ALWAYS, Fault
from sandbox.wecom.tenant import Tenant

SWITCHES = ("strict", "files", "cdata", "json", "throttle")
MOST_SECONDS = 60.0


def create_control(tenant: Tenant, clock_control: ClockControl, staging: Staging | None = None) -> Blueprint:
    """Routes of the bar; each answers JSON with `outcome` for the page's status line.

    With `staging` the clock stops at every due moment on its way; without, nothing but the file is written.
    """
    control = Blueprint("control", __name__)
    control.add_url_rule("/clock", "_clock", partial(_clock, tenant, clock_control, staging), methods=["POST"])
    for path, act in ACTS.items():
        view = partial(act, tenant)
        control.add_url_rule(path, endpoint=path.replace("/", "_"), view_func=view, methods=["POST"])
    return control


def _clock(tenant: Tenant, clock_control: ClockControl, staging: Staging | None) -> Response:
    try:
        target = _target(clock_control)
        if staging is not None:
            return answer_of(staging.leap(target))
        clock_control.to(target)
    except (ClockBack, Busy) as error:
        return _answer(str(error), 409)
    except ValueError:
        return _answer("请给出日期和时间，如 2026-09-18T10:00", 400)
    tenant.messages.notify_watchers()
    return _answer(f"演练时间 {clock_control.local():%Y-%m-%d %H:%M}")


def _switches(tenant: Tenant) -> Response:
    for name in SWITCHES:
        setattr(tenant.switches, name, name in request.form)
    return _answer("开关已更新")


def _faults(tenant: Tenant) -> Response:
    try:
        tenant.faults.inject(_fault())
    except ValueError as error:
        return _answer(str(error), 400)
    tenant.messages.notify_watchers()
    return _answer(f"已排定 {len(tenant.faults.waiting())} 项故障")


def _clear(tenant: Tenant) -> Response:
    tenant.faults.clear()
    tenant.messages.notify_watchers()
    return _answer("故障已全部取消")


def _void(tenant: Tenant) -> Response:
    tenant.tokens.void()
    return _answer("access_token 已提前作废")


ACTS: Mapping[str, Callable[[Tenant], Response]] = {
    "/switches": _switches,
    "/faults": _faults,
    "/faults/clear": _clear,
    "/tokens/void": _void,
}


def _target(clock_control: ClockControl) -> datetime:
    """Raises ValueError for a time that is none."""
    try:
        return clock_control.aim(request.form.get("step", ""))
    except KeyError:
        return parse_local(request.form.get("to", ""))


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
