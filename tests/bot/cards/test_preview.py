"""Every card can be seen offline, in every dialect, without a platform or a database (habit 14)."""

from __future__ import annotations

import json

import jinja2
import pytest

from bot.cards.preview import page
from bot.cards.render import DIALECTS, dialects, environment, render
from bot.cards.samples import samples
from bot.ports import Card, CardKind
from regulation.states import State


def test_the_page_has_every_sample_in_every_dialect() -> None:
    html = page()
    every = list(samples())
    assert html.count("<h2>") == len(every)
    assert html.count('<div class="card">') + html.count('<div class="card"><') >= len(every) * len(dialects())
    for state in State:
        assert state.value in html


def test_dialects_are_found_by_their_templates() -> None:
    assert set(dialects()) >= {"wecom", "wecom_text"}


def test_a_template_that_asks_for_what_no_card_has_sends_nothing() -> None:
    """StrictUndefined: a typing error in a template is an error, not an empty message."""
    template = environment().from_string('{"a": {{ card.colour|tojson }}}')
    with pytest.raises(jinja2.UndefinedError):
        template.render(card=Card(CardKind.TEXT))


def test_every_dialect_only_writes_values_through_tojson() -> None:
    """A quotation mark in a title must not end a string."""
    card = Card(CardKind.NOTICE, title='他说"好"\\', body="a\nb")
    for dialect in dialects():
        message = render(card, dialect, key="m", base_url="https://x.example")
        assert json.loads(json.dumps(message)) == message
    assert DIALECTS.is_dir()
