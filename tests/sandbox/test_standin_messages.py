"""message/send, update_template_card and recall: recipients, rate limits, one-time codes, delivery to the chat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.wecom.tenant import Tenant
from tests.sandbox.tenant_fixture import CARD, Api, set_clock

Company = tuple[Tenant, Api]
TEXT = {"content": "您好"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"touser": ""}, 82001),
        ({"touser": "nobody|noone"}, 81013),
        ({"touser": "", "toparty": "|".join(map(str, range(2, 103)))}, 82002),
        ({"touser": "", "totag": "|".join(map(str, range(101)))}, 82003),
        ({"agentid": ""}, 41011),
        ({"agentid": "x"}, 40056),
        ({"agentid": 1000003}, 301002),
        ({"msgtype": "hologram"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"text": "您好"}, 44004),
        ({"msgtype": "image", "image": {"media_id": "gone"}}, 40007),
        ({"msgtype": "textcard", "textcard": {"title": "t", "url": "http://x"}}, 41033),
        ({"msgtype": "news", "news": {"articles": [{"title": "t", "url": "http://x"}] * 9}}, 45008),
        ({"msgtype": "markdown", "markdown": {"content": "字" * 683}}, 40058),
    ],
)
def test_refusals(company: Company, change: dict[str, Any], code: int) -> None:
    body = {"touser": "lin.er", "agentid": 1000002, "msgtype": "text", "text": TEXT, **change}
    assert company[1].post("message/send", body)["errcode"] == code


def test_invalid_recipients_are_listed_and_the_others_served(company: Company) -> None:
    told = company[1].send("text", TEXT, to="LIN.ER|Nobody|Wang.Wu")
    assert (told["errcode"], told["errmsg"], told["invaliduser"]) == (0, "ok", "nobody|wang.wu")
    assert [message.user for message in company[0].messages.find(lambda _: True)] == ["lin.er"]


def test_each_member_of_a_department_receives_once(company: Company) -> None:
    company[1].send("text", TEXT, to="lin.er", toparty="3")
    users = [message.user for message in company[0].messages.find(lambda _: True)]
    assert sorted(users) == ["he.si", "lin.er", "wu.san"]


def test_long_text_is_truncated_between_characters(company: Company) -> None:
    company[1].send("text", {"content": "a" + "字" * 700})
    content = company[0].messages.find(lambda _: True)[0].content["content"]
    assert len(content.encode()) == 1 + 682 * 3


def test_the_duplicate_check_drops_a_repeat(company: Company, tmp_path: Path) -> None:
    first = company[1].send("text", TEXT, enable_duplicate_check=1, duplicate_check_interval=60)
    again = company[1].send("text", TEXT, enable_duplicate_check=1, duplicate_check_interval=60)
    assert first["msgid"] == again["msgid"]
    set_clock(tmp_path, "2026-09-18T10:01:00+08:00")
    assert company[1].send("text", TEXT, enable_duplicate_check=1)["msgid"] != first["msgid"]
    assert len(company[0].messages.find(lambda _: True)) == 2


def test_messages_beyond_thirty_a_minute_are_dropped(company: Company) -> None:
    codes = {company[1].send("text", {"content": str(number)})["errcode"] for number in range(32)}
    assert codes == {0}
    assert len(company[0].messages.find(lambda _: True)) == 30


def test_only_cards_that_call_back_get_a_response_code(company: Company) -> None:
    notice = {"card_type": "text_notice", "main_title": {"title": "t"}, "card_action": {"type": 1, "url": "http://x"}}
    menu = {"desc": "更多", "action_list": [{"text": "催办", "key": "催办"}]}
    assert "response_code" in company[1].send("template_card", CARD)
    assert "response_code" not in company[1].send("template_card", notice)
    assert "response_code" in company[1].send("template_card", {**notice, "task_id": "n1", "action_menu": menu})


def test_a_response_code_works_once(company: Company) -> None:
    code = company[1].send("template_card", CARD)["response_code"]
    assert company[1].update(code, ["lin.er"], button={"replace_name": "已收办"})["invaliduser"] == []
    assert company[0].messages.find(lambda _: True)[0].caption == "已收办"
    assert company[1].update(code, ["lin.er"], button={"replace_name": "再来"})["errcode"] == 60140


def test_a_response_code_expires_after_72_hours(company: Company, tmp_path: Path) -> None:
    code = company[1].send("template_card", CARD)["response_code"]
    set_clock(tmp_path, "2026-09-21T10:00:00+08:00")
    assert company[1].update(code, ["lin.er"], button={"replace_name": "晚了"})["errcode"] == 60140


def test_an_update_affects_the_named_members_only(company: Company) -> None:
    code = company[1].send("template_card", CARD, to="lin.er|wu.san|he.si")["response_code"]
    fresh = {**CARD, "main_title": {"title": "已由林二签收"}, "replace_text": "已签收"}
    told = company[1].update(code, ["lin.er", "wu.san", "Chen.Yi", "Nobody"], template_card=fresh)
    assert told["invaliduser"] == ["nobody", "chen.yi"]
    captions = {message.user: message.caption for message in company[0].messages.find(lambda _: True)}
    assert captions == {"lin.er": "已签收", "wu.san": "已签收", "he.si": ""}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, 40058),
        ({"button": {"replace_name": "x"}, "template_card": dict(CARD)}, 40058),
        ({"button": {}}, 40063),
        ({"button": {"replace_name": "x"}, "agentid": 1000003}, 42015),
        ({"button": {"replace_name": "x"}, "userids": []}, 40063),
        ({"button": {"replace_name": "x"}, "userids": "lin.er"}, 40035),
        ({"button": {"replace_name": "x"}, "response_code": "made-up"}, 60140),
    ],
)
def test_a_refused_update_keeps_the_response_code(company: Company, more: dict[str, Any], code: int) -> None:
    good = company[1].send("template_card", CARD)["response_code"]
    body = {"userids": ["lin.er"], "agentid": 1000002, "response_code": good, **more}
    assert company[1].post("message/update_template_card", body)["errcode"] == code
    assert company[1].update(good, ["lin.er"], button={"replace_name": "好"})["errcode"] == 0


def test_a_task_id_is_used_once(company: Company) -> None:
    assert company[1].send("template_card", CARD)["errcode"] == 0
    assert company[1].send("template_card", CARD, to="wu.san")["errcode"] == 42014


def test_an_app_without_a_callback_sends_no_cards_that_call_back(start: Any) -> None:
    assert start()[1].send("template_card", CARD)["errcode"] == 43012


def test_recall_within_a_day(company: Company, tmp_path: Path) -> None:
    first, second = company[1].send("text", TEXT)["msgid"], company[1].send("text", TEXT)["msgid"]
    assert company[1].post("message/recall", {"msgid": first})["errcode"] == 0
    assert [message.recalled for message in company[0].messages.find(lambda _: True)] == [True, False]
    assert company[1].post("message/recall", {"msgid": "made-up"})["errcode"] == 40058
    set_clock(tmp_path, "2026-09-19T10:00:01+08:00")
    assert company[1].post("message/recall", {"msgid": second})["errcode"] == 42052


def test_equal_text_in_a_different_request_is_delivered(company: Company, tmp_path: Path) -> None:
    """The whole request is compared: only one equal in every field is a duplicate, for the interval it gives."""
    for interval in (600, 601, 600, 14400, 14400):
        company[1].send("text", TEXT, enable_duplicate_check=1, duplicate_check_interval=interval)
    assert len(company[0].messages.find(lambda _: True)) == 3
    set_clock(tmp_path, "2026-09-18T10:10:00+08:00")
    for interval in (600, 601):
        company[1].send("text", TEXT, enable_duplicate_check=1, duplicate_check_interval=interval)
    assert len(company[0].messages.find(lambda _: True)) == 4
