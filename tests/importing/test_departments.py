"""Departments are renamed, retired and merged; codes are compared without case and width (F8)."""

from __future__ import annotations

import pytest

from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Plan, Transaction
from importer.row_fields import FORMS, check
from importer.table_files import Row
from store.catalogue import entries, entry_search
from store.people import persons
from store.people.merged_departments import merged_into
from tests.importing.import_fixture import NOON, ImportFixture, changes, outcomes

MERGED = "code,name,active,merged_into"


def file(directory: ImportFixture, kind: str, heading: str, *rows: str) -> Plan:
    table = [Row(number, tuple(text.split(","))) for number, text in enumerate((heading, *rows), 1)]
    with directory.store.write() as session:
        reading = check(table, FORMS[kind], known(session))
        plan = planned(session, directory.store.vault, kind, reading, AccountOptions())
        plan.refused = [*reading.faults, *plan.refused]
        for step in () if plan.refused else plan.steps:
            step(Transaction(session, directory.store.vault, NOON))
    return plan


def stored(directory: ImportFixture) -> dict[str, tuple[str, bool, str]]:
    with directory.store.read() as session:
        every = persons.all_departments(session)
        codes = {row.id: row.code for row in every}
        return {row.code: (row.name, row.active, codes.get(row.merged_into_id or 0, "")) for row in every}


def refusals(plan: Plan) -> list[str]:
    return [fault.text for fault in plan.refused]


@pytest.mark.parametrize("code", ["mzj", "ＭＺＪ", "Mzj"])
def test_one_department_however_its_code_is_written(directory: ImportFixture, code: str) -> None:
    assert outcomes(file(directory, "departments", "code,name", f"{code},区民政局")) == ["未变"]
    assert list(stored(directory)) == ["DSJ", "JYJ", "MZJ"]
    assert outcomes(directory.run(f"新人,{code},,,new,,")) == ["新增"]
    with directory.store.read() as session:
        found = persons.department_by_code(session, code)
        assert found is not None
        assert found.code == "MZJ"


def test_entries_are_found_however_their_code_is_written(directory: ImportFixture) -> None:
    file(directory, "catalogue", "code,name,department", "Ａ-１,登记,MZJ")
    for code in ("A-1", "a-1", "Ａ－１"):
        with directory.store.read() as session:
            found = entries.by_code(session, code)
            assert found is not None, code
            assert found.code == "A-1"
        assert outcomes(file(directory, "catalogue", "code,name,department", f"{code},登记,mzj")) == ["未变"]
    plan = file(directory, "catalogue", "code,name,department", "A-1,登记,MZJ", "ａ-1,登记,MZJ")
    assert refusals(plan) == ["与第 2 行重复"]


def test_a_renamed_department_is_found_at_once(directory: ImportFixture) -> None:
    file(directory, "catalogue", "code,name,department", "S1,登记,MZJ")
    plan = file(directory, "departments", "code,name", "MZJ,区养老局")
    assert list(changes(plan)) == ["名称 区民政局 → 区养老局"]
    assert plan.lines[0].remarks == ("以往的办理记录仍显示当时的名称",)
    with directory.store.read() as session:
        assert [row.code for row in entry_search.search(session, "养老")] == ["S1"]


def test_two_departments_may_exchange_their_names(directory: ImportFixture) -> None:
    assert outcomes(file(directory, "departments", "code,name", "MZJ,区教育局", "JYJ,区民政局")) == ["变更", "变更"]
    assert stored(directory)["MZJ"][0] == "区教育局"


def test_a_name_in_use_is_no_new_departments(directory: ImportFixture) -> None:
    plan = file(directory, "departments", "code,name", "NEW,区民政局")
    assert refusals(plan) == ["部门 MZJ 也叫“区民政局”。请改名，或写明并入哪个部门"]


def test_a_department_with_people_is_not_retired(directory: ImportFixture) -> None:
    plan = file(directory, "departments", "code,name,active", "JYJ,区教育局,否")
    assert refusals(plan) == ["不能停用：还有 1 名在岗人员。请写明并入哪个部门接着办，或先把它们改到别处"]
    directory.run("王芳,MZJ,leader,,wang.fang,,")
    assert list(changes(file(directory, "departments", "code,name,active", "JYJ,区教育局,停用"))) == [
        "状态 启用 → 停用"
    ]
    plan = directory.run("新人,JYJ,,,new,,")
    assert refusals(plan) == ["部门 JYJ 已停用"]


@pytest.mark.parametrize("heir", ["mzj", "区民政局", "ＭＺＪ"])
def test_a_merged_department_hands_over_people_and_data(directory: ImportFixture, heir: str) -> None:
    file(directory, "catalogue", "code,name,department", "S1,学籍,JYJ")
    plan = file(directory, "departments", MERGED, f"JYJ,区教育局,是,{heir}")
    assert list(changes(plan)) == ["状态 启用 → 停用；并入 （空） → MZJ"]
    assert "1 名在岗人员、1 条目录转到“区民政局”，期限照走" in plan.lines[0].remarks[0]
    assert stored(directory)["JYJ"] == ("区教育局", False, "MZJ")
    assert directory.who("wang.fang").department.code == "MZJ"
    with directory.store.read() as session:
        assert [row.code for row in entry_search.search(session, "民政")] == ["S1"]
    assert outcomes(file(directory, "departments", MERGED, "JYJ,区教育局,否,MZJ")) == ["未变"]
    assert refusals(directory.run("新人,区教育局,,,new,,")) == [
        "部门 JYJ 已停用，已并入“区民政局”（MZJ），请写这个部门"
    ]


def test_two_departments_become_a_new_one(directory: ImportFixture) -> None:
    """机构改革: the new one stands in the same file, below; a later merger takes both along."""
    rows = ("MZJ,区民政局,否,社会局", "JYJ,区教育局,否,SHJ", "SHJ,社会局,是,")
    assert outcomes(file(directory, "departments", MERGED, *rows)) == ["变更", "变更", "新增"]
    assert {user: directory.who(user).department.code for user in ("zhang.wei", "wang.fang")} == {
        "zhang.wei": "SHJ", "wang.fang": "SHJ",
    }  # fmt: skip
    file(directory, "departments", MERGED, "SHJ,社会局,否,XIN", "XIN,新局,,")
    assert [stored(directory)[code][2] for code in ("MZJ", "JYJ", "SHJ")] == ["XIN"] * 3
    with directory.store.read() as session:
        ids = {row.code: row.id for row in persons.all_departments(session)}
    assert merged_into(directory.who("zhang.wei")) == {ids["MZJ"], ids["JYJ"], ids["SHJ"]}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("JYJ,区教育局,否,JYJ", "部门不能并入自己"),
        ("JYJ,区教育局,否,何处", "没有部门“何处”，请写并入部门的编号或名称"),
        ("JYJ,区教育局,否,DSJ", "“区教育局”和“区大数据中心”的类别不同"),
    ],
)
def test_a_merger_that_can_not_be(directory: ImportFixture, row: str, said: str) -> None:
    plan = file(directory, "departments", MERGED, row)
    assert plan.refused[0].text.startswith(said)
    assert stored(directory)["JYJ"] == ("区教育局", True, "")


def test_a_merger_is_undone(directory: ImportFixture) -> None:
    """In use again; people and data stay where they went."""
    file(directory, "departments", MERGED, "JYJ,区教育局,否,MZJ")
    file(directory, "departments", MERGED, "JYJ,区教育局,是,")
    assert stored(directory)["JYJ"] == ("区教育局", True, "")
    assert directory.who("wang.fang").department.code == "MZJ"
    assert merged_into(directory.who("wang.fang")) == set()
