"""SECURITY.md: who may act is decided at the click; what was begun in a right that is gone is not finished in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.act import UNKNOWN
from bot.commands import COMMANDS
from bot.dispatch import SORRY
from store.cases import drafts, history
from store.people import people
from tests.bot.district import PEOPLE, PLATFORM
from tests.permissions.arrangement import Stood, stand
from tests.permissions.canaries import CANARIES, word
from tests.permissions.district import MORE_PEOPLE, VIEWERS
from tests.permissions.dry_run import KEPT, Rehearsal
from tests.permissions.rendered import wording
from tests.permissions.scenarios import SCENES
from tests.staff import upsert_person

SCENE = {scene.name: scene for scene in SCENES}
BEGUN = (
    # scene, who begins, with which words, the answer that would finish it
    ("待转交", "operator", "转交 N CIV", "依据职责清单"),
    ("平台修复中 待批", "director", "批准延期 N", "确属必要"),
    ("待签收", "officer A", "退回 N CIV", "职责清单第三项"),
    ("部门核实中", "officer B", "答复核实无误 N 经核实与档案一致", "档案编号7"),
    ("部门核实中 转派", "handler", "答复核实无误 N 经核实与档案一致", "档案编号7"),
    ("部门核实中 协同", "related officer", "协同完成 N", "已更正源数据"),
    ("待提出方确认", "proposer", "不认可 N", "仍然不对"),
    ("市平台处理中", "operator", "市平台反馈 N", "市平台已更正"),
)


@pytest.fixture
def standing(sqlite_template: Path, tmp_path: Path) -> Any:
    @contextmanager
    def begin(name: str) -> Iterator[Stood]:
        with stand(SCENE[name], sqlite_template, tmp_path) as stood:
            yield stood

    return begin


def kept(stood: Stood) -> list[Any]:
    with stood.town.store.read() as session:
        return [session.execute(text(f"SELECT * FROM {name}")).all() for name in KEPT]


def change(stood: Stood, user: str, **to: Any) -> None:
    """Give somebody other roles, or take them from the directory."""
    row = next(row for row in (*PEOPLE, *MORE_PEOPLE) if row[0] == user)
    with stood.town.store.write() as session:
        department = people.department_by_code(session, row[2])
        assert department is not None
        fields: dict[str, Any] = {"roles": row[3], "mobile": row[4], "active": True} | to
        upsert_person(
            session,
            stood.town.store.vault,
            name=row[1],
            department_id=department.id,
            now=stood.town.now,
            accounts={PLATFORM: user},
            **fields,
        )


@pytest.mark.parametrize(("scene", "viewer", "words", "last"), BEGUN, ids=[f"{b[0]} {b[2][:4]}" for b in BEGUN])
def test_begun_and_then_out_of_office(standing: Any, scene: str, viewer: str, words: str, last: str) -> None:
    with standing(scene) as stood:
        user = VIEWERS[viewer]
        asked = stood.town.says(user, words.replace("N", stood.number, 1))
        assert asked
        before = kept(stood)
        if viewer in ("proposer", "handler"):
            change(stood, user, active=False)
        else:
            change(stood, user, roles="proposer")
        answer = stood.town.says(user, last)[-1]
        assert kept(stood) == before
        assert SORRY not in answer.body
        if stood.town.says(user, f"查询 {stood.number}")[-1].body != UNKNOWN:
            assert viewer in ("proposer", "handler")  # they are strangers now


@pytest.mark.parametrize(("scene", "viewer", "words", "last"), BEGUN, ids=[f"{b[0]} {b[2][:4]}" for b in BEGUN])
def test_begun_and_withdrawn_meanwhile(standing: Any, scene: str, viewer: str, words: str, last: str) -> None:
    """The ticket went another way before the last answer came: nothing but the sentence that says so."""
    with standing(scene) as stood:
        user = VIEWERS[viewer]
        stood.town.says(user, words.replace("N", stood.number, 1))
        stood.town.says(VIEWERS["proposer"], f"撤回 {stood.number}")
        before = kept(stood)
        answer = stood.town.says(user, last)[-1]
        assert kept(stood) == before
        if user != VIEWERS["proposer"]:
            assert "已撤回" in wording(answer)


@pytest.mark.parametrize("viewer", [viewer for viewer in VIEWERS if viewer != "proposer"])
def test_nobody_touches_anothers_draft(planted_draft: tuple[Stood, int], viewer: str) -> None:
    """A draft's number can be guessed; a press or a word that names it is answered as if there were none."""
    stood, draft = planted_draft
    town = stood.town
    with Rehearsal.of(town, stood.number) as rehearsal:
        for command in (command for command in COMMANDS if not command.parks):
            for said in (f"{command.word} D{draft}", f"{command.word} {draft} kind 错误", f"{command.word} D{draft} 1"):
                tried = rehearsal.tries(VIEWERS[viewer], said, click=True)
                assert not tried.changed, said
                assert tried.answer is None or word("records") not in wording(tried.answer), said
    with town.store.read() as session:
        row = drafts.get(session, draft)
        assert row is not None
        assert (row.state, drafts.answers(town.store.vault, row)["records"]) == ("active", word("records"))


@pytest.fixture(scope="module")
def planted_draft(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stood, int]]:
    """The proposer is in the middle of a second filing."""
    with stand(SCENE["待预审"], sqlite_template, tmp_path_factory.mktemp("draft")) as stood:
        user = VIEWERS["proposer"]
        for said in ("提出异议", "企业信用"):
            stood.town.says(user, said)
        stood.town.picks(user, "企业信用综合信息")
        stood.town.picks(user, "错误")
        stood.town.says(user, word("records"))
        with stood.town.store.read() as session:
            row = drafts.active(session, stood.town.person_id(user))
        assert row is not None
        yield stood, row.id


def test_who_left_is_sent_nothing_and_is_answered_as_a_stranger(standing: Any) -> None:
    with standing("部门修正中") as stood:
        town, user = stood.town, VIEWERS["handler"]
        change(stood, user, active=False)
        town.sent.clear()
        for _ in range(12):
            town.wait(days=1)
            town.sweep(stood.folder)
        assert user not in {sent for sent, _ in town.sent}
        assert VIEWERS["officer A"] in {sent for sent, _ in town.sent}  # reminded in place of who is gone
        answer = town.says(user, f"查询 {stood.number}")[-1]
        assert "没有登记" in answer.body
        assert not any(canary.token in wording(answer) for canary in CANARIES.values())


def test_refused_by_the_real_inbox_too(standing: Any) -> None:
    """As in the rehearsals, but from the stored call to the delivered answer."""
    with standing("待提出方确认") as stood:
        before = kept(stood)
        for viewer in ("operator", "officer A", "another proposer", "supervisor", "administrator", "stranger"):
            for said in ("确认", "不认可", "完成修正", "收办", "更正认定" if viewer != "supervisor" else "重新受理"):
                answers = stood.town.says(VIEWERS[viewer], f"{said} {stood.number}")
                assert len(answers) == 1, f"{viewer} {said}"
        assert kept(stood) == before


def test_a_deputy_writes_down_what_the_absent_colleague_would(standing: Any) -> None:
    """An order of the city, entered by who stands in for the director: the record names both."""
    with standing("待预审") as stood:
        town, user = stood.town, VIEWERS["deputy of the director"]
        for said in ("录入市级工单 SH-2026-0099", "刚刚", "企业信用综合信息"):
            town.says(user, said)
        town.picks(user, "企业信用综合信息")
        town.picks(user, "错误")
        for said in ("某某公司信用等级为A", "应为B", "市平台转来"):
            town.says(user, said)
        town.says(user, "完成")
        assert "已提交" in town.clicks(user, "提交")[-1].title
        with town.store.read() as session:
            first = history.lines(session, town.ticket(town.numbers()[-1]))[0]
        assert (first.actor_id, first.acting_for) == (town.person_id(user), town.person_id(VIEWERS["director"]))


def test_help_names_what_a_deputy_may_say(standing: Any) -> None:
    with standing("待预审") as stood, Rehearsal.of(stood.town, stood.number) as rehearsal:
        for viewer, offered in (("deputy of the director", True), ("colleague", False)):
            answer = rehearsal.tries(VIEWERS[viewer], "帮助").answer
            assert answer is not None
            assert ("收办" in answer.body.split(" · ")) is offered
