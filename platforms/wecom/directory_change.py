"""change_contact: what WeCom reports of its directory, in the terms of the bot (section 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.ports import CallKind
from platforms.wecom.field_text import LONGEST_USER, field_text
from platforms.wecom.markup import Fields

# Departments and tags may make up the app's visible range (section 3.6).
_CHANGES = {
    "create_user": "added",
    "update_user": "changed",
    "delete_user": "deleted",
    **dict.fromkeys(("create_party", "update_party", "delete_party", "update_tag"), "range"),
}
_STATUS = {"1": "on", "2": "off", "5": "off"}  # 4, not activated, says nothing of leaving


def directory_change(fields: Fields) -> Mapping[str, Any]:
    """The sender is the system (`sys`); whom it is about, where it is about a person, is UserID."""
    values = {name: (value,) for name, value in fields.items() if isinstance(value, str)}
    user = field_text(fields, "UserID") or field_text(fields, "FromUserName")
    change = _CHANGES.get(field_text(fields, "ChangeType").strip().lower(), "")
    status = _STATUS.get(field_text(fields, "Status").strip(), "")
    said = {"change": change, "new_user": field_text(fields, "NewUserID")[:LONGEST_USER], "status": status}
    said["name"] = field_text(fields, "Name") if change in ("added", "changed") else ""
    return {"kind": CallKind.DIRECTORY, "user": user, "values": values | {name: (each,) for name, each in said.items()}}
