"""M4, M9: inspection findings are on the summary before submission; the sender may remove the file or submit anyway."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.inspection.inspect_file import inspect
from bot.ports import Card
from regulation.states import State
from store.files import attachments
from store.files.file_store import FileStore
from tests.bot.filing import filed, fill
from tests.bot.inspection.sample_files import ID_CARD, photo, png, saved, workbook_with_hidden_parts
from tests.bot.world import World

USER = "zhang.wei"


class Sender:
    """A person filling in a filing with files; `arrive` does what the download job does."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.file_store = FileStore(folder, world.store.vault, limit=1_000_000, types=("png", "jpg", "xlsx", "xls"))

    def process(self, *files: tuple[str, bytes]) -> Card:
        """Fill in the form up to the summary, with these files as evidence."""
        fill(self.world)
        self.world.send_text(USER, "修改第5项")
        for name, content in files:
            self.world.send_file(USER, name, "file")
            self.arrive(name, content)
        return self.world.press_button(USER, "完成")[-1]

    def arrive(self, name: str, content: bytes) -> None:
        store = self.world.store
        found = [finding.as_json() for finding in inspect(content, name)]
        with store.write() as session:
            (row,) = attachments.pending(session)
            attachments.keep(session, store.vault, self.file_store, row, content, self.world.now, name, found)

    def kept(self) -> list[str]:
        """File names of the only ticket."""
        store = self.world.store
        with store.read() as session:
            return [attachments.name_of(store.vault, row) for row in attachments.of_ticket(session, 1)]


@pytest.fixture
def sender(world: World, tmp_path: Path) -> Sender:
    return Sender(world, tmp_path)


BOOK = saved(workbook_with_hidden_parts())


def test_summary_names_each_file_and_its_findings(sender: Sender) -> None:
    summary = sender.process(("截图.png", png()), ("名单.xlsx", BOOK), ("现场.jpg", photo()))
    assert "附件2 名单.xlsx：隐藏的工作表1张（第2张）" in summary.body
    assert "身份证号1个（110＊＊＊＊＊＊002X）" in summary.body
    assert "附件3 现场.jpg：照片带有拍摄位置" in summary.body
    assert "附件1" not in summary.body
    assert ID_CARD not in str(summary)
    assert summary.buttons[0].text == "仍要提交"


def test_submission_needs_confirmation(world: World, sender: Sender) -> None:
    sender.process(("名单.xlsx", BOOK))
    assert "附件1 名单.xlsx" in world.send_text(USER, "提交")[-1].body
    assert world.numbers() == []
    world.press_button(USER, "仍要提交")
    assert sender.kept() == ["名单.xlsx"]


def test_a_file_is_removed_by_its_number(world: World, sender: Sender) -> None:
    sender.process(("截图.png", png()), ("名单.xlsx", BOOK))
    summary = world.send_text(USER, "删除附件 2")[-1]
    assert "已删除附件“名单.xlsx”，还有1个。" in summary.body
    assert summary.buttons[0].text == "提交"
    world.press_button(USER, "提交")
    assert sender.kept() == ["截图.png"]


def test_a_file_is_removed_from_the_list_once(world: World, sender: Sender) -> None:
    sender.process(("名单.xlsx", BOOK), ("表.xlsx", BOOK))
    assert [o.text for o in world.press_button(USER, "删除附件")[-1].choices[0].options] == [
        "附件1 名单.xlsx",
        "附件2 表.xlsx",
    ]
    assert "还有1个" in world.choose_option(USER, "附件1")[-1].body
    assert "没有这个附件" in world.choose_option(USER, "附件1")[-1].body
    world.send_text(USER, "仍要提交")
    assert sender.kept() == ["表.xlsx"]


@pytest.mark.parametrize("said", ["删除附件 7", "删除附件 第三项"])
def test_removal_of_an_unknown_number(world: World, sender: Sender, said: str) -> None:
    sender.process(("名单.xlsx", BOOK))
    assert "没有这个附件，现有1个" in world.send_text(USER, said)[-1].body


def test_uninspected_formats_are_named_and_do_not_block(world: World, sender: Sender) -> None:
    summary = sender.process(("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50)))
    assert "附件1 旧表.xls：这种格式无法检查隐藏内容" in summary.body
    world.press_button(USER, "提交")
    assert sender.kept() == ["旧表.xls"]


def test_removing_all_evidence_reopens_the_question(world: World, sender: Sender) -> None:
    world.send_text(USER, "提出异议")
    world.send_text(USER, "企业登记")
    world.choose_option(USER, "错误")
    world.send_text(USER, "某某有限公司登记状态为存续")
    world.send_text(USER, "该公司已于2025年注销")
    world.send_file(USER, "名单.xlsx", "file")
    sender.arrive("名单.xlsx", BOOK)
    world.press_button(USER, "完成")
    assert "请提供佐证说明" in world.send_text(USER, "删除附件 1")[-1].title
    assert world.numbers() == []


def test_a_supplement_needs_confirmation_too(world: World, sender: Sender) -> None:
    number = filed(world)
    world.send_text("li.na", f"要求补正 {number}")
    world.choose_option("li.na", "佐证材料")
    world.send_text("li.na", "缺加盖公章的名单")
    while world.ticket(number).state is not State.SUPPLEMENTING:
        world.send_text("li.na", "跳过")
    world.send_text(USER, f"补正 {number}")
    world.send_file(USER, "名单.xlsx", "file")
    sender.arrive("名单.xlsx", BOOK)
    assert "附件1 名单.xlsx" in world.send_text(USER, "补正完毕")[-1].body
    assert sender.kept() == []
    world.send_text(USER, "仍要提交")
    assert sender.kept() == ["名单.xlsx"]
