"""user/* and department/*: the directory an app may see."""

from __future__ import annotations

from typing import Any

from sandbox.wecom.directory import ROOT, Department, Member, describe, describe_department
from sandbox.wecom.errors import ApiError
from sandbox.wecom.request_fields import ApiCall
from sandbox.wecom.tenant import Tenant

MOST_ROWS = 10_000


def user_get(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    return describe(tenant.directory.get(call.text("userid")), tenant.settings.profile)


def user_simplelist(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    rows = [{"userid": each.userid, "name": each.name, "department": list(each.departments)}
            for each in _staff(tenant, call)]  # fmt: skip
    return {"userlist": rows}


def user_list(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    return {"userlist": [describe(each, tenant.settings.profile) for each in _staff(tenant, call)]}


def user_list_id(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """user/list_id: one row per member and department, paginated; the cursor's format is ours to choose."""
    rows = [{"userid": member.userid, "department": department}
            for member in tenant.directory.members.values() for department in member.departments]  # fmt: skip
    start = _cursor(call)
    limit = call.body.get("limit", MOST_ROWS)
    if not isinstance(limit, int) or not 1 <= limit <= MOST_ROWS:
        raise ApiError(40058, "limit")
    end = start + limit
    return {"next_cursor": str(end) if end < len(rows) else "", "dept_user": rows[start:end]}


def user_getuserid(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """By mobile number, 5 to 32 bytes; 46004 for a number nobody has."""
    mobile = str(call.value("mobile"))
    if not 5 <= len(mobile.encode()) <= 32:
        raise ApiError(40058, "mobile")
    member = tenant.directory.by_mobile(mobile)
    if member is None:
        raise ApiError(46004)
    return {"userid": member.userid}


def user_by_email(_tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """Nobody in the rehearsal has a mail address."""
    call.value("email")
    raise ApiError(46004)


def department_list(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    return {"department": [describe_department(each) for each in _departments(tenant, call)]}


def department_simplelist(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    rows = [describe_department(each) for each in _departments(tenant, call)]
    return {"department_id": [{name: row[name] for name in ("id", "parentid", "order")} for row in rows]}


def department_get(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    return {"department": describe_department(tenant.directory.below(call.number("id"))[0])}


def _staff(tenant: Tenant, call: ApiCall) -> list[Member]:
    children = call.query.get("fetch_child", "0") == "1"
    return tenant.directory.staff(call.number("department_id"), children=children)


def _departments(tenant: Tenant, call: ApiCall) -> list[Department]:
    return tenant.directory.below(call.number("id", ROOT))


def _cursor(call: ApiCall) -> int:
    cursor = str(call.body.get("cursor") or "0")
    if not cursor.isdigit():
        raise ApiError(40035, "cursor")
    return int(cursor)
