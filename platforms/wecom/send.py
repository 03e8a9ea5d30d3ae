"""message/send and update_template_card: request and answer, with recipient unreachable (sections 4.1 to 4.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.ports import CODE_LIVES, Blame, PlatformError, Receipt
from platforms.wecom.api import Api
from platforms.wecom.limits import Message, printable
from platforms.wecom.transport import Json

SEND = "/cgi-bin/message/send"
UPDATE = "/cgi-bin/message/update_template_card"


def one_member(user: str) -> str:
    """The recipient, exactly one person: `@all` or a list would send to everyone. Raises PlatformError."""
    if not user or user == "@all" or "|" in user or len(user.encode()) > 64:
        raise PlatformError("接收人账号无效", retryable=False, code="40003", blame=Blame.RECEIVER)
    return user


def send(api: Api, agent_id: int, user: str, message: Message, interval: int) -> Json:
    """Send one message within the limits; returns the answer. Raises PlatformError where it was not delivered.

    `interval`: for how many seconds the platform drops a duplicate of this request (`send_deduplication`).
    """
    body = {
        "touser": user,
        "msgtype": message["msgtype"],
        "agentid": agent_id,
        message["msgtype"]: message[message["msgtype"]],
        "enable_duplicate_check": 1,
        "duplicate_check_interval": interval,
    }
    answer = api.post(SEND, body, once=True)
    _check_receiver(answer, user)
    return answer


def receipt(answer: Json, now: datetime) -> Receipt:
    code = str(answer.get("response_code") or "")
    return Receipt(str(answer.get("msgid") or ""), code, now + CODE_LIVES if code else None)


def update(api: Api, agent_id: int, user: str, message: Mapping[str, Any], code: str) -> None:
    """Use a response code for a whole card, or for a caption in place of the buttons. Raises PlatformError."""
    clean = printable(message)
    parts = [name for name in ("button", "template_card") if clean.get(name)]
    if len(parts) != 1:
        raise PlatformError("更新卡片须且只须给出 button 或 template_card 之一", retryable=False, code="40058")
    body = {"userids": [user], "agentid": agent_id, "response_code": code, parts[0]: clean[parts[0]]}
    _check_receiver(api.post(UPDATE, body), user)


def _check_receiver(answer: Json, user: str) -> None:
    """errcode 0 does not mean delivered: the only recipient may be listed as invalid, in lower case."""
    for name, text in (("invaliduser", "接收人不在应用可见范围内"), ("unlicenseduser", "接收人没有接口许可")):
        listed = answer.get(name) or ""
        users = listed.split("|") if isinstance(listed, str) else [str(one) for one in listed]
        if user.lower() in (one.lower() for one in users):
            raise PlatformError(text, retryable=False, code="81013", blame=Blame.RECEIVER)
