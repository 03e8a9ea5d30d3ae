"""Traditional characters are compared as simplified ones."""

from __future__ import annotations

import pytest

from store.simplified import simplified


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("收辦", "收办"),
        ("結婚登記", "结婚登记"),
        ("醫療機構執業許可", "医疗机构执业许可"),
        ("不動產登記", "不动产登记"),
        ("CN-20261130-0004 ok", "CN-20261130-0004 ok"),
        ("法人登记信息", "法人登记信息"),
        ("王𫖯 王𮯰 𠮷", "王𫖯 王𮯰 𠮷"),
        ("", ""),
    ],
)
def test_each_character_becomes_its_simplified_form_and_the_length_stays(typed: str, meant: str) -> None:
    assert simplified(typed) == meant
    assert len(simplified(typed)) == len(typed)
