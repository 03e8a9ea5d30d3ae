"""工作规则二.3: 一次性告知补正内容; for every ticked item the notice names what exactly is missing (own rule)."""

from __future__ import annotations

import pytest

from regulation.refusals import Incomplete
from regulation.states import Action
from tests.regulation.case_run import FIRST_EDITION, OPERATOR, CaseRun

FRIDAY = "2026-09-18 周五"
TWO = ["contact", "evidence"]
EVIDENCE = "佐证材料（截图举证或者实际业务场景举证）"


@pytest.mark.parametrize(
    "details",
    [
        "",
        "缺注销通知书截图",
        "1 缺联系电话",
        "1 缺联系电话；2 材料不全",
        "1 联系方式；2 佐证材料",
        "1、缺电话；3、缺截图",
    ],
)
def test_every_ticked_item_says_what_is_missing(details: str) -> None:
    refusal = CaseRun(FRIDAY).refused(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, items=TWO, details=details)
    assert isinstance(refusal, Incomplete)
    assert (refusal.field, refusal.clause) == ("details", "P3")


@pytest.mark.parametrize(
    "details",
    [
        "1 缺联系电话；2 缺注销通知书截图",
        "缺联系电话\n缺注销通知书截图",
        "1、缺联系电话，2、缺注销通知书截图",
        "缺联系电话；缺注销通知书截图",
    ],
)
def test_the_texts_are_kept_item_by_item(details: str) -> None:
    decision = CaseRun(FRIDAY).do(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, items=TWO, details=details)
    assert decision.texts["details"] == f"联系方式：缺联系电话；{EVIDENCE}：缺注销通知书截图"


def test_one_item_needs_no_number() -> None:
    decision = CaseRun(FRIDAY).do(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, items=["contact"], details="电话少一位")
    assert decision.texts["details"] == "联系方式：电话少一位"


@pytest.mark.parametrize("other", ["补充材料", "不清晰的内容", "请补正"])
def test_words_that_name_nothing_are_asked_for_again(other: str) -> None:
    refusal = CaseRun(FRIDAY).refused(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, other=other)
    assert isinstance(refusal, Incomplete)
    assert refusal.field == "other"


def test_a_case_of_the_first_edition_names_its_items_as_before() -> None:
    run = CaseRun(FRIDAY, law=FIRST_EDITION)
    assert "details" not in run.do(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, items=TWO).texts
