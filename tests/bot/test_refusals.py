"""Every refusal says who can, or what to do next: each sentence that a conversation may refuse with is read here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.language.next_step import HOLDER, says_next, with_next_step
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed
from tests.bot.test_form_navigation import at_records
from tests.bot.world import World

ROOT = Path(__file__).parents[2]
KINDS = {"Refusal", "NotYours", "NotAllowedNow", "AlreadyDone", "TooLate", "TooEarly", "SecondSupplement"}
ASKED = {"BadValue", "Incomplete", "NotAnAnswer"}  # shown above the question itself, which says what is wanted


def sentence(node: ast.expr) -> str:
    """The words of a text as far as the source has them; "" where another function makes it."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp):
        return sentence(node.left) + sentence(node.right)
    return sentence(node.body) if isinstance(node, ast.IfExp) else ""


def refusals(folder: str, kinds: set[str]) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        for node in calls:
            called = node.func
            is_refusal = isinstance(called, ast.Name) and called.id in kinds
            text = sentence(node.args[0]) if is_refusal and node.args else ""
            if text:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def test_every_refusal_of_the_conversation_says_what_to_do() -> None:
    found = list(refusals("bot", KINDS))
    assert len(found) > 60
    silent = [f"{place} {text}" for place, text in found if not says_next(text)]
    # these end with the sentence that `with_next_step` adds, because they know no better way on
    assert [line.split(" ", 1)[1] for line in silent] == ["这件工单目前没有计时的期限。"]


@pytest.mark.parametrize("folder", ["bot", "regulation", "store"])
def test_no_refusal_ends_without_a_way_on(folder: str) -> None:
    found = list(refusals(folder, KINDS))
    assert found
    for place, text in found:
        for number in ("", "CN-20260917-0004"):
            shown = with_next_step(text, number)
            assert says_next(shown), place
            assert HOLDER not in text or shown != text, place


def test_what_says_who_can_stays_as_it_is() -> None:
    for text in ("认定由督办复核。", "撤回由提出方办理。", "请写明工单号。"):
        assert with_next_step(text) == text


def test_a_refusal_by_the_law_leads_to_the_ticket(world: World) -> None:
    """F15: an ended case named no next step; the stage alone said nothing to the centre that holds it."""
    path = MainPath(world)
    path.until(MainPath.file)
    card = world.send_text("li.na", f"告知结果 {path.number}")[-1]
    assert path.number in card.title + card.subtitle or f"“查询 {path.number}”" in card.body
    assert card.buttons or "发送" in card.body


def test_a_refusal_with_rights_lacking_names_who_has_them(world: World) -> None:
    number = filed(world)
    card = world.send_text("wang.fang", f"收办 {number}")[-1]
    assert "请核对工单号" in card.body or "由" in card.body


def test_steering_without_a_draft_says_how_to_begin(world: World) -> None:
    assert "发送“提出异议”" in world.send_text("zhang.wei", "继续")[-1].body
    at_records(world)
    assert "请重新填写" in world.send_text("zhang.wei", "x")[-1].body
