"""Completes a half-filled form question by question; the answers are stored with the dump."""

from __future__ import annotations

from typing import Any

from tests.permissions.district import FUSED
from tests.upgrade import program_adapter, readings

BY_QUESTION = {
    "source": FUSED,
    "contact": "姓名 王五，单位 某某公司，电话 13900000009",
    "received": "刚刚",
    "expected_on": "12月30日",
    "from_on": "12月21日",
    "to_on": "12月31日",
    "days": "10",
    "order": "SH-2026-00777",
    "batch": "2026-12-01 批次",
}
WORDS = "核实后据实补充的说明"
LONGEST = 14  # most steps of one form


def closing_steps(restored: readings.RestoredWorld, user: str, draft: int) -> list[list[Any]]:
    """Inputs until the draft has ended, each in the form that `readings.step` takes."""
    restored.release_future()
    world = restored.world
    steps: list[list[Any]] = []
    program_adapter.press_card(world, user, f"继续 D{draft}")
    before = ("", "")
    for _ in range(LONGEST):
        with world.store.read() as session:
            state, question, _version = program_adapter.draft_of(session, draft)
        if state not in program_adapter.ALIVE:
            return steps
        tried = [said for _, said, _ in steps]
        taken = _next(world.received[user][-1], question, tried, again=(state, question) == before)
        before = (state, question)
        steps.append(taken)
        readings.step(world, user, *taken)
    shown = [program_adapter.plain_text_of(card) for card in world.received[user]]
    raise AssertionError(f"draft {draft} of {user} has no end: {steps}\n{shown}")


def _next(card: program_adapter.Card, question: str, tried: list[str], *, again: bool) -> list[Any]:
    """The first option, or the next one after a refusal; `again` where text was not accepted."""
    if card.submit is not None and card.choices:
        options, before = card.choices[0].options, tried.count(card.submit.command)
        return ["choose", card.submit.command, {card.choices[0].name: [options[before % len(options)].id]}]
    if not question:
        sure = next((it.text for it in card.buttons if it.text == "仍要提交"), "提交")
        return ["says", sure, {}]
    if again:
        return ["says", "完成" if question in ("evidence", "pieces") else "跳过", {}]
    return ["says", BY_QUESTION.get(question, WORDS), {}]
