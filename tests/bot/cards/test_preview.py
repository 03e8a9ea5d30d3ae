"""The card preview shows every card in every dialect, without a platform or a database."""

from __future__ import annotations

import json
import re

from bot.cards.dialects.render import dialects, render
from bot.cards.preview.page import page
from bot.cards.preview.samples import samples
from bot.ports import Button, Card, CardKind
from regulation.states import State


def test_page_has_every_sample_in_every_dialect() -> None:
    html = page()
    every = list(samples())
    assert html.count("<h2>") == len(every)
    assert html.count('<div class="card">') + html.count('<div class="card"><') >= len(every) * len(dialects())
    for state in State:
        assert state.value in html


def test_every_platform_dialect_is_included() -> None:
    assert set(dialects()) >= {"wecom", "wecom_text"}


def test_json_strings_are_escaped() -> None:
    """A quotation mark in a title must not end a string."""
    card = Card(CardKind.NOTICE, title='他说"好"\\', body="a\nb")
    for dialect in dialects():
        message = render(card, dialect, key="m", base_url="https://x.example")
        assert json.loads(json.dumps(message)) == message


def test_no_direction_marks_or_line_separators_in_a_message() -> None:
    """Bidirectional marks, and line separators that JSON allows and clients do not."""
    card = Card(CardKind.TASK, title="甲\u202e乙", body="一\u2028二\x85三", buttons=(Button("丙\u2066丁", "帮助"),))
    for dialect in dialects():
        sent = json.dumps(render(card, dialect, key="m", base_url="https://x.example"), ensure_ascii=False)
        assert "甲乙" in sent
        assert "一 二 三" in sent
        assert not re.search("[\u202e\u2066\u2028\x85]", sent)
