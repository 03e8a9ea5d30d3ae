"""Event types and their meaning for the bot; an unlisted type is ignored (section 3.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from bot.ports import CallKind
from platforms.wecom.field_values import digest, field_text
from platforms.wecom.markup import Fields

_KEY = (
    *("CreateTime", "Event", "EventKey", "ChangeType", "TaskId", "ResponseCode", "SelectedItems"),
    *("UserID", "Id", "TagId"),  # the directory reports several changes within one second, all from one sender
)


def event_key(fields: Fields) -> str:
    """Deduplication key beside sender and time, for lack of a MsgId. Clicks differ in ResponseCode, retries do not."""
    return digest(fields, _KEY)


def _enter(_: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.ENTER}


def _leave(_: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.LEAVE}


def _menu(fields: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.CLICK, "text": field_text(fields, "EventKey")}


def _card(fields: Fields) -> Mapping[str, Any]:
    return {
        "kind": CallKind.CLICK,
        "text": field_text(fields, "EventKey"),
        "card": field_text(fields, "TaskId"),
        "update_code": field_text(fields, "ResponseCode"),
        "values": _answers(fields.get("SelectedItems", "")),
    }


def _answers(items: str | Element) -> Mapping[str, tuple[str, ...]]:
    """The selected options by question; always tuples, for one option and for several."""
    if isinstance(items, str):
        return {}
    return {
        item.findtext("QuestionKey", ""): tuple([option.text or "" for option in item.iter("OptionId")])
        for item in items.iter("SelectedItem")
    }


def _directory(fields: Fields) -> Mapping[str, Any]:
    """The sender is the system (`sys`); whom it is about, where it is about a person, is UserID."""
    values = {name: (value,) for name, value in fields.items() if isinstance(value, str)}
    user = field_text(fields, "UserID") or field_text(fields, "FromUserName")
    return {"kind": CallKind.DIRECTORY, "user": user, "values": values}


EVENTS: Mapping[str, Callable[[Fields], Mapping[str, Any]]] = {
    "subscribe": _enter,
    "enter_agent": _enter,
    "unsubscribe": _leave,
    "click": _menu,
    "template_card_event": _card,
    "template_card_menu_event": _card,
    "taskcard_click": _card,
    "change_contact": _directory,
}
