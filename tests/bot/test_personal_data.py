"""M4, M9: unneeded personal data in a filing is detected and masked before it is submitted."""

from __future__ import annotations

import pytest

from bot.inspection.personal_data import found_in, is_id_card, masked
from tests.bot.filing import fill
from tests.bot.world import World

ID_CARD = "11010519491231002X"  # the example number of GB 11643


def test_an_id_card_number_is_warned_of_and_masked(world: World) -> None:
    summary = fill(world, records=f"张某，身份证{ID_CARD}，登记为离异")
    assert "第3项含有身份证号 110＊＊＊＊＊＊002X" in summary.body
    assert ID_CARD not in str(summary)
    assert "110＊＊＊＊＊＊002X" in summary.fields[2].value
    assert "仍要提交" in [button.text for button in summary.buttons]
    assert "注意个人信息" in world.send_text("zhang.wei", "提交")[-1].body
    assert world.numbers() == []
    world.press_button("zhang.wei", "仍要提交")
    assert len(world.numbers()) == 1


def test_corrected_text_needs_no_confirmation(world: World) -> None:
    fill(world, records="李某，手机 139-1234-5678")
    world.send_text("zhang.wei", "修改第3项")
    summary = world.send_text("zhang.wei", "李某（手机尾号5678）")[-1]
    assert summary.body == ""
    world.press_button("zhang.wei", "提交")
    assert len(world.numbers()) == 1


def test_own_phone_number_is_not_reported(world: World) -> None:
    assert fill(world, records="可随时致电 13800000001 核对").body == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"号码{ID_CARD}。", ["身份证号 110＊＊＊＊＊＊002X"]),
        ("号码110105194912310021。", []),  # wrong check character: some other number
        ("统一社会信用代码 91310105MA1FW0000X", []),
        ("手机13912345678和+86 138 0013 8000", ["手机号 139＊＊＊＊5678", "手机号 138＊＊＊＊8000"]),
        ("13912345678", ["手机号 139＊＊＊＊5678"]),
        ("订单20260917139123456789", []),
        ("电话021-62345678", []),
    ],
)
def test_patterns(text: str, found: list[str]) -> None:
    assert list(found_in(text)) == found


def test_check_character() -> None:
    assert is_id_card(ID_CARD)
    assert is_id_card(ID_CARD.lower())
    assert not is_id_card("110105194912310021")


@pytest.mark.parametrize(("number", "shown"), [("13912345678", "139****5678"), ("12", "12"), ("", "")])
def test_masks(number: str, shown: str) -> None:
    assert masked(number) == shown
