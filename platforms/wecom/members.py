"""user/get: whether WeCom knows a member and the app may reach them (section 6.1)."""

from __future__ import annotations

from bot.ports import Member, PlatformError, Presence
from platforms.wecom.api import Api

ABSENT = {  # any other code is a fault of the call, and says nothing of the member
    "60111": Presence.UNKNOWN,
    "46004": Presence.UNKNOWN,
    "40003": Presence.UNKNOWN,
    "60011": Presence.HIDDEN,
    "50002": Presence.HIDDEN,
}
STATUS = {2: Presence.DISABLED, 5: Presence.DISABLED, 4: Presence.INACTIVE}


def look_up(api: Api, user: str) -> Member:
    try:
        found = api.get("/cgi-bin/user/get", userid=user)
    except PlatformError as error:
        if error.code in ABSENT:
            return Member(ABSENT[error.code])
        raise
    try:
        status = int(found.get("status") or 1)
    except (TypeError, ValueError):
        status = 1
    return Member(STATUS.get(status, Presence.HERE), str(found.get("name") or ""))
