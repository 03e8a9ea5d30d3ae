"""The stand-in's console: changes of the directory, the events they cause, and what the app may still reach."""

from __future__ import annotations

from datetime import datetime

import pytest

from clock.time_source import SHANGHAI
from sandbox.wecom.callbacks import Callbacks
from sandbox.wecom.directory_console import DirectoryConsole
from sandbox.wecom.errors import ApiError
from sandbox.wecom.phone import Phone
from sandbox.wecom.tenant import Tenant
from tests.sandbox.chat_page_fixture import build
from tests.sandbox.tenant_fixture import Api, Receiver

Company = tuple[Tenant, Api]
Got = tuple[Receiver, str]


@pytest.fixture
def console(company: Company, phone: Phone) -> DirectoryConsole:  # the phone's fixture starts the receiver
    return DirectoryConsole(company[0], Callbacks(company[0]))


def test_a_leaver_is_reported_by_the_system_and_can_do_nothing(
    console: DirectoryConsole, company: Company, receiver: Got
) -> None:
    assert console.make("delete", "lin.er").delivered
    (got,) = receiver[0].got
    assert (got["FromUserName"], got["Event"], got["ChangeType"], got["UserID"]) == (
        "sys", "change_contact", "delete_user", "lin.er")  # fmt: skip
    tenant, api = company
    assert api.send("text", {"content": "x"})["errcode"] == 81013
    assert api.get("user/get", userid="lin.er")["errcode"] == 60111
    with pytest.raises(ApiError):
        Phone(tenant, Callbacks(tenant), "lin.er")


def test_a_new_user_id_takes_the_chat_along(
    console: DirectoryConsole, company: Company, phone: Phone, receiver: Got
) -> None:
    phone.send_text("查询")
    console.make("move", "lin.er", "lin.er2")
    assert (receiver[0].got[-1]["UserID"], receiver[0].got[-1]["NewUserID"]) == ("lin.er", "lin.er2")
    tenant = company[0]
    assert [each.user for each in Phone(tenant, Callbacks(tenant), "lin.er2").chat()] == ["lin.er2"]
    with pytest.raises(ApiError, match="60102"):
        console.make("move", "lin.er2", "wu.san")


def test_disabled_and_hidden_members_are_there_but_out_of_reach(
    console: DirectoryConsole, company: Company, receiver: Got
) -> None:
    api = company[1]
    console.make("disable", "lin.er")
    assert api.get("user/get", userid="lin.er")["status"] == 2
    console.make("enable", "lin.er")
    console.make("hide", "lin.er")
    assert api.get("user/get", userid="lin.er")["errcode"] == 60011
    assert api.send("text", {"content": "x"})["errcode"] == 81013
    console.make("show", "lin.er")
    assert api.send("text", {"content": "x"})["errcode"] == 0
    assert [got["Event"] for got in receiver[0].got] == ["change_contact", "change_contact", "unsubscribe", "subscribe"]


def test_a_late_event_bears_the_time_it_happened_at_and_a_successor_has_an_empty_chat(
    console: DirectoryConsole, company: Company, phone: Phone, receiver: Got
) -> None:
    phone.send_text("前任的话")
    at = datetime(2026, 9, 17, 10, tzinfo=SHANGHAI)
    console.make("delete", "lin.er", at=at)
    assert int(receiver[0].got[-1]["CreateTime"]) == at.timestamp()
    assert company[0].directory.find("lin.er")  # what is reported late is past
    console.make("delete", "lin.er")
    console.make("create", "lin.er", "周新")
    assert receiver[0].got[-1]["ChangeType"] == "create_user"
    assert company[0].messages.of("lin.er") == []


def test_the_panel_follows_whom_it_shows(company: Company, phone: Phone, receiver: Got) -> None:
    client = build(company[0]).app.test_client()
    found = client.post("/directory", data={"change": "move", "userid": "lin.er", "value": "lin.er2"}).json
    assert found == {"delivered": True, "outcome": "事件已送达", "phones": {"lin.er": "lin.er2"}}
    assert 'data-phone="lin.er2"' in client.get("/").text
    refused = client.post("/directory", data={"change": "move", "userid": "lin.er2", "value": ""})
    assert (refused.status_code, refused.json["outcome"][:4] if refused.json else "") == (400, "请选种类")
