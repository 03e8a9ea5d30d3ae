"""The server's routing table; any other path answers 404 without a JSON envelope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.wecom import api_app, api_contacts, api_groups, api_login, api_media, api_message
from sandbox.wecom.request_fields import ApiCall
from sandbox.wecom.settings import Profile
from sandbox.wecom.tenant import Tenant

Handler = Callable[[Tenant, ApiCall], dict[str, Any] | api_media.FileAnswer]
BOTH = ("GET", "POST")
MODERN = "modern"  # not on old private servers
CARDS = "cards"
RECALL = "recall"


@dataclass(frozen=True, slots=True)
class Route:
    """`always` stays in the envelope when the call is refused; `needs` names what an edition may lack."""

    handler: Handler
    methods: tuple[str, ...]
    needs: str = ""
    token: bool = True
    always: Mapping[str, Any] = field(default_factory=dict)


def _get(handler: Handler, **more: Any) -> Route:
    return Route(handler, ("GET",), **more)


def _post(handler: Handler, **more: Any) -> Route:
    return Route(handler, ("POST",), **more)


ROUTES: Mapping[str, Route] = {
    "gettoken": _get(api_app.gettoken, token=False),
    "getcallbackip": _get(api_app.addresses, always={"ip_list": []}),
    "get_api_domain_ip": _get(api_app.addresses, always={"ip_list": []}),
    "get_jsapi_ticket": _get(api_app.ticket),
    "ticket/get": _get(api_app.ticket),
    "message/send": _post(api_message.send),
    "message/update_template_card": _post(api_message.update, needs=CARDS),
    "message/recall": _post(api_message.recall, needs=RECALL),
    "message/get_statistics": _post(api_message.statistics),
    "media/upload": _post(api_media.upload),
    "media/get": Route(api_media.get, BOTH),
    "media/uploadimg": _post(api_media.uploadimg),
    "user/get": _get(api_contacts.user_get),
    "user/simplelist": _get(api_contacts.user_simplelist),
    "user/list": _get(api_contacts.user_list),
    "user/list_id": _post(api_contacts.user_list_id),
    "user/getuserid": _post(api_contacts.user_getuserid),
    "user/get_userid_by_email": _post(api_contacts.user_by_email),
    "department/list": _get(api_contacts.department_list),
    "department/simplelist": _get(api_contacts.department_simplelist),
    "department/get": _get(api_contacts.department_get),
    "auth/getuserinfo": _get(api_login.auth_getuserinfo, needs=MODERN),
    "auth/getuserdetail": _post(api_login.getuserdetail, needs=MODERN),
    "user/getuserinfo": _get(api_login.old_getuserinfo),
    "user/getuserdetail": _post(api_login.getuserdetail),
    "menu/create": _post(api_app.menu_create),
    "menu/get": _get(api_app.menu_get),
    "menu/delete": _get(api_app.menu_delete),
    "agent/get": _get(api_app.agent_get),
    "agent/list": _get(api_app.agent_list),
    "agent/set": _post(api_app.agent_set),
    "tag/create": _post(api_groups.tag_create),
    "tag/update": _post(api_groups.tag_update),
    "tag/delete": _get(api_groups.tag_delete),
    "tag/get": _get(api_groups.tag_get),
    "tag/list": _get(api_groups.tag_list),
    "tag/addtagusers": _post(api_groups.tag_add),
    "tag/deltagusers": _post(api_groups.tag_remove),
    "user/convert_to_openid": _post(api_groups.convert_to_openid),
    "appchat/create": _post(api_groups.chat_create),
    "appchat/update": _post(api_groups.chat_update),
    "appchat/get": _get(api_groups.chat_get),
    "appchat/send": _post(api_groups.chat_send),
    "webhook/send": _post(api_groups.webhook_send, token=False),
}


def find(path: str, profile: Profile) -> Route | None:
    """The route of a path below /cgi-bin/, where this edition has it."""
    has = {"": True, MODERN: profile.auth_paths, CARDS: profile.cards, RECALL: profile.recall}
    route = ROUTES.get(path)
    return route if route is not None and has[route.needs] else None
