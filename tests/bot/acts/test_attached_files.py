"""G7, M11, M4: attachments are stored with their step, and visible to those who may read its texts."""

from __future__ import annotations

from sqlalchemy import select

from bot.view import Scope
from bot.visibility.text_visibility import readable
from regulation.states import State
from store.cases import history
from store.files import attachments
from store.tables import Attachment, Ticket
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World


def files(world: World, number: str) -> list[int | None]:
    with world.store.read() as session:
        return [row.seq for row in attachments.of_ticket(session, world.ticket(number).id)]


def may_read(world: World, number: str, scope: Scope) -> bool:
    """Whether this scope may read the newest file."""
    with world.store.read() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        lines = history.lines(session, ticket)
        return files(world, number)[-1] in readable(scope, lines)


def test_special_case_explanation_is_stored_with_its_files(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"答复申请特例 {number}")
    world.choose_option("wang.fang", "原始资料")
    asked = world.last_card("wang.fang")
    assert any(button.link.startswith("/u/") for button in asked.buttons)
    assert "请先发送" in asked.body
    assert "已收到文件" in world.send_file("wang.fang", "情况说明.pdf", kind="file")[-1].body
    assert "请再用文字填写" in world.press_button("wang.fang", "完成")[-1].body
    world.send_text("wang.fang", "1998年纸质档案在搬迁中遗失，无法核实")
    ticket = world.ticket(number)
    assert ticket.state is State.CONSENTING
    assert files(world, number) == [ticket.seq - 1]  # before 送达
    assert "附说明文件1份" in last_message(world, "zhang.wei").body
    assert may_read(world, number, Scope.OWN)


def test_files_of_a_return_are_not_visible_to_the_proposer(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"退回 {number}")
    world.send_file("wang.fang", "职责清单.pdf", kind="file")
    world.send_text("wang.fang", "权责清单第12项")
    world.choose_option("wang.fang", "区民政局")
    assert world.ticket(number).state is State.TRANSFERRING
    assert len(files(world, number)) == 1
    assert may_read(world, number, Scope.CENTRE)
    assert not may_read(world, number, Scope.OWN)
    assert not may_read(world, number, Scope.COUNTS)


def test_proposer_can_attach_files_to_a_reply(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"答复需配合 {number}")
    for said in ("需要您提供注销证明", "提供加盖公章的复印件", "发送到本工单"):
        world.send_text("wang.fang", said)
    assert world.ticket(number).state is State.COOPERATING
    world.press_button("zhang.wei", "配合")
    world.send_file("zhang.wei", "证明.jpg")
    world.send_text("zhang.wei", "已提供注销证明")
    assert world.ticket(number).state is State.VERIFYING
    assert may_read(world, number, Scope.DEPARTMENT)


def test_files_of_a_refused_step_stay_with_the_draft(world: World) -> None:
    """On a conflict the file is not on the ticket, and no notice mentions it."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"退回 {number}")
    world.send_file("wang.fang", "职责清单.pdf", kind="file")
    world.send_text("wang.fang", "权责清单第12项")
    world.send_text("zhao.lei", f"答复核实无误 {number} 经核对登记档案，状态与档案一致")
    world.send_text("zhao.lei", "档案编号 2025-1187")
    world.choose_option("wang.fang", "区民政局")
    assert world.ticket(number).state is State.NOTIFYING
    assert files(world, number) == []
    with world.store.read() as session:
        assert session.scalars(select(Attachment)).one().ticket_id is None


def test_inspection_findings_are_shown_before_files_go_with_a_step(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"答复申请特例 {number}")
    world.choose_option("wang.fang", "原始资料")
    world.send_file("wang.fang", "名单.xlsx", kind="file")
    with world.store.write() as session:
        row = session.scalars(select(Attachment)).one()
        row.findings = [{"trace": "id-card", "count": 1, "examples": ["110＊＊＊＊＊＊002X"]}]
    warned = world.send_text("wang.fang", "1998年纸质档案在搬迁中遗失")[-1]
    assert "身份证号1个" in warned.body
    assert world.ticket(number).state is State.VERIFYING
    world.send_text("wang.fang", "仍要提交")
    assert world.ticket(number).state is State.CONSENTING
