"""M15, G5: digests of overdue limits for supervisors: counts, numbers, holders, no data values."""

from __future__ import annotations

import pytest

from bot.cards.digest_cards import Overdue, overdue_digest
from bot.cards.preview.samples import NOW, samples
from bot.ports import CardKind
from regulation.states import ClockKind, State
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World


def test_leader_sees_the_own_department_and_urges(world: World) -> None:
    number = MainPath(world).until(MainPath.transfer)
    world.at("2026-09-30T09:00")
    card = world.send_text("wu.gang", "逾期")[-1]
    assert card.title == "区市场监管局逾期提示：1件"
    assert number in card.fields[0].value
    assert card.fields[0].label.startswith("逾期")
    assert "张伟" not in repr(card)
    assert "存续" not in repr(card)
    assert "已催办" in world.press_button("wu.gang", "催办")[-1].body


@pytest.mark.parametrize(("count", "pages"), [(0, 0), (1, 1), (6, 1), (7, 2), (120, 7)])
def test_one_card_where_all_fit_else_text_first(count: int, pages: int) -> None:
    items = [
        Overdue(f"CN-20260917-{i:04d}", State.VERIFYING, ClockKind.REPLY, "区民政局", "", NOW.date(), i + 1)
        for i in range(count)
    ]
    cards = overdue_digest(items, reader="全区", now=NOW)
    assert len(cards) >= pages if count > 100 else len(cards) == pages
    said = "".join(card.body + "".join(field.value for field in card.fields) for card in cards)
    assert all(item.number in said for item in items)


def test_urge_all_while_the_numbers_fit_on_a_button() -> None:
    texts = {card.card.title: [b.text for b in card.card.buttons] for card in samples() if "逾期提示" in card.name}
    assert "全部催办" in texts["区市场监管局逾期提示：6件"]
    assert "全部催办" not in texts["区市场监管局逾期提示：40件"]
    kinds = [card.card.kind for card in samples() if card.name.startswith("逾期提示 40件")]
    assert kinds == [CardKind.DIGEST] * (len(kinds) - 1) + [CardKind.CHOICE]
