"""The administrator's console (通讯录管理): each change of the directory is made and reported to the app (3.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.wecom.callbacks import Callbacks, Delivery
from sandbox.wecom.directory import ACTIVE, DISABLED, ROOT, Member
from sandbox.wecom.errors import ApiError
from sandbox.wecom.tenant import Tenant

CHANGES: Mapping[str, str] = {
    "delete": "删除成员（离职）", "move": "改帐号（NewUserID）", "rename": "改姓名", "disable": "禁用",
    "enable": "启用", "hide": "移出可见范围", "show": "移入可见范围", "create": "新增成员",
}  # fmt: skip
RANGE = {"hide": "unsubscribe", "show": "subscribe"}  # what the member's own client reports
LONGEST = 64


class DirectoryConsole:
    """One change at a time, then its callback: change_contact from `sys`, subscribe and unsubscribe from the member.

    An id that the directory doesn't have is reported all the same: the app must bear it.
    """

    def __init__(self, tenant: Tenant, callbacks: Callbacks) -> None:
        self._tenant, self._callbacks = tenant, callbacks

    def make(self, change: str, userid: str, value: str = "", at: datetime | None = None) -> Delivery:
        """`value` is the new id or the name. With `at`, its CreateTime, only a late event is sent: what it reports
        is past, and the directory is as it is.

        Raises ApiError for an id that is empty or taken, KeyError for an unknown change.
        """
        if not userid or len(userid) > LONGEST or (change in ("move", "rename", "create") and not value):
            raise ApiError(40003, "userid or value")
        if at is None:
            with self._tenant.lock:
                _apply(self._tenant, change, userid, value)
        return self._callbacks.post(self._frame(_fields(change, userid, value), at or self._tenant.clock.now()))

    def _frame(self, fields: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        settings = self._tenant.settings
        head = {"ToUserName": settings.corp_id, "FromUserName": "sys", "CreateTime": int(at.timestamp())}
        return {**head, "MsgType": "event", "Event": "change_contact", **fields, "AgentID": settings.agent_id}


def _fields(change: str, userid: str, value: str) -> Mapping[str, Any]:
    if change in RANGE:
        return {"FromUserName": userid, "Event": RANGE[change], "EventKey": ""}
    more: Mapping[str, Mapping[str, Any]] = {
        "create": {"Name": value, "Department": str(ROOT), "Status": ACTIVE},
        "move": {"NewUserID": value},
        "rename": {"Name": value},
        "disable": {"Status": DISABLED},
        "enable": {"Status": ACTIVE},
    }
    kind = {"create": "create_user", "delete": "delete_user"}.get(change, "update_user")
    return {"ChangeType": kind, "UserID": userid, **more.get(change, {})}


def _apply(tenant: Tenant, change: str, userid: str, value: str) -> None:
    """Raises ApiError 60102 for an id that is taken."""
    directory = tenant.directory
    member = directory.members.get(userid.lower())
    wanted = {"create": userid, "move": value}.get(change, "").lower()
    if wanted in directory.members and (change == "create" or wanted != userid.lower()):
        raise ApiError(60102, wanted)
    if change == "create":
        directory.put(Member(userid, value))
        tenant.messages.move(f"?{userid}", userid)  # an empty chat: nothing of whoever had this id before
    elif change == "delete":
        directory.remove(userid)
    elif member is not None:
        directory.put(replace(member, **_VALUES[change](value)), instead_of=userid)
        if change == "move":
            tenant.messages.move(member.userid, value)


_VALUES: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "move": lambda value: {"userid": value},
    "rename": lambda value: {"name": value},
    "disable": lambda _: {"status": DISABLED},
    "enable": lambda _: {"status": ACTIVE},
    "hide": lambda _: {"visible": False},
    "show": lambda _: {"visible": True},
}
