"""办法第四条：切实保护个人信息和公共数据安全。"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from objection.logs import masked
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

OWN = {"records": "甲乙丙有限公司存续", "doubt": "应为注销状态", "scenario": "窗口核验时发现"}


def columns(world: World) -> str:
    """Everything a copy of the database gives away without the keys, but for the directory of staff."""
    with world.store.read() as session:
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        tables = [name for name in names if name not in ("people", "accounts", "departments")]
        return "".join(f"{session.execute(text(f'SELECT * FROM {name}')).all()}" for name in tables)


def test_words_and_contact_are_sealed_where_they_are_kept(world: World) -> None:
    MainPath(world, **OWN).until(MainPath.reply)
    kept = columns(world)
    for words in (*OWN.values(), "13800000001", "经核实属实"):
        assert words not in kept


def test_a_telephone_is_masked_for_everybody_who_works_on_it(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    for user in ("li.na", "wang.fang"):
        shown = f"{world.send_text(user, f'查询 {number}')}"
        assert "138****0001" in shown
        assert "13800000001" not in shown


def test_who_has_no_part_learns_nothing(world: World) -> None:
    """M9: a filing is not shown to those who have no part in it; tests/permissions tries it for everybody."""
    number = MainPath(world, **OWN).until(MainPath.receive)
    for user in ("he.ping", "liu.yang"):
        assert "查无此工单" in world.send_text(user, f"查询 {number}")[-1].body


def test_what_was_sent_is_no_longer_kept(world: World) -> None:
    """The outbox keeps that a message was sent, not what it said."""
    MainPath(world).until(MainPath.reply)
    with world.store.read() as session:
        left = session.execute(text("SELECT count(*) FROM outbox WHERE length(payload_sealed) > 0")).scalar_one()
    assert left == 0


@pytest.mark.parametrize("line", ["手机 13912345678", "身份证 11010519491231002X", "座机 021-62345678"])
def test_no_number_of_a_person_reaches_a_log(line: str) -> None:
    assert masked(line) != line
    assert line.split()[1] not in masked(line)
