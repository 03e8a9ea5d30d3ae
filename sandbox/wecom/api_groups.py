"""tag/*, appchat/*, webhook/send, user/convert_to_openid: beside the bot's own calls, for other people's clients."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from sandbox.wecom.api_message import deliver
from sandbox.wecom.errors import ApiError
from sandbox.wecom.message_contents import read_content
from sandbox.wecom.request_fields import ApiCall
from sandbox.wecom.tenant import Tenant

ROBOT_KINDS = ("text", "markdown", "markdown_v2", "image", "news", "file", "voice", "template_card")


def tag_create(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    wanted = call.body.get("tagid")
    tag = tenant.groups.create_tag(str(call.value("tagname")), int(wanted) if wanted is not None else None)
    return {"errmsg": "created", "tagid": tag.id}


def tag_update(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    tenant.groups.tag(_number(call.value("tagid"))).name = str(call.value("tagname"))
    return {"errmsg": "updated"}


def tag_delete(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    del tenant.groups.tags[tenant.groups.tag(call.number("tagid")).id]
    return {"errmsg": "deleted"}


def tag_list(tenant: Tenant, _call: ApiCall) -> dict[str, Any]:
    return {"taglist": [{"tagid": tag.id, "tagname": tag.name} for tag in tenant.groups.tags.values()]}


def tag_get(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    tag = tenant.groups.tag(call.number("tagid"))
    people = [{"userid": user, "name": tenant.directory.get(user).name} for user in tag.users]
    return {"tagname": tag.name, "userlist": people, "partylist": []}


def tag_add(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    tag, (known, unknown) = tenant.groups.tag(_number(call.value("tagid"))), _members(tenant, call.body.get("userlist"))
    tag.users += [user for user in known if user not in tag.users]
    return {"invalidlist": "|".join(unknown)} if unknown else {}


def tag_remove(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    tag, (known, unknown) = tenant.groups.tag(_number(call.value("tagid"))), _members(tenant, call.body.get("userlist"))
    tag.users = [user for user in tag.users if user not in known]
    return {"errmsg": "deleted", **({"invalidlist": "|".join(unknown)} if unknown else {})}


def convert_to_openid(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """The same for the same member, and of no use in the rehearsal."""
    user = tenant.owner(str(call.value("userid")))
    return {"openid": "o" + hashlib.sha256(f"{tenant.settings.corp_id}/{user}".encode()).hexdigest()[:27]}


def chat_create(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    users, unknown = _members(tenant, call.value("userlist"))
    if unknown:
        raise ApiError(86216, "|".join(unknown))
    name, owner, wanted = (str(call.body.get(field) or "") for field in ("name", "owner", "chatid"))
    chat = tenant.groups.create_chat(name, owner, users, wanted)
    return {"chatid": chat.id}


def chat_update(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    chat = tenant.groups.chat(str(call.value("chatid")))
    chat.name, chat.owner = str(call.body.get("name") or chat.name), str(call.body.get("owner") or chat.owner)
    added, removed = (_members(tenant, call.body.get(name))[0] for name in ("add_user_list", "del_user_list"))
    chat.users = [user for user in dict.fromkeys([*chat.users, *added]) if user not in removed]
    return {}


def chat_get(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    chat = tenant.groups.chat(call.text("chatid"))
    return {"chat_info": {"chatid": chat.id, "name": chat.name, "owner": chat.owner, "userlist": chat.users}}


def chat_send(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """To every member of the group chat; template cards are not documented there."""
    chat, kind = tenant.groups.chat(str(call.value("chatid"))), str(call.value("msgtype"))
    if kind == "template_card":
        raise ApiError(40008, kind)
    content, msgid = read_content(tenant, kind, call.body.get(kind)), secrets.token_urlsafe(30)
    deliver(tenant, tuple(chat.users), kind, content, msgid, call)
    return {}


def webhook_send(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """A group robot: without a token, to a group whose members the stand-in does not know; noted in the journal."""
    key, kind = call.query.get("key", ""), str(call.body.get("msgtype", ""))
    if not key:
        raise ApiError(93000)
    if kind not in ROBOT_KINDS:
        raise ApiError(40008, f"msgtype {kind[:30]}")
    if not isinstance(call.body.get(kind), dict):
        raise ApiError(44004, kind)
    tenant.messages.note(tenant.clock.now(), "api", "webhook/send", f"群机器人收到一条 {kind}", good=True)
    return {}


def _number(value: Any) -> int:
    if not str(value).isdigit():
        raise ApiError(40068, "tagid")
    return int(value)


def _members(tenant: Tenant, listed: Any) -> tuple[list[str], list[str]]:
    """The members among these ids, in the stored spelling, and those that are none."""
    wanted: Iterable[Any] = listed if isinstance(listed, list) else ()
    ids = [str(each) for each in wanted]
    known = {user: member.userid for user in ids if (member := tenant.directory.find(user)) is not None}
    return list(known.values()), [user for user in ids if user not in known]
