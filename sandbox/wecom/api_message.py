"""message/*: send, update of a card in place, recall."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sandbox.wecom import addressing, cards
from sandbox.wecom.errors import ApiError
from sandbox.wecom.exchanges import Exchange
from sandbox.wecom.message_contents import read_content
from sandbox.wecom.message_store import Message
from sandbox.wecom.one_time_codes import CodeExpired, CodeUnknown, CodeUsed
from sandbox.wecom.request_fields import ApiCall
from sandbox.wecom.tenant import Sent, Tenant

RECALL = timedelta(hours=24)
DUPLICATE_DEFAULT, DUPLICATE_MOST = 1800, 14400  # seconds


def send(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """message/send: recipients, content, delivery; a duplicate under enable_duplicate_check gets the first answer."""
    addressing.check_agent(tenant, call.body, other_app=301002)
    digest = hashlib.sha256(json.dumps(call.body, sort_keys=True).encode()).hexdigest()
    earlier = _repeated(tenant, call.body, digest)
    if earlier is not None:
        return earlier
    to = addressing.resolve(tenant, call.body)
    kind = str(call.body.get("msgtype", ""))
    content = read_content(tenant, kind, call.body.get(kind))
    msgid = secrets.token_urlsafe(30)
    if not to.users:
        raise ApiError(81013, msgid=msgid, **to.reply_fields())
    reply = {**to.reply_fields(), "msgid": msgid, **_card_code(tenant, kind, content)}
    deliver(tenant, to.users, kind, content, msgid, call)
    now = tenant.clock.now()
    tenant.remember_sent(digest, Sent(msgid, now, now + _interval(call.body), reply))
    return reply


def deliver(
    tenant: Tenant,
    users: tuple[str, ...],
    kind: str,
    content: Mapping[str, Any],
    msgid: str,
    call: ApiCall | None = None,
) -> None:
    """Add a copy to each chat, except where the member's silent rate limit is reached or a fault was injected."""
    now = tenant.clock.now()
    task_id = str(content.get("task_id", "")) if kind == "template_card" else ""
    fault = tenant.faults.next_fault("api", ("silent", "duplicate"), "message/send")
    copies = {"silent": 0, "duplicate": 2}[fault.kind] if fault else 1
    for user in users * copies:
        if tenant.throttle.allows(user, now) or not tenant.switches.throttle:
            added = tenant.messages.add(user, kind, content, now, msgid=msgid, task_id=task_id)
            _keep(tenant, added, call)
        else:
            tenant.messages.note(now, "api", f"message/send → {user}", "超过每分钟 30 条，静默丢弃", good=False)


def update(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """update_template_card: exactly one of a grey button and a whole new card; consumes the response code."""
    addressing.check_agent(tenant, call.body, other_app=42015)
    task_id = _task_of(tenant, call.body)
    caption, card = _replacement(tenant, call.body)
    users, invalid = addressing.resolve_arrays(tenant, call.body)
    tenant.response_codes.redeem(str(call.body["response_code"]), again=not tenant.switches.strict)
    held = [each for each in tenant.messages.copies(task_id) if _meant(each, users, call.body)]
    for message in held:
        redraw(tenant, message, caption, card)
        _keep(tenant, message, call)
    without = [user for user in users if user not in {message.user for message in held}]
    return {"invaliduser": invalid + [user.lower() for user in without]}


def redraw(tenant: Tenant, message: Message, caption: str, card: Mapping[str, Any] | None) -> None:
    """Deactivate one copy with `caption`, or replace it by a new card."""
    if card is None:
        tenant.messages.change(message, caption=caption)
        return
    task_id = str(card.get("task_id") or message.task_id)
    tenant.remember_task(task_id, str(card["card_type"]))
    tenant.messages.change(message, content=card, caption=caption, task_id=task_id)


def recall(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """message/recall within 24 hours (42052); an unknown msgid is 40058."""
    msgid = str(call.value("msgid"))
    copies = tenant.messages.find(lambda message: message.msgid == msgid and not message.mine)
    if not copies:
        raise ApiError(40058, "msgid")
    if tenant.switches.strict and tenant.clock.now() - copies[0].at > RECALL:
        raise ApiError(42052)
    for message in copies:
        tenant.messages.change(message, recalled=True)
        _keep(tenant, message, call)
    return {}


def statistics(tenant: Tenant, _call: ApiCall) -> dict[str, Any]:
    """message/get_statistics: today's count of the tenant's one app."""
    since = tenant.clock.now() - timedelta(days=1)
    count = len(tenant.messages.find(lambda message: not message.mine and message.at > since))
    name, agent = tenant.settings.app_name, tenant.settings.agent_id
    return {"statistics": [{"agentid": agent, "app_name": name, "count": count}]}


def _keep(tenant: Tenant, message: Message, call: ApiCall | None) -> None:
    """Keep the call to be shown beside the message; its answer is filled in when the handler has ended."""
    if call is not None:
        subject = f"POST /cgi-bin/{call.path}"
        message.keep(Exchange(tenant.clock.now(), "api", subject, call.body, call.answer))


def _repeated(tenant: Tenant, body: Mapping[str, Any], digest: str) -> dict[str, Any] | None:
    earlier = tenant.sent.get(digest)
    if str(body.get("enable_duplicate_check", 0)) != "1" or earlier is None or earlier.until <= tenant.clock.now():
        return None
    return dict(earlier.reply)


def _interval(body: Mapping[str, Any]) -> timedelta:
    wanted = body.get("duplicate_check_interval", DUPLICATE_DEFAULT)
    seconds = int(wanted) if str(wanted).isdigit() else DUPLICATE_DEFAULT
    return timedelta(seconds=min(seconds, DUPLICATE_MOST))


def _card_code(tenant: Tenant, kind: str, content: Mapping[str, Any]) -> dict[str, str]:
    """Store a card's task and return its response code; empty for a card without callbacks."""
    if kind != "template_card" or not content.get("task_id"):
        return {}
    task_id = str(content["task_id"])
    tenant.remember_task(task_id, str(content["card_type"]))
    return {"response_code": tenant.response_codes.issue(task_id)} if cards.calls_back(content) else {}


def _task_of(tenant: Tenant, body: Mapping[str, Any]) -> str:
    code = str(body.get("response_code", ""))
    try:
        task_id = tenant.response_codes.peek(code, again=not tenant.switches.strict)
    except (CodeUnknown, CodeExpired, CodeUsed) as error:
        raise ApiError(60140) from error
    if task_id not in tenant.tasks:
        raise ApiError(42016)
    return task_id


def _replacement(tenant: Tenant, body: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
    button, card = body.get("button"), body.get("template_card")
    if (button is None) == (card is None):
        raise ApiError(40058, "exactly one of button and template_card")
    if card is not None:
        checked = cards.check(card, strict=tenant.switches.strict)
        return str(checked.get("replace_text", "")), checked
    if not isinstance(button, Mapping) or not button.get("replace_name"):
        raise ApiError(40063, "button.replace_name")
    return str(button["replace_name"]), None


def _meant(message: Message, users: tuple[str, ...], body: Mapping[str, Any]) -> bool:
    return message.user in users or str(body.get("atall", 0)) == "1"
