"""Events by name: what each one means to the bot; a name not listed here is nobody's question (section 3.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from bot.ports import CallKind
from platforms.wecom.field_values import digest, word
from platforms.wecom.markup import Fields

_KEY = (
    *("CreateTime", "Event", "EventKey", "ChangeType", "TaskId", "ResponseCode", "SelectedItems"),
    *("UserID", "Id", "TagId"),  # the directory reports several changes within one second, all from one sender
)


def event_key(fields: Fields) -> str:
    """Events have no MsgId: sender, time and this. Two clicks of one button differ in ResponseCode, retries do not."""
    return digest(fields, _KEY)


def _enter(_: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.ENTER}


def _leave(_: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.LEAVE}


def _menu(fields: Fields) -> Mapping[str, Any]:
    return {"kind": CallKind.CLICK, "text": word(fields, "EventKey")}


def _card(fields: Fields) -> Mapping[str, Any]:
    return {
        "kind": CallKind.CLICK,
        "text": word(fields, "EventKey"),
        "card": word(fields, "TaskId"),
        "update_code": word(fields, "ResponseCode"),
        "values": _answers(fields.get("SelectedItems", "")),
    }


def _answers(items: str | Element) -> Mapping[str, tuple[str, ...]]:
    """What was chosen, by question; always tuples, for one answer and for several."""
    if isinstance(items, str):
        return {}
    return {
        item.findtext("QuestionKey", ""): tuple([option.text or "" for option in item.iter("OptionId")])
        for item in items.iter("SelectedItem")
    }


def _directory(fields: Fields) -> Mapping[str, Any]:
    """The sender is the system (`sys`); whom it is about, where it is about a person, is UserID."""
    values = {name: (value,) for name, value in fields.items() if isinstance(value, str)}
    user = word(fields, "UserID") or word(fields, "FromUserName")
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
