"""Short ticket numbers: no two tickets look alike, every form can be typed back, and a doubtful one is shown first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cards.short_numbers import short_numbers
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.ticket_mentions import mentions
from store.tables import DayNumber
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World, database, is_preview

PROPOSER, OPERATOR = "zhang.wei", "li.na"


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        (["CN-20261209-0001", "CN-20261209-0002"], ["0001", "0002"]),
        (["CN-20261209-0001", "CN-20261215-0001", "CN-20261215-0002"], ["09-0001", "15-0001", "15-0002"]),
        (["CN-20261115-0001", "CN-20261215-0001"], ["1115-0001", "1215-0001"]),
        (["CN-20251215-0001", "CN-20261215-0001"], ["CN-20251215-0001", "CN-20261215-0001"]),
        (["12", "7"], ["12", "7"]),
    ],
)
def test_as_much_of_the_day_as_tells_them_apart(numbers: list[str], shown: list[str]) -> None:
    assert list(short_numbers(numbers).values()) == shown


@pytest.mark.parametrize("form", ["0002", "15-0002", "1215-0002", "CN-20261215-0002"])
def test_every_form_is_read_as_a_number(form: str) -> None:
    (found,) = mentions(plain(f"平台没问题 {form}"))
    assert (found.number or found.last) == form


@pytest.mark.parametrize("text", ["预计12-25改好", "松涛苑15-1502室", "15-302", "电话021-62890000"])
def test_days_rooms_and_telephones_are_no_numbers(text: str) -> None:
    assert not mentions(plain(text))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two tickets with the serial number 0002, of the 17th and of the 21st, both with the centre."""
    world = World.create(database(tmp_path / "objection.db"))
    for at, records in (
        ("2026-09-17 10:00", "甲公司登记状态为存续"),
        ("2026-09-21 10:00", "乙公司登记状态为存续"),
    ):
        world.at(at)
        with world.store.write() as session:
            session.add(DayNumber(day=world.now.date(), last=1))
        MainPath(world, records=records).until(MainPath.file)
    yield world
    world.close()


EARLY, LATE = "CN-20260917-0002", "CN-20260921-0002"


def test_the_form_of_a_list_acts_on_its_own_ticket(world: World) -> None:
    world.send_text(OPERATOR, "收办 21-0002")
    assert (world.ticket(EARLY).state.value, world.ticket(LATE).state.value) == ("待预审", "平台核查中")


def test_the_same_order_sent_twice_does_not_reach_another_days_ticket(world: World) -> None:
    world.send_text(OPERATOR, f"收办 {LATE}")
    world.confirms = False
    (card,) = world.send_text(OPERATOR, "收办 0002")
    assert is_preview(card)
    assert EARLY in card.subtitle
    assert world.ticket(EARLY).state.value == "待预审"


def test_each_button_names_its_ticket(world: World) -> None:
    world.send_text(OPERATOR, "收办 0002")
    labels = [button.text for button in world.last_card(OPERATOR).buttons]
    assert {"收办 17-0002", "收办 21-0002"} <= set(labels)


def test_nobody_urges_themselves(world: World) -> None:
    """催办 of a case that waits for its own proposer reaches nobody, and says so."""
    path = MainPath(world, records="丙公司登记状态为存续")
    path.until(MainPath.notify)
    number = world.numbers()[-1]
    cards = world.send_text(PROPOSER, f"催办 {number}")
    assert "现在等您本人办理" in cards[-1].body
    shown = world.send_text(PROPOSER, f"查询 {number}")[-1]
    assert "催办" not in [button.text for button in (*shown.buttons, *shown.more)]
