"""auth/* and the older user/getuserinfo: the member a login code (OAuth2) was issued for."""

from __future__ import annotations

from typing import Any

from sandbox.wecom.errors import ApiError
from sandbox.wecom.one_time_codes import CodeExpired, CodeUnknown, CodeUsed
from sandbox.wecom.request_fields import ApiCall
from sandbox.wecom.tenant import Tenant


def auth_getuserinfo(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """A member gets `userid`, anybody else `openid`; the ticket opens auth/getuserdetail for half an hour."""
    userid = _redeem(tenant, call)
    if not userid:
        return {"openid": "o-sandbox-visitor", "external_userid": "wm-sandbox-visitor"}
    return {"userid": userid, "user_ticket": tenant.tickets.issue(userid)}


def old_getuserinfo(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """The path private servers have: capital letters."""
    userid = _redeem(tenant, call)
    if not userid:
        return {"OpenId": "o-sandbox-visitor", "DeviceId": ""}
    ticket = tenant.tickets.issue(userid)
    return {"UserId": userid, "DeviceId": "", "usertype": 5, "user_ticket": ticket, "expires_in": 1800}


def getuserdetail(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    try:
        userid = tenant.tickets.peek(str(call.value("user_ticket")), again=True)
    except (CodeUnknown, CodeExpired) as error:
        raise ApiError(40058, "user_ticket") from error
    member = tenant.directory.get(userid)
    return {"userid": member.userid, "gender": "0", "avatar": "", "qr_code": "", "mobile": member.mobile,
            "email": "", "biz_mail": "", "address": ""}  # fmt: skip


def _redeem(tenant: Tenant, call: ApiCall) -> str:
    try:
        return tenant.login_codes.redeem(call.text("code"))
    except CodeUnknown as error:
        raise ApiError(40029) from error
    except CodeExpired as error:
        raise ApiError(42003) from error
    except CodeUsed as error:
        raise ApiError(42022) from error
