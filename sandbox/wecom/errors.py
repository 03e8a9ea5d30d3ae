"""WeCom's errors: HTTP 200 with an errcode; errmsg is for people and no interface."""

from __future__ import annotations

import secrets
from typing import Any

TEXTS = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid UserID",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid file size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40011: "invalid video size",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40029: "invalid code",
    40031: "invalid UserID list",
    40035: "invalid parameter",
    40039: "invalid url size",
    40050: "invalid chatid",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40123: "invalid image format",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41006: "media_id missing",
    41011: "agentid missing",
    41033: "description missing",
    42001: "access_token expired",
    42003: "code expired",
    42014: "invalid task_id",
    42015: "task_id does not belong to this app",
    42016: "task_id not found",
    42020: "button name missing",
    42022: "code has been used",
    42027: "keyname missing in horizontal_content_list",
    42028: "url missing",
    42029: "media_id missing",
    42030: "appid missing",
    42031: "invalid card_type",
    42033: "title missing",
    42035: "invalid horizontal_content_list size",
    42036: "invalid vertical_content_list size",
    42037: "invalid option_list size",
    42038: "invalid button text",
    42039: "invalid button key",
    42040: "invalid option id",
    42041: "invalid option text",
    42042: "invalid jump_list size",
    42043: "invalid question_key",
    42044: "invalid card_image url",
    40068: "invalid tagid",
    40071: "tagname existed",
    42045: "invalid card_action",
    42046: "invalid submit_button key",
    42047: "invalid select_list size",
    42049: "invalid submit_button text",
    42050: "invalid userid in horizontal_content_list",
    42051: "action_menu key conflict",
    42052: "msgid expired, recall is possible within 24 hours",
    43012: "app has no callback url",
    44001: "empty media data",
    44004: "content missing",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45007: "voice duration out of limit",
    45008: "article size out of limit",
    45009: "api freq out of limit",
    45033: "api concurrent out of limit",
    46003: "menu no exist",
    46004: "user no exist",
    48002: "api forbidden",
    50001: "redirect_url not registered",
    50002: "user not in visible range",
    50003: "app disabled",
    60003: "department not found",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60102: "userid existed",
    60111: "userid not found",
    60140: "response_code invalid or expired",
    81013: "user & party & tag all invalid",
    82001: "user & party & tag is empty",
    82002: "too many parties",
    82003: "too many tags",
    86001: "invalid chatid",
    86003: "chatid not exists",
    86215: "chatid exists",
    86216: "invalid chat member",
    93000: "invalid webhook url, hash",
    301002: "not allow operate another agent with this accesstoken",
    701099: "member has no api license",
}


class ApiError(Exception):
    """A call refused with `code`; `fields` go into the envelope beside it (some replies keep theirs)."""

    def __init__(self, code: int, detail: str = "", **fields: Any) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail
        self.fields = fields


def envelope(error: ApiError, ip: str) -> dict[str, Any]:
    """The JSON of a refusal; the hint is what WeCom's support asks for."""
    text = TEXTS.get(error.code, "invalid Request Parameter")
    detail = f"{error.detail}. {text}" if error.detail else text
    hint = f"{secrets.randbelow(10**18):018d}_{secrets.randbelow(100)}_{secrets.token_hex(16)}"
    more = f"https://open.work.weixin.qq.com/devtool/query?e={error.code}"
    return {
        "errcode": error.code,
        "errmsg": f"{detail}, hint: [{hint}], from ip: {ip}, more info at {more}",
        **error.fields,
    }
