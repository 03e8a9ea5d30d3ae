"""The stand-in's callbacks: encrypted, retried, with passive replies and injected faults."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Response

from sandbox.wecom.callbacks import Callbacks
from sandbox.wecom.faults import Fault
from sandbox.wecom.media import Upload
from sandbox.wecom.phone import Phone
from sandbox.wecom.tenant import Tenant
from tests.sandbox.tenant_fixture import CARD, Api, Receiver

Company = tuple[Tenant, Api]
Got = tuple[Receiver, str]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.mark.parametrize("cdata", [True, False])
@pytest.mark.parametrize("text", ["提出异议", "🙂 ]]> <b>&amp;", "长" * 20_000], ids=["plain", "marks", "60 KB"])
def test_a_text_arrives_as_written(phone: Phone, company: Company, receiver: Got, text: str, cdata: bool) -> None:
    company[0].switches.cdata = cdata
    assert phone.send_text(text).delivered
    got = receiver[0].got[0]
    assert (got["FromUserName"], got["MsgType"], got["Content"]) == ("lin.er", "text", text)
    assert got["CreateTime"] == "1789696800"
    assert got["AgentID"] == "1000002"


def test_three_attempts_with_one_msgid_the_second_the_same_bytes(phone: Phone, receiver: Got) -> None:
    receiver[0].answers = [Response("", 500), Response("", 302)]
    delivery = phone.send_text("查询")
    assert (delivery.delivered, delivery.attempts) == (True, 3)
    assert len({got["MsgId"] for got in receiver[0].got}) == 1
    first, second, third = receiver[0].bodies
    assert first == second != third


def test_after_three_attempts_a_callback_is_dropped_and_shown(phone: Phone, receiver: Got) -> None:
    receiver[0].answers = [Response("", 500) for _ in range(3)]
    assert not phone.send_text("查询").delivered
    assert phone.chat()[0].note == "未送达：HTTP 500"


def test_a_press_has_the_task_id_and_a_new_response_code(phone: Phone, company: Company, receiver: Got) -> None:
    first = company[1].send("template_card", CARD)["response_code"]
    phone.press(phone.chat()[0].number, "收办 CN-1")
    got = receiver[0].got[0]
    assert (got["Event"], got["EventKey"], got["TaskId"]) == ("template_card_event", "收办 CN-1", "task-1")
    assert got["CardType"] == "button_interaction"
    assert "SelectedItems" not in got
    assert got["ResponseCode"] != first
    for code in (got["ResponseCode"], first):
        assert company[1].update(code, ["lin.er"], button={"replace_name": "已收办"})["errcode"] == 0


@pytest.mark.parametrize("chosen", [["a"], ["a", "b"]])
def test_answers_of_a_list(phone: Phone, company: Company, receiver: Got, chosen: list[str]) -> None:
    options = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]
    card = {"card_type": "vote_interaction", "task_id": "v", "main_title": {"title": "哪一项"},
            "checkbox": {"question_key": "q", "mode": 1, "option_list": options},
            "submit_button": {"text": "提交", "key": "选择"}}  # fmt: skip
    company[1].send("template_card", card)
    phone.press(phone.chat()[0].number, "选择", {"q": chosen})
    item = receiver[0].got[0]["SelectedItems"]["SelectedItem"]
    assert item["QuestionKey"] == "q"
    assert item["OptionIds"]["OptionId"] == (chosen if len(chosen) > 1 else chosen[0])


LIST: dict[str, Any] = {"question_key": "q", "option_list": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]}


@pytest.mark.parametrize(("selected", "sent"), [({}, "a"), ({"selected_id": "b"}, "b"), ({"selected_id": "z"}, "a")])
def test_an_untouched_list_submits_its_first_option(
    phone: Phone, company: Company, receiver: Got, selected: dict[str, str], sent: str
) -> None:
    """90236: where selected_id is missing or wrong the first option is selected; every button of the card sends it."""
    company[1].send("template_card", {**CARD, "button_selection": {**LIST, **selected}})
    phone.press(phone.chat()[0].number, "收办 CN-1")
    phone.press(phone.chat()[0].number, "收办 CN-1", {"q": ["b"]})
    first, second = (got["SelectedItems"]["SelectedItem"] for got in receiver[0].got)
    assert first == {"QuestionKey": "q", "OptionIds": {"OptionId": sent}}
    assert second["OptionIds"]["OptionId"] == "b"


def test_every_list_of_a_form_is_sent(phone: Phone, company: Company, receiver: Got) -> None:
    card = {"card_type": "multiple_interaction", "task_id": "f", "main_title": {"title": "预订"},
            "select_list": [LIST, {**LIST, "question_key": "r", "selected_id": "b"}],
            "submit_button": {"text": "提交", "key": "订"}}  # fmt: skip
    company[1].send("template_card", card)
    phone.press(phone.chat()[0].number, "订", {"q": ["b"]})
    items = receiver[0].got[0]["SelectedItems"]["SelectedItem"]
    assert [(item["QuestionKey"], item["OptionIds"]["OptionId"]) for item in items] == [("q", "b"), ("r", "b")]


def test_a_vote_has_no_default(phone: Phone, company: Company, receiver: Got) -> None:
    card = {"card_type": "vote_interaction", "task_id": "v", "main_title": {"title": "哪一项"},
            "checkbox": {**LIST, "mode": 0}, "submit_button": {"text": "提交", "key": "选择"}}  # fmt: skip
    company[1].send("template_card", card)
    phone.press(phone.chat()[0].number, "选择")
    assert "SelectedItems" not in receiver[0].got[0]


def test_preselected_options_of_a_vote_are_submitted(phone: Phone, company: Company, receiver: Got) -> None:
    ticked = {**LIST, "mode": 1, "option_list": [{**LIST["option_list"][0], "is_checked": True}]}
    card = {"card_type": "vote_interaction", "task_id": "v", "main_title": {"title": "哪一项"},
            "checkbox": ticked, "submit_button": {"text": "提交", "key": "选择"}}  # fmt: skip
    company[1].send("template_card", card)
    phone.press(phone.chat()[0].number, "选择")
    phone.press(phone.chat()[0].number, "选择", {"q": []})
    first, second = receiver[0].got
    assert first["SelectedItems"]["SelectedItem"]["OptionIds"] == {"OptionId": "a"}
    assert "SelectedItems" not in second


def test_pictures_have_url_and_media_id(phone: Phone, company: Company, receiver: Got) -> None:
    phone.send_picture(Upload("截图.png", "image/png", PNG))
    got = receiver[0].got[0]
    assert got["MsgType"] == "image"
    assert company[0].media.get(got["MediaId"]).content == PNG
    assert got["PicUrl"].endswith(f"/media/{got['MediaId']}")


def test_files_reach_the_app_only_where_the_client_supports_it(phone: Phone, company: Company, receiver: Got) -> None:
    upload = Upload("证明.pdf", "application/pdf", b"%PDF-1.7 x")
    phone.send_file(upload)
    assert receiver[0].got == []
    assert phone.chat()[0].note == "此客户端不向应用投递文件"
    company[0].switches.files = True
    phone.send_file(upload)
    assert receiver[0].got[0]["FileName"] == "证明.pdf"


def test_the_callback_url_is_verified(company: Company) -> None:
    assert Callbacks(company[0]).verify().delivered


def test_json_callbacks_where_configured(phone: Phone, company: Company, receiver: Got) -> None:
    company[0].switches.json = True
    phone.send_text("查询")
    outer = json.loads(receiver[0].bodies[0])
    assert json.loads(receiver[0].seal.open(outer["encrypt"]))["Content"] == "查询"


class TestFaults:
    def inject(self, company: Company, kind: str, **more: Any) -> None:
        company[0].faults.inject(Fault("callback", kind, **more))

    def test_dropped(self, phone: Phone, company: Company, receiver: Got) -> None:
        self.inject(company, "drop")
        assert not phone.send_text("一").delivered
        assert phone.send_text("二").delivered
        assert [got["Content"] for got in receiver[0].got] == ["二"]

    def test_duplicated(self, phone: Phone, company: Company, receiver: Got) -> None:
        self.inject(company, "duplicate")
        phone.send_text("一")
        first, second = receiver[0].got
        assert first == second

    def test_out_of_order(self, phone: Phone, company: Company, receiver: Got) -> None:
        self.inject(company, "swap")
        phone.send_text("一")
        phone.send_text("二")
        assert [got["Content"] for got in receiver[0].got] == ["二", "一"]

    def test_forged(self, phone: Phone, company: Company, receiver: Got) -> None:
        self.inject(company, "forge")
        assert not phone.send_text("一").delivered
        assert (receiver[0].refused, receiver[0].got) == (3, [])

    def test_impatient(self, phone: Phone, company: Company, receiver: Got) -> None:
        self.inject(company, "timeout")
        assert phone.send_text("一").attempts == 3
        assert len({got["MsgId"] for got in receiver[0].got}) == 1

    def test_double_click(self, phone: Phone, company: Company, receiver: Got) -> None:
        company[1].send("template_card", CARD)
        self.inject(company, "twice")
        phone.press(phone.chat()[0].number, "收办 CN-1")
        assert len({got["ResponseCode"] for got in receiver[0].got}) == 2


class TestPassiveReplies:
    def fields(self, **fields: Any) -> dict[str, Any]:
        return {"ToUserName": "lin.er", "FromUserName": "ww0000sandbox0001", "CreateTime": 1789696800, **fields}

    def test_text_is_shown(self, phone: Phone, receiver: Got) -> None:
        receiver[0].answers = [receiver[0].reply(self.fields(MsgType="text", Content="收到 ]]> 了"))]
        assert phone.send_text("您好").reply is not None
        assert phone.chat()[-1].content == {"content": "收到 ]]> 了"}

    def test_the_text_success_is_no_reply(self, phone: Phone, receiver: Got) -> None:
        receiver[0].answers = [Response("success")]
        phone.send_text("您好")
        assert len(phone.chat()) == 1

    def test_only_the_clickers_card_changes(self, phone: Phone, company: Company, receiver: Got) -> None:
        company[1].send("template_card", CARD, to="lin.er|wu.san")
        receiver[0].answers = [
            receiver[0].reply(self.fields(MsgType="update_button", Button={"ReplaceName": "已收办"}))
        ]
        phone.press(phone.chat()[0].number, "收办 CN-1")
        captions = {message.user: message.caption for message in company[0].messages.find(lambda _: True)}
        assert captions == {"lin.er": "已收办", "wu.san": ""}

    def test_a_whole_card_in_pascal_case(self, phone: Phone, company: Company, receiver: Got) -> None:
        company[1].send("template_card", CARD)
        row = {"KeyName": "编号", "Value": "CN-1"}
        card = {"CardType": "text_notice", "MainTitle": {"Title": "已收办"}, "HorizontalContentList": [row]}
        receiver[0].answers = [receiver[0].reply(self.fields(MsgType="update_template_card", TemplateCard=card))]
        phone.press(phone.chat()[0].number, "收办 CN-1")
        content = phone.chat()[0].content
        assert content["main_title"] == {"title": "已收办"}
        assert content["horizontal_content_list"] == [{"keyname": "编号", "value": "CN-1"}]

    @pytest.mark.parametrize("change", [{"ToUserName": "wu.san"}, {"FromUserName": "lin.er"}, {"MsgType": "dance"}])
    def test_invalid_passive_replies_are_reported_and_not_shown(
        self, phone: Phone, receiver: Got, change: dict[str, str]
    ) -> None:
        receiver[0].answers = [receiver[0].reply({**self.fields(MsgType="text", Content="好"), **change})]
        assert "不被接受" in phone.send_text("您好").outcome
        assert len(phone.chat()) == 1

    def test_a_wrong_signature_of_a_reply_is_reported(self, phone: Phone, receiver: Got) -> None:
        good = receiver[0].reply(self.fields(MsgType="text", Content="好")).get_data()
        receiver[0].answers = [Response(good.replace(b"<Nonce><![CDATA[7]]>", b"<Nonce><![CDATA[8]]>"))]
        assert "signature" in phone.send_text("您好").outcome
