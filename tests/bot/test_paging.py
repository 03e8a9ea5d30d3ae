"""Keyset paging: pages begin behind keys, so that items finished between two clicks shift nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.list_card import ON_CARD, Heading, Line, page_card
from bot.ports import Button, CardKind
from bot.tickets.paging import Key, Page, Turn, page_of, read_turn

Keys = st.lists(st.integers(-50, 50), min_size=1, max_size=60, unique=True).map(sorted)


def key(item: int) -> Key:
    return (item,)


def turned(items: list[int], turn: Turn) -> Page[int]:
    return page_of(items, key, turn)


def following(page: Page[int]) -> Turn:
    """The next page, as its button requests it."""
    return read_turn(page.place("我的待办").on)[1]


@given(Keys)
def test_paging_forward_and_back_shows_every_item_once(items: list[int]) -> None:
    page = turned(items, Turn())
    seen = [page]
    while page.number < page.count:
        page = turned(items, following(page))
        seen.append(page)
    assert [item for page in seen for item in page.items] == items
    assert [(page.number, page.count) for page in seen] == [(n + 1, len(seen)) for n in range(len(seen))]
    while page.number > 1:
        page = turned(items, read_turn(page.place("我的待办").back)[1])
        assert page.items == seen[page.number - 1].items


@given(Keys, st.data())
def test_finished_items_skip_nothing_on_the_next_page(items: list[int], data: st.DataObject) -> None:
    page = turned(items, Turn())
    gone = set(data.draw(st.lists(st.sampled_from(items), max_size=20)))
    left = [item for item in items if item not in gone]
    behind = [item for item in left if item > page.items[-1]]
    if left and page.place("我的待办").on:
        shown = turned(left, following(page))
        assert list(shown.items) == (behind[:ON_CARD] or list(turned(left, Turn(number=999)).items))


@pytest.mark.parametrize(
    ("typed", "rest", "turn"),
    [
        ("", "", Turn()),
        ("民政局 待答复", "民政局 待答复", Turn()),
        ("民政局 待答复 下页 -17", "民政局 待答复", Turn(after=(-17,))),
        ("上页 1790000000.0.5", "", Turn(before=(1790000000, 0, 5))),
        ("第2页", "", Turn(number=2)),
        ("民政局 第１２页", "民政局", Turn(number=12)),
        ("2页", "", Turn(number=2)),
        ("下页", "下页", Turn()),
        ("第0页", "", Turn(number=1)),
        ("CN-20260917-0001 下页 -3", "CN-20260917-0001", Turn(after=(-3,))),
    ],
)
def test_page_is_parsed_from_the_end_of_the_text(typed: str, rest: str, turn: Turn) -> None:
    assert read_turn(typed) == (rest, turn)


@pytest.mark.parametrize(("number", "shown"), [(1, range(6)), (3, range(12, 13)), (9, range(12, 13))])
def test_a_page_beyond_the_end_is_the_last(number: int, shown: range) -> None:
    assert list(turned(list(range(13)), Turn(number=number)).items) == list(shown)


def test_an_empty_list_has_no_page() -> None:
    with pytest.raises(ValueError, match="at least one"):
        page_of([], key, Turn())


def heading() -> Heading:
    return Heading("我的待办：13件", "按期限先后排列", "选择工单", Button("查看", "查询", "primary"))


def lines(count: int) -> list[Line]:
    return [Line(f"CN-20260917-{i:04d}", "剩1天", "待预审", f"{i:04d} 登记") for i in range(count)]


def test_card_shows_its_position_and_paging_buttons() -> None:
    page = turned(list(range(13)), Turn(number=2))
    card = page_card(heading(), lines(6), page.place("我的待办"))
    assert card.subtitle == "第2/3页，按期限先后排列"
    assert [(button.text, button.command) for button in card.buttons] == [
        ("上一页", "我的待办 上页 6"),
        ("下一页", "我的待办 下页 11"),
    ]
    assert card.kind is CardKind.CHOICE


def test_a_short_list_has_no_paging_buttons() -> None:
    card = page_card(heading(), lines(2), turned([1, 2], Turn()).place("我的待办"))
    assert (card.subtitle, card.buttons) == ("按期限先后排列", ())


def test_a_ticket_listed_twice_is_offered_once() -> None:
    twice = [*lines(2), *lines(1)]
    (choice,) = page_card(heading(), twice, turned([1, 2, 3], Turn()).place("逾期")).choices
    assert [option.id[-4:] for option in choice.options] == ["0000", "0001"]
    alone = page_card(heading(), [*lines(1), *lines(1)], turned([1, 2], Turn()).place("逾期"))
    assert [button.text for button in alone.buttons] == ["查看"]
