"""Web login (OAuth2) by a one-time code (section 6.2); private editions support the old paths only."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from bot.ports import Blame, PlatformError
from platforms.wecom.api import Api
from platforms.wecom.settings import Settings

_STATE = re.compile(r"[a-zA-Z0-9]{1,128}")


def login_url(settings: Settings, redirect: str, state: str) -> str:
    """Raises ValueError for a state the platform would refuse: it takes 1 to 128 letters and digits."""
    if not _STATE.fullmatch(state):
        raise ValueError("state: must be 1 to 128 letters and digits")
    query = {
        "appid": settings.corp_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
        "agentid": str(settings.agent_id),
    }
    return f"{settings.oauth_url}?{urlencode(query)}#wechat_redirect"


def who(api: Api, settings: Settings, code: str) -> str:
    """The member a code was issued for. Raises PlatformError for a used code, and for a visitor who is no member."""
    if not code or len(code.encode()) > 512:
        raise PlatformError("登录码无效，请重新登录", retryable=False, code="40029")
    answer = api.get(f"/cgi-bin/{settings.auth_style}/getuserinfo", code=code)
    for spelling in ("userid", "UserId", "UserID"):
        if answer.get(spelling):
            return str(answer[spelling])
    raise PlatformError("登录者不是本单位成员", retryable=False, code="not-a-member", blame=Blame.RECEIVER)
