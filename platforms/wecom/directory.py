"""The directory as far as this app may see it, department by department (section 6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.ports import Member, PlatformError
from platforms.wecom.api import Api
from platforms.wecom.transport import Json

_DEPARTMENTS = "/cgi-bin/department/list"
_FULL, _SIMPLE = "/cgi-bin/user/list", "/cgi-bin/user/simplelist"
_NO_DETAILS = ("48002", "48009", "60011")  # apps without the right to details still see names
ACTIVE = 1


def members(api: Api) -> Iterator[Member]:
    """Everyone once, under the first spelling met; user ids are the same in any case. Raises PlatformError."""
    names = {str(one.get("id")): str(one.get("name") or one.get("id")) for one in _departments(api)}
    seen: set[str] = set()
    for department in names:
        for entry in _people(api, department):
            user = str(entry.get("userid") or entry.get("UserId") or "")
            if user and user.lower() not in seen:
                seen.add(user.lower())
                yield _member(user, entry, names, department)


def _departments(api: Api) -> list[Json]:
    return _objects(api.get(_DEPARTMENTS).get("department"))


def _people(api: Api, department: str) -> list[Json]:
    try:
        answer = api.get(_FULL, department_id=department, fetch_child="0")
    except PlatformError as error:
        if error.code not in _NO_DETAILS:
            raise
        answer = api.get(_SIMPLE, department_id=department, fetch_child="0")
    return _objects(answer.get("userlist"))


def _member(user: str, entry: Json, names: dict[str, str], department: str) -> Member:
    """Apps made after June 2022 get neither mobile nor most other fields: all of them are optional."""
    ids = [str(one) for one in entry.get("department") or [department]]
    return Member(
        user=user,
        name=str(entry.get("name") or user),
        departments=tuple(names.get(one, one) for one in ids),
        mobile=str(entry.get("mobile") or ""),
        active=str(entry.get("status") or ACTIVE) == str(ACTIVE),
    )


def _objects(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
