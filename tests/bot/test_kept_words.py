"""What was said goes whole with the ticket that is chosen, however long it is; it is its author's alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.filing_questions.file_invitation import arrive
from bot.ports import CallKind
from store.cases import stored_drafts as stored
from tests.bot.spoken.scenarios import scene
from tests.bot.spoken.test_open_questions import answers
from tests.bot.test_form_navigation import at_records
from tests.bot.world import World

LONG = "门牌号没有改，" + "现场核对过营业执照和租赁合同，登记的住所与实际经营场所不一致，" * 8 + "请重新核实"


@pytest.fixture
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    with scene("PC2", tmp_path_factory.mktemp("kept"), "two") as (world, account):
        yield world, account


def test_a_long_reason_goes_whole_with_the_chosen_ticket(two: tuple[World, str]) -> None:
    world, account = two
    card = world.send_text(account, f"不认可 {LONG}")[-1]
    assert card.title == "请选择要不认可的工单"
    world.restart()
    world.choose_option(account, "0005")
    assert answers(world, account)["reason"] == LONG


def test_kept_words_are_no_draft_to_go_on_with(two: tuple[World, str]) -> None:
    world, account = two
    at_records(world, account)
    before = answers(world, account)
    world.send_text(account, "暂存")
    world.send_text(account, f"不认可 {LONG}")
    world.send_text(account, "继续")
    assert {k: v for k, v in answers(world, account).items() if k[0] != "_"} == {
        k: v for k, v in before.items() if k[0] != "_"
    }


def test_anothers_mark_stands_for_nothing(two: tuple[World, str]) -> None:
    world, account = two
    world.send_text(account, f"不认可 {LONG}")
    with world.store.read() as session:
        row = next(r for r in stored.parked(session, world.person_id(account)) if r.form == "kept words")
    card = world.process(world.call("he.ping", CallKind.CLICK, f"我的异议 〔原话{row.id}〕"))[-1]
    assert LONG not in str(card)


@pytest.mark.parametrize(("dialect", "said"), [("wecom", "文件请点“上传文件”"), ("wecom_text", "文件请点“上传文件”")])
def test_no_files_are_asked_for_where_the_client_sends_none(world: World, dialect: str, said: str) -> None:
    world.dialect = dialect
    at_records(world)
    world.send_text("zhang.wei", "某公司登记状态为存续")
    assert said in world.send_text("zhang.wei", "应为注销")[-1].body


def test_another_client_is_asked_for_files() -> None:
    assert [arrive(dialect) for dialect in ("wecom", "wecom_text", "dingtalk")] == [False, False, True]
