"""M5: no import changes what is shown of the past, in dossier and chat: renames, mergers, successors, namesakes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.dossier import dossier
from archive.sheet import sheet
from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Transaction
from importer.row_fields import FORMS, check
from importer.table_files import Row
from regulation.states import Action
from store.cases import tickets
from store.cases.history_chain import heads, verify_lines
from tests.archive.readable_page import readable
from tests.scheduler.deliver_once import deliver
from tests.scheduler.rig import DIRECTOR, HANDLER, OFFICER_A, Rig


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    yield rig
    rig.close()


def record_of(rig: Rig, number: str) -> dict[str, Any]:
    with rig.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        return dict(dossier(session, rig.store.vault, rig.laws, ticket).content)


def page_of(rig: Rig, number: str) -> str:
    return readable(sheet(record_of(rig, number)))


def imported(rig: Rig, kind: str, *rows: str, **options: tuple[str, ...]) -> None:
    rig.later(minutes=1)
    table = [Row(number, tuple(text.split(","))) for number, text in enumerate(rows, 1)]
    with rig.store.write() as session:
        reading = check(table, FORMS[kind], known(session))
        plan = planned(session, rig.store.vault, kind, reading, AccountOptions(**options))
        assert [*reading.faults, *plan.refused] == []
        for step in plan.steps:
            step(Transaction(session, rig.store.vault, rig.now))
    rig.later(minutes=1)


def people(rig: Rig, *rows: str, **options: tuple[str, ...]) -> None:
    imported(rig, "people", "name,department,roles,wecom", *rows, **options)


def closed(rig: Rig) -> str:
    imported(rig, "departments", "code,name,lead_office", "MKT,区市场监管局,办公室")
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.act(
        number, Action.DISPATCH, OFFICER_A, handler_id=rig.person(HANDLER).id, handler_department_id=rig.department()
    )
    rig.advance_from(number, Action.REPLY_REPAIR, Action.CONFIRM)
    deliver(rig.deps, rig.now)
    return number


def asked(rig: Rig, number: str) -> list[str]:
    rig.clear_messages()
    rig.send_text(DIRECTOR, f"查询 {number}")
    rig.deliver()
    return [re.sub('"task_id": "[^"]*"', "", sent.text) for sent in rig.platform.to(DIRECTOR)]


Change = tuple[str, tuple[str, ...], dict[str, tuple[str, ...]]]
MERGED = "code,name,active,merged_into"
CHANGES: dict[str, list[Change]] = {
    "a renamed department": [("departments", ("code,name,lead_office", "MKT,区市场局,综合科"), {})],
    "a merger": [("departments", (MERGED, "MKT,区市场监管局,否,CIV"), {})],
    "renamed people": [
        ("people", ("王芳芳,MKT,officer-a,wang.fang",), {"renamed": ("wang.fang",)}),
        ("people", ("孙丽丽,MKT,handler,sun.li",), {"renamed": ("sun.li",)}),
        ("people", ("李娜娜,DC,operator,li.na", "张伟伟,EDU,proposer,zhang.wei"), {"renamed": ("li.na", "zhang.wei")}),
    ],
    "successors on the same desk": [
        ("people", ("新来甲,MKT,officer-a,wang.fang",), {"new_person": ("wang.fang",)}),
        ("people", ("新来乙,MKT,handler,sun.li",), {"new_person": ("sun.li",)}),
        ("people", ("新来丙,DC,operator,li.na",), {"new_person": ("li.na",)}),
    ],
    "a namesake": [("people", ("王芳,MKT,officer-a,wang.fang.2",), {"new_person": ("wang.fang.2",)})],
    "a changed account": [("people", ("王芳,MKT,officer-a,wang.f",), {"accept_move": ("wang.fang=wang.f",)})],
    "other roles and departments": [("people", ("王芳,CIV,proposer,wang.fang", "孙丽,CIV,leader,sun.li"), {})],
}


@pytest.mark.parametrize("changes", CHANGES)
def test_m5_no_import_changes_the_past(rig: Rig, changes: str) -> None:
    number = closed(rig)
    record, page, told = record_of(rig, number), page_of(rig, number), asked(rig, number)
    assert "按现名册" not in page
    for name in ("王芳", "孙丽", "区市场监管局"):
        assert name in page
    assert record["words"]["lead_office"] == "办公室"
    for kind, rows, options in CHANGES[changes]:
        if kind == "people":
            people(rig, *rows, **options)
        else:
            imported(rig, kind, *rows, **options)
    assert page_of(rig, number) == page
    after = record_of(rig, number)
    assert {key: value for key, value in after.items() if key != "notices"} == {
        key: value for key, value in record.items() if key != "notices"
    }
    assert asked(rig, number) == told
    with rig.store.read() as session:
        assert list(verify_lines(session, heads(session))) == []


def test_m5_the_people_of_today_are_shown_today(rig: Rig) -> None:
    """The record stands still, the directory does not: the successor acts under their own name."""
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    people(rig, "新来甲,MKT,officer-a,wang.fang", new_person=(OFFICER_A,))
    rig.act(number, Action.RECEIVE, OFFICER_A)
    page = page_of(rig, number)
    assert "签收 新来甲（区市场监管局，联络专员）" in page


RARE = "𠮷䶮㛃\U0002b7a0\uf9dc\U0002f804⻩王\ue863"  # rare, of later Unicode, compatibility, a radical, private use


def test_rare_and_look_alike_characters_come_back_as_typed(rig: Rig) -> None:
    """From roster to record, printed page and chat: no character becomes another one that looks like it."""
    imported(rig, "departments", "code,name,lead_office", f"MKT,区{RARE}局,{RARE}科")
    people(rig, f"{RARE},MKT,officer-a,wang.fang", renamed=("wang.fang",))
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    page, record, told = page_of(rig, number), record_of(rig, number), asked(rig, number)
    assert f"签收 {RARE}（区{RARE}局，联络专员）" in page
    assert record["words"]["lead_office"] == f"{RARE}科"
    assert f"区{RARE}局" in "".join(told)
