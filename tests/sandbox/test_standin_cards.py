"""Each invalid block of a template card gives its own errcode."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.wecom.cards import check
from sandbox.wecom.errors import ApiError

TITLE = {"title": "法人登记信息"}
ACTION = {"type": 1, "url": "http://127.0.0.1/t/1"}
OPTIONS = [{"id": "a", "text": "甲"}]
SELECT = {"question_key": "q", "option_list": OPTIONS}
SUBMIT = {"text": "提交", "key": "submit"}
BUTTONS = [{"text": "收办", "key": "收办"}]
TEXT: dict[str, Any] = {"card_type": "text_notice", "main_title": TITLE, "card_action": ACTION}
NEWS: dict[str, Any] = {**TEXT, "card_type": "news_notice", "card_image": {"url": "http://127.0.0.1/p.png"}}
BUTTON: dict[str, Any] = {
    "card_type": "button_interaction",
    "task_id": "t",
    "main_title": TITLE,
    "button_list": BUTTONS,
}
VOTE: dict[str, Any] = {"card_type": "vote_interaction", "task_id": "t", "main_title": TITLE, "checkbox": SELECT,
                        "submit_button": SUBMIT}  # fmt: skip
MULTIPLE: dict[str, Any] = {"card_type": "multiple_interaction", "task_id": "t", "main_title": TITLE,
                            "select_list": [SELECT], "submit_button": SUBMIT}  # fmt: skip


@pytest.mark.parametrize("card", [TEXT, NEWS, BUTTON, VOTE, MULTIPLE], ids=lambda card: str(card["card_type"]))
def test_the_minimal_card_passes(card: dict[str, Any]) -> None:
    assert check(card, strict=True) == card


def test_a_text_notice_may_have_a_sub_title_alone() -> None:
    check({"card_type": "text_notice", "sub_title_text": "说明", "card_action": ACTION}, strict=True)


def options(count: int) -> list[dict[str, str]]:
    return [{"id": str(number), "text": "项"} for number in range(count)]


@pytest.mark.parametrize(
    ("card", "change", "code"),
    [
        (TEXT, {"card_type": "poster"}, 42031),
        (TEXT, {"main_title": {"desc": "无标题"}}, 42033),
        (TEXT, {"card_action": None}, 42045),
        (TEXT, {"card_action": {"type": 1}}, 42028),
        (TEXT, {"card_action": {"type": 2}}, 42030),
        (TEXT, {"horizontal_content_list": [{"keyname": "项", "value": "值"}] * 7}, 42035),
        (TEXT, {"horizontal_content_list": [{"value": "值"}]}, 42027),
        (TEXT, {"horizontal_content_list": [{"keyname": "项", "type": 1}]}, 42028),
        (TEXT, {"horizontal_content_list": [{"keyname": "项", "type": 2}]}, 42029),
        (TEXT, {"horizontal_content_list": [{"keyname": "项", "type": 3}]}, 42050),
        (TEXT, {"jump_list": [{"title": "看"}] * 4}, 42042),
        (TEXT, {"jump_list": [{}]}, 42033),
        (TEXT, {"action_menu": {"action_list": [{"text": "催", "key": "k"}]}}, 42014),
        (TEXT, {"task_id": "t", "action_menu": {"action_list": [{"text": "催", "key": "k"}] * 2}}, 42051),
        (TEXT, {"task_id": "t", "action_menu": {"action_list": []}}, 40058),
        (NEWS, {"card_image": {}}, 42044),
        (NEWS, {"card_image": {"url": "http://x", "aspect_ratio": 3}}, 40058),
        (NEWS, {"vertical_content_list": [{"title": "一"}] * 5}, 42036),
        (BUTTON, {"task_id": "含空格 的"}, 42014),
        (BUTTON, {"task_id": "x" * 129}, 42014),
        (BUTTON, {"button_list": []}, 40058),
        (BUTTON, {"button_list": [{"text": "钮", "key": str(number)} for number in range(7)]}, 40058),
        (BUTTON, {"button_list": [{"key": "k"}]}, 42038),
        (BUTTON, {"button_list": [{"text": "收办"}]}, 42039),
        (BUTTON, {"button_list": BUTTONS * 2}, 42039),
        (BUTTON, {"button_list": [{"text": "看", "type": 1}]}, 42028),
        (BUTTON, {"button_list": [{"text": "收办", "key": "字" * 342}]}, 42039),
        (BUTTON, {"button_selection": {**SELECT, "option_list": options(11)}}, 42037),
        (VOTE, {"checkbox": {**SELECT, "option_list": options(21)}}, 42037),
        (VOTE, {"checkbox": {"option_list": OPTIONS}}, 42043),
        (VOTE, {"checkbox": {**SELECT, "option_list": [{"id": "a"}]}}, 42041),
        (VOTE, {"checkbox": {**SELECT, "option_list": OPTIONS * 2}}, 42040),
        (VOTE, {"submit_button": {"text": "提交"}}, 42046),
        (MULTIPLE, {"select_list": [{**SELECT, "question_key": str(number)} for number in range(4)]}, 42047),
        (MULTIPLE, {"select_list": []}, 42047),
        (MULTIPLE, {"select_list": [SELECT, SELECT]}, 42043),
    ],
)
def test_every_invalid_block_has_its_errcode(card: dict[str, Any], change: dict[str, Any], code: int) -> None:
    with pytest.raises(ApiError) as refused:
        check({**card, **change}, strict=True)
    assert refused.value.code == code


def test_news_needs_a_picture() -> None:
    with pytest.raises(ApiError) as refused:
        check({**TEXT, "card_type": "news_notice"}, strict=True)
    assert refused.value.code == 42044


def test_a_lenient_server_validates_the_type_only() -> None:
    check({"card_type": "button_interaction"}, strict=False)
