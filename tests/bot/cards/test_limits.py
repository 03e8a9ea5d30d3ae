"""Every card in every dialect keeps the platform's limits, whatever texts it holds (protocol page 4.3, 4.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.dialects.render import dialects, render
from bot.cards.dialects.wecom import BELOW
from bot.cards.dialects.wecom_lists import LINE
from bot.cards.preview.samples import READERS, Sample, of_lists, of_notices, of_view, provisional, sample_view, samples
from bot.ports import Button, Card, CardKind, Choice, Field, Option
from bot.view import Step, View
from platforms.wecom.cards import problems
from regulation.states import Action, State
from sandbox.wecom.cards import check as check_strictly

HOSTILE = '"}],{{ card }}{% raw %}\\\n\t<a href="http://evil">点我</a>\u202e\U0001f600'
LONG = "区人力资源和社会保障局劳动保障监察和调解仲裁综合事务中心" * 80
# Lengths of texts are advice (36, 44, 160 …): nothing is cut before these bounds of our own.
LENGTHS = {"source.desc": 20, "main_title.title": LINE, "main_title.desc": BELOW, "sub_title_text": BELOW}
COUNTS = {"button_list": 6, "horizontal_content_list": 6, "select_list": 3}
NEEDED = {
    "text_notice": {"card_action"},
    "button_interaction": {"task_id", "main_title", "button_list"},
    "vote_interaction": {"task_id", "main_title", "checkbox", "submit_button"},
    "multiple_interaction": {"task_id", "main_title", "select_list", "submit_button"},
}


def extreme(view: View) -> View:
    """The view with every text overlong and hostile, its limit overdue and provisional."""
    words = HOSTILE + LONG
    return replace(
        provisional(view),
        title=words,
        kind=words,
        holder=words,
        department=words,
        handler=words,
        proposer=words,
        proposer_department=words,
        phone=words,
        pending=words,
        related=(words, words),
        texts={"records": words, "答复需配合:way": words, "答复需配合:steps": words, "完成修正:done": words},
        proposal=words,
        last=Step(6, Action.ACCEPT, view.filed_at, words),
    )


def every_sample() -> Iterator[Sample]:
    yield from samples()
    for state in State:
        for scope, role in READERS:
            view = extreme(sample_view(state, scope, role))
            yield from of_view(view)
    yield from of_notices(extreme(sample_view(State.CONFIRMING, *READERS[0])))
    yield from of_lists(250)


EVERY = [(sample.name, sample.card) for sample in every_sample()]


def messages(card: Card) -> Iterator[tuple[str, dict[str, Any]]]:
    """As sent and as redrawn, in every dialect. Rendering parses the JSON: an invalid one raises."""
    for dialect in dialects():
        for update in (False, True):
            yield dialect, render(card, dialect, key="m1", base_url="https://yiyi.example.gov.cn", update=update)


def at(card: dict[str, Any], path: str) -> str:
    """The text at a dotted path, empty where there is none."""
    block, _, name = path.partition(".")
    found = card.get(block, "")
    return str(found.get(name, "") if name and found else found)


def check(message: dict[str, Any]) -> None:
    kind = message["msgtype"]
    if kind in ("file", "image"):
        assert set(message[kind]) == {"media_id"}
        return
    if kind in ("text", "markdown"):
        content = message[kind]["content"]
        assert 0 < len(content.encode()) <= 2048
        assert kind == "markdown" or "<a " not in content
        return
    card = message["template_card"]
    assert NEEDED[card["card_type"]] <= card.keys()
    assert card["main_title"]["title"]
    for path, most in LENGTHS.items():
        assert len(at(card, path)) <= most, path
    for name, most in COUNTS.items():
        assert len(card.get(name, [])) <= most, name
    for field in card.get("horizontal_content_list", []):
        assert 0 < len(field["keyname"]) <= LINE
        assert len(field["value"]) <= LINE
    _check_keys(card)
    _check_choices(card)


def _check_keys(card: dict[str, Any]) -> None:
    menu = card.get("action_menu", {}).get("action_list", [])
    assert "action_menu" not in card or 1 <= len(menu) <= 3
    buttons = [*card.get("button_list", []), *menu, *([card["submit_button"]] if "submit_button" in card else [])]
    keys = [button["key"] for button in buttons if "key" in button]
    assert len(keys) == len(set(keys)), keys
    for button in buttons:
        assert 0 < len(button["text"]) <= LINE
        assert 0 < len(button.get("key", button.get("url", "")).encode()) <= 1024
        assert button.get("type") != 1 or button["url"].startswith("https://")


def _check_choices(card: dict[str, Any]) -> None:
    lists = [*card.get("select_list", []), *([card["button_selection"]] if "button_selection" in card else [])]
    for choice in [*lists, *([card["checkbox"]] if "checkbox" in card else [])]:
        options = choice["option_list"]
        assert 1 <= len(options) <= (20 if choice is card.get("checkbox") else 10)
        assert len({option["id"] for option in options}) == len(options)
        assert all(0 < len(option["id"].encode()) <= 128 and 0 < len(option["text"]) <= LINE for option in options)


@pytest.mark.parametrize("part", range(4))
def test_every_card_keeps_the_limits(part: int) -> None:
    for name, card in EVERY[part::4]:
        for dialect, message in messages(card):
            try:
                check(message)
            except AssertionError as error:
                raise AssertionError(f"{name} in {dialect}: {error}") from error


def test_at_most_three_buttons_and_three_menu_entries() -> None:
    for name, card in EVERY:
        assert len(card.buttons) <= 3, name
        assert len(card.more) <= 3, name
        assert not {button.command for button in card.buttons} & {button.command for button in card.more}, name


def test_names_of_lines_are_short_and_names_of_buttons_whole() -> None:
    """A client shows five characters of a line's name; a button's text is never cut by us."""
    for sample in samples():
        assert all(len(field.label.replace(" ", "")) <= 5 for field in sample.card.fields), sample.name
        sent = render(sample.card, "wecom", key="m1", base_url="https://x.example")
        shown = {button["text"] for button in sent.get("template_card", {}).get("button_list", [])}
        assert not any(text.endswith("…") for text in shown), sample.name


def choosing(count: int, *, several: bool = False, **rest: Any) -> Card:
    options = tuple(Option(f"e{i}", HOSTILE + LONG[:40] + str(i), chosen=i == 1) for i in range(count))
    choice = Choice("data", HOSTILE, options, several)
    return Card(CardKind.CHOICE, title=LONG, body=LONG, choices=(choice,), submit=Button("确定", "选定 1 data"), **rest)


@pytest.mark.parametrize(
    ("card", "kind"),
    [
        (choosing(10), "button_interaction"),
        (choosing(10, buttons=(Button("都不是", "都不是"),)), "button_interaction"),
        (choosing(20), "vote_interaction"),
        (choosing(20, several=True), "vote_interaction"),
        (replace(choosing(10), kind=CardKind.FORM), "multiple_interaction"),
        (Card(CardKind.NOTICE, title=HOSTILE, fields=(Field(LONG, LONG),) * 9), "text_notice"),
        (Card(CardKind.TASK, buttons=(Button(LONG, "收办"),)), "button_interaction"),
    ],
)
def test_each_kind_of_card_has_a_fitting_template(card: Card, kind: str) -> None:
    for dialect, message in messages(card):
        check(message)
        if dialect == "wecom":
            assert message["template_card"]["card_type"] == kind


def test_an_overlong_text_keeps_its_choices() -> None:
    """Without buttons a person needs the numbers: the text is cut in the middle, choices never."""
    message = render(choosing(20, several=True), "wecom_text", key="m", base_url="https://x.example")
    content = message["text"]["content"]
    assert "\n1. " in content
    assert "\n20. " in content
    assert len(content.encode()) <= 2048


def test_a_redrawn_card_has_a_caption_instead_of_buttons() -> None:
    card = Card(
        CardKind.TASK, title="t", buttons=(Button("收办", "收办 CN-20260917-0007"),), done="已由李娜于 10:32 收办"
    )
    redrawn = render(card, "wecom", key="m", base_url="https://x.example", update=True)["template_card"]
    assert redrawn["replace_text"] == card.done
    assert redrawn["button_list"]
    anew = render(card, "wecom", key="m", base_url="https://x.example")["template_card"]
    assert "button_list" not in anew  # a stale card that is sent as a new message has no buttons
    assert anew["quote_area"]["quote_text"] == card.done


def test_cards_pass_the_clients_and_the_standins_validation() -> None:
    """Validated by our client's rules, and by the stand-in platform at its strictest."""
    for name, card in EVERY:
        message = render(card, "wecom", key="m1", base_url="https://yiyi.example.gov.cn")
        if message["msgtype"] == "template_card":
            assert list(problems(message["template_card"])) == [], name
            assert check_strictly(message["template_card"], strict=True), name
