"""Validation of template cards: published examples pass, and each single fault is named with its code."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.ports import PlatformError
from platforms.wecom.cards import check_card

ACTION = {"type": 1, "url": "https://app.example.org/m/1"}
OPTION = {"id": "a", "text": "甲"}
EXAMPLES: dict[str, dict[str, Any]] = {
    "text_notice": {
        "card_type": "text_notice",
        "task_id": "note-20260101-0001",
        "source": {"desc": "会议助手", "desc_color": 1},
        "action_menu": {"desc": "更多操作", "action_list": [{"text": "不再提醒", "key": "mute"}]},
        "main_title": {"title": "会议即将开始", "desc": "15 分钟后"},
        "sub_title_text": "请提前 5 分钟到场",
        "horizontal_content_list": [
            {"keyname": "组织人", "value": "张三", "type": 3, "userid": "zhang.san"},
            {"keyname": "材料", "value": "议程.pdf", "type": 2, "media_id": "MEDIA_ID_1"},
        ],
        "card_action": ACTION,
    },
    "button_interaction": {
        "card_type": "button_interaction",
        "task_id": "appr-20260101-0042",
        "main_title": {"title": "用车申请", "desc": "李四 1 月 5 日"},
        "sub_title_text": "往返机场",
        "button_selection": {"question_key": "q_car", "title": "车型", "option_list": [OPTION], "selected_id": "a"},
        "button_list": [
            {"text": "同意", "style": 1, "key": "approve"},
            {"text": "驳回", "style": 2, "key": "reject"},
            {"type": 1, "text": "详情", "style": 4, "url": "https://app.example.org/a/42"},
        ],
    },
    "vote_interaction": {
        "card_type": "vote_interaction",
        "task_id": "vote-20260101-0003",
        "main_title": {"title": "团建选址", "desc": "可多选"},
        "checkbox": {"question_key": "q_place", "mode": 1, "option_list": [OPTION, {"id": "b", "text": "乙"}]},
        "submit_button": {"text": "提交", "key": "vote_submit"},
    },
    "multiple_interaction": {
        "card_type": "multiple_interaction",
        "task_id": "ask-20260101-0007",
        "main_title": {"title": "预订会议室"},
        "select_list": [{"question_key": "q_room", "title": "房间", "selected_id": "a", "option_list": [OPTION]}],
        "submit_button": {"text": "确定", "key": "submit_v1"},
    },
}


def changed(kind: str, path: str, value: Any) -> dict[str, Any]:
    """The example with one value changed, or left out where `value` is None."""
    card: Any = copy.deepcopy(EXAMPLES[kind])
    *way, last = path.split(".")
    place = card
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    if value is None:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return dict(card)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_published_examples_pass(kind: str) -> None:
    check_card(EXAMPLES[kind])


@pytest.mark.parametrize(
    ("kind", "path", "value", "code"),
    [
        ("text_notice", "card_type", "hologram", "42031"),
        ("text_notice", "card_action", None, "42045"),
        ("text_notice", "card_action.url", None, "42028"),
        ("text_notice", "card_action", {"type": 2}, "42030"),
        ("text_notice", "task_id", None, "42014"),
        ("text_notice", "task_id", "编号", "42014"),
        ("text_notice", "task_id", "x" * 129, "42014"),
        ("text_notice", "button_list", [], "40058"),
        ("text_notice", "horizontal_content_list", [{"keyname": "甲"}] * 7, "42035"),
        ("text_notice", "horizontal_content_list.0.keyname", None, "42027"),
        ("text_notice", "horizontal_content_list.0.userid", None, "42050"),
        ("text_notice", "horizontal_content_list.1.media_id", None, "42029"),
        ("text_notice", "action_menu.action_list", [{"text": "甲", "key": "k"}] * 4, "40058"),
        ("text_notice", "action_menu.action_list", [{"text": "甲", "key": "k"}, {"text": "乙", "key": "k"}], "42051"),
        ("text_notice", "quote_area", {"type": 1}, "42028"),
        ("button_interaction", "task_id", None, "42014"),
        ("button_interaction", "main_title.title", "", "42033"),
        ("button_interaction", "button_list", None, "42038"),
        ("button_interaction", "button_list", [{"text": "甲", "key": str(n)} for n in range(7)], "40058"),
        ("button_interaction", "button_list.0.text", None, "42038"),
        ("button_interaction", "button_list.0.key", None, "42039"),
        ("button_interaction", "button_list.0.key", "键" * 342, "42039"),
        ("button_interaction", "button_list.0.key", "reject", "42039"),
        ("button_interaction", "button_list.2.url", None, "42028"),
        ("button_interaction", "button_selection.option_list", [], "42037"),
        ("button_interaction", "button_selection.option_list", [OPTION] * 11, "42037"),
        ("button_interaction", "button_selection.option_list", [OPTION, OPTION], "42040"),
        ("button_interaction", "button_selection.option_list.0.text", None, "42041"),
        ("vote_interaction", "checkbox.question_key", None, "42043"),
        ("vote_interaction", "checkbox.option_list", [OPTION] * 21, "42037"),
        ("vote_interaction", "checkbox.option_list.0.id", "i" * 129, "42040"),
        ("vote_interaction", "submit_button", None, "42046"),
        ("vote_interaction", "submit_button.key", None, "42046"),
        ("multiple_interaction", "select_list", None, "42047"),
        ("multiple_interaction", "select_list.0.question_key", "k" * 1025, "42043"),
    ],
)
def test_a_single_fault_is_named_with_its_code(kind: str, path: str, value: Any, code: str) -> None:
    with pytest.raises(PlatformError, match=path.split(".")[0]) as caught:
        check_card(changed(kind, path, value))
    assert (caught.value.code, caught.value.retryable) == (code, False)


def test_two_lists_of_a_form_need_different_keys() -> None:
    lists = EXAMPLES["multiple_interaction"]["select_list"] * 2
    with pytest.raises(PlatformError, match="question_key"):
        check_card(changed("multiple_interaction", "select_list", lists))


def test_a_notice_may_have_a_subtitle_instead_of_a_title() -> None:
    check_card({"card_type": "text_notice", "sub_title_text": "提前到场", "card_action": ACTION})


def test_the_caption_of_an_update_is_valid() -> None:
    check_card(EXAMPLES["button_interaction"] | {"replace_text": "已同意"})
