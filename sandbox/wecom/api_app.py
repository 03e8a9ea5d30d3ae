"""gettoken, menu/*, agent/*, callback addresses and tickets: the API of the app itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.wecom.errors import ApiError
from sandbox.wecom.request_fields import ApiCall
from sandbox.wecom.tenant import Tenant

MENU_TYPES = (
    "click",
    "view",
    "view_miniprogram",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
)


def gettoken(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """41002 and 41004 for what is missing, 40013 for another company, 40001 for a wrong secret."""
    corp, secret = call.query.get("corpid", ""), call.query.get("corpsecret", "")
    if not corp:
        raise ApiError(41002)
    if not secret:
        raise ApiError(41004, "corpsecret missing")
    if corp != tenant.settings.corp_id:
        raise ApiError(40013)
    if not secrets.compare_digest(secret.encode(), tenant.settings.secret.encode()):
        raise ApiError(40001)
    token, seconds = tenant.tokens.issue()
    return {"access_token": token, "expires_in": seconds}


def addresses(_tenant: Tenant, _call: ApiCall) -> dict[str, Any]:
    return {"ip_list": ["127.0.0.1", "127.0.0.*"]}


def ticket(_tenant: Tenant, _call: ApiCall) -> dict[str, Any]:
    return {"ticket": secrets.token_urlsafe(48), "expires_in": 7200}


def agent_get(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    agent = _agent(tenant, call)
    users = [{"userid": member.userid} for member in tenant.directory.members.values()]
    return {"agentid": agent, "name": tenant.settings.app_name, "square_logo_url": "", "description": "演练",
            "allow_userinfos": {"user": users}, "allow_partys": {"partyid": [1]}, "allow_tags": {"tagid": []},
            "close": 0, "redirect_domain": tenant.settings.trusted_host, "report_location_flag": 0,
            "isreportenter": 1, "home_url": ""}  # fmt: skip


def agent_list(tenant: Tenant, _call: ApiCall) -> dict[str, Any]:
    settings = tenant.settings
    return {"agentlist": [{"agentid": settings.agent_id, "name": settings.app_name, "square_logo_url": ""}]}


def agent_set(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """Accepted and ignored: the rehearsal's app is described by its settings."""
    if str(call.value("agentid")) != str(tenant.settings.agent_id):
        raise ApiError(301002)
    return {}


def menu_create(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    _agent(tenant, call)
    buttons = _buttons(call.body.get("button"), 3)
    for button in buttons:
        _check_name(button, 16)
        if "sub_button" in button:
            for child in _buttons(button["sub_button"], 5):
                _check_name(child, 40)
                _check_entry(child)
        else:
            _check_entry(button)
    tenant.menu = {"button": list(buttons)}
    tenant.messages.notify_watchers()
    return {}


def menu_get(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    _agent(tenant, call)
    if tenant.menu is None:
        raise ApiError(46003)
    return dict(tenant.menu)


def menu_delete(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    _agent(tenant, call)
    tenant.menu = None
    tenant.messages.notify_watchers()
    return {}


def _agent(tenant: Tenant, call: ApiCall) -> int:
    text = call.query.get("agentid", "")
    if not text:
        raise ApiError(41011)
    if not text.isdigit():
        raise ApiError(40056)
    if int(text) != tenant.settings.agent_id:
        raise ApiError(301002)
    return int(text)


def _buttons(value: Any, most: int) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise ApiError(40016)
    if not all(isinstance(button, Mapping) for button in value):
        raise ApiError(40058, "button")
    return value


def _check_name(button: Mapping[str, Any], most: int) -> None:
    name = button.get("name")
    if not isinstance(name, str) or not name:
        raise ApiError(40063, "button.name")
    if len(name.encode()) > most:
        raise ApiError(40058, f"button.name exceed max length {most}")


def _check_entry(button: Mapping[str, Any]) -> None:
    kind = button.get("type")
    if kind not in MENU_TYPES:
        raise ApiError(40058, "button.type")
    field, most, code = ("url", 1024, 40039) if kind == "view" else ("key", 128, 40058)
    if kind == "view_miniprogram":
        field = "appid"
    value = button.get(field)
    if not isinstance(value, str) or not value:
        raise ApiError(40063, f"button.{field}")
    if len(value.encode()) > most:
        raise ApiError(code)
