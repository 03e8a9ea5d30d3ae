"""SECURITY.md: rights are checked at the click; a form begun with a right that is gone can't be finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.commands import COMMANDS
from bot.dispatch import SORRY
from bot.tickets.access import UNKNOWN
from store.cases import history, stored_drafts
from store.people import persons
from tests.bot.district import PEOPLE, PLATFORM
from tests.permissions.arrangement import Arranged, arrange
from tests.permissions.canaries import CANARIES, word
from tests.permissions.district import MORE_PEOPLE, VIEWERS
from tests.permissions.dry_run import TABLES, DryRun
from tests.permissions.rendered import text_of
from tests.permissions.scenarios import SCENARIOS
from tests.staff import upsert_person

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
BEGUN = (
    # scenario, who begins, the command, the answer that would finish it
    ("待转交", "operator", "转交 N CIV", "依据职责清单"),
    ("平台修复中 待批", "director", "批准延期 N", "确属必要"),
    ("待签收", "officer A", "退回 N CIV", "职责清单第三项"),
    ("部门核实中", "officer B", "答复核实无误 N 经核实与档案一致", "档案编号7"),
    ("部门核实中 转派", "handler", "答复核实无误 N 经核实与档案一致", "档案编号7"),
    ("部门核实中 协同", "related officer", "协同完成 N", "已更正源数据"),
    ("待提出方确认", "proposer", "不认可 N", "仍然不对"),
    ("市平台处理中", "operator", "市平台反馈 N", "市平台已更正"),
)
WITHDRAWN = ("proposer", "撤回 N", "已撤回")
MOVED_ON: Mapping[str, tuple[str, str, str]] = {
    # a found fault is repaired after a withdrawal too, so the longer limit is still to be decided: a colleague did
    "平台修复中 待批": ("operator and director", "不批准延期 N 理由不足", "不能“批准延期”"),
}  # by scenario: who moved the ticket on meanwhile, how, and words of the refusal; else it was withdrawn


@pytest.fixture
def arranging(sqlite_template: Path, tmp_path: Path) -> Any:
    @contextmanager
    def begin(name: str) -> Iterator[Arranged]:
        with arrange(BY_NAME[name], sqlite_template, tmp_path) as arranged:
            yield arranged

    return begin


def kept(arranged: Arranged) -> list[Any]:
    with arranged.world.store.read() as session:
        return [session.execute(text(f"SELECT * FROM {name}")).all() for name in TABLES]


def change(arranged: Arranged, user: str, **to: Any) -> None:
    """Give somebody other roles, or remove them from the directory."""
    row = next(row for row in (*PEOPLE, *MORE_PEOPLE) if row[0] == user)
    with arranged.world.store.write() as session:
        department = persons.department_by_code(session, row[2])
        assert department is not None
        fields: dict[str, Any] = {"roles": row[3], "mobile": row[4], "active": True} | to
        upsert_person(
            session,
            arranged.world.store.vault,
            name=row[1],
            department_id=department.id,
            now=arranged.world.now,
            accounts={PLATFORM: user},
            **fields,
        )


@pytest.mark.parametrize(("scenario", "viewer", "words", "last"), BEGUN, ids=[f"{b[0]} {b[2][:4]}" for b in BEGUN])
def test_form_begun_before_the_role_was_lost_is_refused(
    arranging: Any, scenario: str, viewer: str, words: str, last: str
) -> None:
    with arranging(scenario) as arranged:
        user = VIEWERS[viewer]
        asked = arranged.world.send_text(user, words.replace("N", arranged.number, 1))
        assert asked
        before = kept(arranged)
        if viewer in ("proposer", "handler"):
            change(arranged, user, active=False)
        else:
            change(arranged, user, roles="proposer")
        answer = arranged.world.send_text(user, last)[-1]
        assert kept(arranged) == before
        assert SORRY not in answer.body
        if arranged.world.send_text(user, f"查询 {arranged.number}")[-1].body != UNKNOWN:
            assert viewer in ("proposer", "handler")  # unknown people now


@pytest.mark.parametrize(("scenario", "viewer", "words", "last"), BEGUN, ids=[f"{b[0]} {b[2][:4]}" for b in BEGUN])
def test_form_begun_before_the_ticket_moved_on_is_refused(
    arranging: Any, scenario: str, viewer: str, words: str, last: str
) -> None:
    """The ticket moved on before the last answer: the reply is the refusal alone."""
    with arranging(scenario) as arranged:
        user = VIEWERS[viewer]
        mover, moved, refusal = MOVED_ON.get(scenario, WITHDRAWN)
        arranged.world.send_text(user, words.replace("N", arranged.number, 1))
        arranged.world.send_text(VIEWERS[mover], moved.replace("N", arranged.number, 1))
        before = kept(arranged)
        answer = arranged.world.send_text(user, last)[-1]
        if "还是别的事" in answer.title:  # the notice of the move came in between
            answer = arranged.world.press_button(user, answer.buttons[0].text)[-1]
        assert kept(arranged) == before
        if user != VIEWERS[mover]:
            assert refusal in text_of(answer)


@pytest.mark.parametrize("viewer", [viewer for viewer in VIEWERS if viewer != "proposer"])
def test_another_persons_draft_is_not_accessible(planted_draft: tuple[Arranged, int], viewer: str) -> None:
    """A guessed draft id in a press or command gets the same answer as a draft that does not exist."""
    arranged, draft = planted_draft
    world = arranged.world
    with DryRun.of(world, arranged.number) as dry_run:
        for command in (command for command in COMMANDS if not command.parks):
            for said in (f"{command.word} D{draft}", f"{command.word} {draft} kind 错误", f"{command.word} D{draft} 1"):
                attempt = dry_run.attempt(VIEWERS[viewer], said, click=True)
                assert not attempt.changed, said
                assert attempt.answer is None or word("records") not in text_of(attempt.answer), said
    with world.store.read() as session:
        row = stored_drafts.get(session, draft)
        assert row is not None
        assert (row.state, stored_drafts.answers(world.store.vault, row)["records"]) == ("active", word("records"))


@pytest.fixture(scope="module")
def planted_draft(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Arranged, int]]:
    """The proposer has a second filing half filled in."""
    with arrange(BY_NAME["待预审"], sqlite_template, tmp_path_factory.mktemp("draft")) as arranged:
        user = VIEWERS["proposer"]
        for said in ("提出异议", "企业信用"):
            arranged.world.send_text(user, said)
        arranged.world.choose_option(user, "错误")
        arranged.world.send_text(user, word("records"))
        with arranged.world.store.read() as session:
            row = stored_drafts.active(session, arranged.world.person_id(user))
        assert row is not None
        yield arranged, row.id


def test_a_person_who_left_gets_no_messages_and_is_unknown(arranging: Any) -> None:
    with arranging("部门修正中") as arranged:
        world, user = arranged.world, VIEWERS["handler"]
        change(arranged, user, active=False)
        world.sent.clear()
        for _ in range(12):
            world.wait(days=1)
            world.run_jobs(arranged.folder)
        assert user not in {sent for sent, _ in world.sent}
        assert VIEWERS["officer A"] in {sent for sent, _ in world.sent}  # reminded in place of the person who left
        answer = world.send_text(user, f"查询 {arranged.number}")[-1]
        assert "没有登记" in answer.body
        assert not any(canary.token in text_of(answer) for canary in CANARIES.values())


def test_refused_through_the_real_inbox_too(arranging: Any) -> None:
    """As in the dry runs, but from the stored call to the delivered answer."""
    with arranging("待提出方确认") as arranged:
        before = kept(arranged)
        for viewer in ("operator", "officer A", "another proposer", "supervisor", "administrator", "stranger"):
            for said in ("确认", "不认可", "完成修正", "收办", "更正认定" if viewer != "supervisor" else "重新受理"):
                answers = arranged.world.send_text(VIEWERS[viewer], f"{said} {arranged.number}")
                assert len(answers) == 1, f"{viewer} {said}"
        assert kept(arranged) == before


def test_a_stand_in_enters_a_city_order_for_the_absent_director(arranging: Any) -> None:
    """The record names both."""
    with arranging("待预审") as arranged:
        world, user = arranged.world, VIEWERS["deputy of the director"]
        for said in ("录入市级工单 SH-2026-0099", "刚刚", "企业信用综合信息"):
            world.send_text(user, said)
        world.choose_option(user, "错误")
        for said in ("某某公司信用等级为A", "应为B", "市平台转来"):
            world.send_text(user, said)
        world.send_text(user, "完成")
        assert "已提交" in world.press_button(user, "提交")[-1].title
        with world.store.read() as session:
            first = history.lines(session, world.ticket(world.numbers()[-1]))[0]
        assert (first.actor_id, first.acting_for) == (world.person_id(user), world.person_id(VIEWERS["director"]))


def test_help_lists_the_commands_of_a_stand_in(arranging: Any) -> None:
    with arranging("待预审") as arranged, DryRun.of(arranged.world, arranged.number) as dry_run:
        for viewer, offered in (("deputy of the director", True), ("colleague", False)):
            answer = dry_run.attempt(VIEWERS[viewer], "帮助").answer
            assert answer is not None
            assert ("收办" in answer.body.split(" · ")) is offered
