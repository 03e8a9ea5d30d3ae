"""The chat page over HTTP: content, endpoints, refused requests."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox.chat.chat_page import PageContext, changes
from sandbox.chat.message_html import render_message
from sandbox.chat.welcomes import WELCOMES
from sandbox.clock_control import ClockControl
from sandbox.demo_people import TITLES
from sandbox.wecom.api_message import deliver
from sandbox.wecom.faults import Fault
from tests.sandbox.chat_page_fixture import HANDSETS, STAFF, Page, build
from tests.sandbox.tenant_fixture import CARD, Receiver, tenant

Got = tuple[Receiver, str]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def page(tmp_path: Path, receiver: Got) -> Page:
    return build(tenant(tmp_path, callback_url=receiver[1]))


@pytest.fixture
def client(page: Page) -> FlaskClient:
    return page.app.test_client()


def give(page: Page, kind: str, content: dict[str, Any]) -> str:
    """Deliver to 林二 and return the message's HTML."""
    deliver(page.tenant, ("lin.er",), kind, content, "m")
    with page.app.app_context():
        return render_message(page.tenant.messages.find(lambda _: True)[-1])


def test_the_page_shows_every_phone_and_loads_no_external_resource(client: FlaskClient) -> None:
    answer = client.get("/")
    for handset in HANDSETS:
        assert f'<section class="phone" data-phone="{handset.userid}"' in answer.text
    assert "http://" not in answer.text.replace("http://127.0.0.1", "")
    assert "default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_every_phone_says_who_its_owner_is_and_what_to_send_first(client: FlaskClient) -> None:
    assert set(TITLES.values()) == set(WELCOMES)
    text = client.get("/?phones=lin.er").text
    assert "您是责任部门的联络人" in text
    assert '<button name="text" value="我的待办">我的待办</button>' in text


def test_a_phone_is_added_by_name(client: FlaskClient) -> None:
    text = client.get("/?phones=he.si,lin.er,nobody").text
    assert text.count('<section class="phone"') == 2
    assert 'data-phone="he.si"' in text


def test_text_goes_to_the_app(client: FlaskClient, receiver: Got) -> None:
    assert client.post("/phones/lin.er/text", data={"text": " 提出异议 "}).json == {"delivered": True, "outcome": "200"}
    assert receiver[0].got[0]["Content"] == "提出异议"
    assert client.post("/phones/lin.er/text", data={"text": "  "}).status_code == 400
    assert client.post("/phones/nobody/text", data={"text": "x"}).status_code == 404


def test_pictures_and_files(client: FlaskClient, receiver: Got) -> None:
    client.post("/phones/lin.er/file", data={"file": (io.BytesIO(PNG), "截图.png")})
    told = client.post("/phones/lin.er/file", data={"file": (io.BytesIO(b"%PDF-1.7 x"), "证明.pdf")}).json
    assert told is not None
    assert not told["delivered"]
    assert [got["MsgType"] for got in receiver[0].got] == ["image"]
    small = client.post("/phones/lin.er/file", data={"file": (io.BytesIO(b"x"), "x.txt")})
    assert small.status_code == 400


def test_a_press_carries_the_answers(client: FlaskClient, page: Page, receiver: Got) -> None:
    give(page, "template_card", dict(CARD))
    number = page.tenant.messages.find(lambda _: True)[0].number
    data = {"key": "收办 CN-1", "q:why": ["a", "b"], "q:none": ""}
    client.post(f"/phones/lin.er/cards/{number}", data=data)
    client.post(f"/phones/lin.er/cards/{number}", data={"key": "催办", "menu": "1"})
    first, second = receiver[0].got
    assert first["SelectedItems"]["SelectedItem"] == {"QuestionKey": "why", "OptionIds": {"OptionId": ["a", "b"]}}
    assert second["Event"] == "template_card_menu_event"
    assert client.post("/phones/lin.er/cards/999", data=data).status_code == 404


@pytest.mark.parametrize(
    ("path", "data", "event"),
    [
        ("menu", {"key": "我的待办"}, "click"),
        ("enter", {}, "enter_agent"),
        ("other", {"kind": "event"}, "moon_landing"),
    ],
)
def test_events(client: FlaskClient, receiver: Got, path: str, data: dict[str, str], event: str) -> None:
    client.post(f"/phones/lin.er/{path}", data=data)
    assert receiver[0].got[0]["Event"] == event


@pytest.mark.parametrize("kind", ["voice", "location", "link", "hologram"])
def test_messages_sent_by_mistake(client: FlaskClient, receiver: Got, kind: str) -> None:
    client.post("/phones/lin.er/other", data={"kind": kind})
    assert receiver[0].got[0]["MsgType"] == kind


def test_a_card_has_buttons_until_it_is_done(page: Page) -> None:
    html = give(page, "template_card", dict(CARD))
    assert '<button type="submit" class="button style1" name="key" value="收办 CN-1">收办</button>' in html
    message = page.tenant.messages.find(lambda _: True)[0]
    page.tenant.messages.change(message, caption="已由林二签收")
    with page.app.app_context():
        done = render_message(message)
    assert '<p class="caption">已由林二签收</p>' in done
    assert "<button" not in done


def test_markup_is_escaped_and_unsafe_links_are_removed(page: Page) -> None:
    evil = "<script>alert(1)</script>"
    card = {"card_type": "text_notice", "main_title": {"title": evil}, "sub_title_text": evil,
            "card_action": {"type": 1, "url": "javascript:alert(1)"},
            "jump_list": [{"type": 1, "title": "跳", "url": "data:text/html,x"}]}  # fmt: skip
    html = give(page, "template_card", card)
    assert "<script>" not in html
    assert "javascript:" not in html
    assert "data:text" not in html


@pytest.mark.parametrize("kind", ["mpnews", "voice", "miniprogram_notice"])
def test_unsupported_message_kinds_are_named(page: Page, kind: str) -> None:
    assert f"［{kind}］" in give(page, kind, {"title": "题"})


def test_links_open_as_the_phones_owner_in_a_new_session(client: FlaskClient) -> None:
    client.set_cookie("objection_session", "somebody else's")
    answer = client.get("/open", query_string={"as": "lin.er", "url": "http://127.0.0.1:8080/t/CN-1"})
    assert answer.headers["Location"] == "http://127.0.0.1:8080/t/CN-1"
    assert client.get_cookie("objection_session") is None
    cookie = client.get_cookie("standin_user")
    assert cookie is not None
    assert cookie.value == "lin.er"
    assert client.get("/open", query_string={"as": "lin.er", "url": "javascript:alert(1)"}).status_code == 400


def test_the_clock_moves_forward_only_and_for_all_processes(client: FlaskClient, page: Page) -> None:
    assert client.post("/clock", data={"step": "hour"}).json == {"outcome": "演练时间 2026-09-18 11:00"}
    assert client.post("/clock", data={"step": "to", "to": "2026-09-21T09:05"}).status_code == 200
    assert page.tenant.clock.now().isoformat()[:16] == "2026-09-21T01:05"
    assert client.post("/clock", data={"step": "to", "to": "2026-09-20T09:00"}).status_code == 409
    assert client.post("/clock", data={"step": "to", "to": "someday"}).status_code == 400


def test_faults_and_switches(client: FlaskClient, page: Page) -> None:
    data = {"kind": "api:refuse", "code": "45009", "path": "/cgi-bin/message/send", "times": "3"}
    assert client.post("/faults", data=data).json == {"outcome": "已排定 1 项故障"}
    assert page.tenant.faults.waiting() == [Fault("api", "refuse", "message/send", 45009, 3.0, 3)]
    assert client.post("/faults", data={"kind": "api:explode"}).status_code == 400
    assert client.post("/faults", data={"kind": "moon:drop"}).status_code == 400
    client.post("/faults/clear")
    assert page.tenant.faults.waiting() == []
    client.post("/switches", data={"files": "on", "strict": "on"})
    assert (page.tenant.switches.files, page.tenant.switches.cdata) == (True, False)


def test_cross_site_requests_are_refused(client: FlaskClient) -> None:
    answer = client.post("/phones/lin.er/text", data={"text": "x"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


def test_a_reconnected_page_gets_missed_events(page: Page) -> None:
    give(page, "text", {"content": "一"})
    context = PageContext(page.tenant, page.callbacks, ClockControl(page.tenant.clock), HANDSETS, STAFF)  # type: ignore[arg-type]
    version, events = changes(page.app, context, 0)
    assert [name for name, _ in events] == ["message", "state", "menu"]
    give(page, "text", {"content": "二"})
    later, events = changes(page.app, context, version)
    assert later > version
    assert [data["number"] for name, data in events if name == "message"] == [2]


def test_the_event_stream_sends_messages_and_ends(page: Page, client: FlaskClient) -> None:
    give(page, "text", {"content": "一"})
    page.feed.close()
    answer = client.get("/events?since=0")
    assert answer.mimetype == "text/event-stream"
    data = json.loads(answer.text.split("event: message\ndata: ", 1)[1].split("\n", 1)[0])
    assert (data["user"], data["number"]) == ("lin.er", 1)


def test_too_many_event_streams_are_refused(page: Page) -> None:
    with page.app.test_request_context():
        seats = [page.feed.open(0) for _ in range(13)]
    assert [answer.status_code for answer in seats] == [200] * 12 + [503]
    for answer in seats:
        answer.close()
    with page.app.test_request_context():
        assert page.feed.open(0).status_code == 200
