"""A column missing in the file changes no stored value; new rows get the default."""

from __future__ import annotations

import pytest

from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Plan, Transaction
from importer.row_fields import FORMS, check
from importer.table_files import Row
from store.catalogue import entries, entry_search
from store.people import persons
from store.people.account_changes import everybody
from store.tables import Department
from tests.importing.import_fixture import BEFORE, HEADING, NOON, ImportFixture, changes, outcomes

ZHANG = {
    "name": "张伟", "department": "MZJ", "roles": "officer-a", "mobile": "13812345678", "wecom": "zhang.wei",
    "dingtalk": "zw-d", "active": "是",
}  # fmt: skip
ENTRY = {
    "code": "S2", "name": "融合库", "department": "MZJ", "origin": "city", "kind": "fusion", "sources": "S1",
    "active": "否",
}  # fmt: skip


def file(directory: ImportFixture, kind: str, heading: str, *rows: str, faults: int = 0) -> Plan:
    table = [Row(number, tuple(text.split(","))) for number, text in enumerate((heading, *rows), 1)]
    with directory.store.write() as session:
        reading = check(table, FORMS[kind], known(session))
        assert len(reading.faults) == faults
        plan = planned(session, directory.store.vault, kind, reading, AccountOptions())
        for step in plan.steps:
            step(Transaction(session, directory.store.vault, NOON))
    return plan


def stored(directory: ImportFixture) -> list[tuple[object, ...]]:
    with directory.store.read() as session:
        return [
            (row.name, row.roles, row.active, persons.mobile_of(directory.store.vault, row), len(row.accounts))
            for row in everybody(session)
        ]


@pytest.mark.parametrize("left_out", ["roles", "mobile", "dingtalk", "active", "roles mobile dingtalk active"])
@pytest.mark.parametrize("active", ["是", "否"])
def test_a_missing_column_keeps_the_values_of_people(directory: ImportFixture, left_out: str, active: str) -> None:
    directory.run(",".join((ZHANG | {"active": active}).values()))
    before = stored(directory)
    row = {name: value for name, value in (ZHANG | {"active": active}).items() if name not in left_out.split()}
    plan = file(directory, "people", ",".join(row), ",".join(row.values()))
    assert (outcomes(plan), stored(directory)) == (["未变"], before)


@pytest.mark.parametrize("left_out", ["origin", "kind", "sources", "active", "origin kind sources active"])
def test_a_missing_column_keeps_the_values_of_entries(directory: ImportFixture, left_out: str) -> None:
    file(directory, "catalogue", "code,name,department", "S1,登记,MZJ")
    file(directory, "catalogue", ",".join(ENTRY), ",".join(ENTRY.values()))
    row = {name: value for name, value in ENTRY.items() if name not in left_out.split()}
    assert outcomes(file(directory, "catalogue", ",".join(row), ",".join(row.values()))) == ["未变"]
    plan = file(directory, "catalogue", ",".join(row), ",".join((row | {"name": "融合二库"}).values()))
    assert list(changes(plan)) == ["名称 融合库 → 融合二库"]
    with directory.store.read() as session:
        entry = entries.by_code(session, "S2")
        assert entry is not None
        assert (entry.origin, entry.kind, entry.sources, entry.active) == ("city", "fusion", "S1", False)


def test_a_missing_column_keeps_the_values_of_departments(directory: ImportFixture) -> None:
    with directory.store.write() as session:
        persons.upsert_department(session, code="OLD", name="旧局", kind="competent", active=False)
    plan = file(directory, "departments", "code,name", "MZJ,区民政和养老局", "OLD,旧局", "DSJ,区大数据中心", "NEW,新局")
    assert outcomes(plan) == ["变更", "未变", "未变", "新增"]
    assert list(changes(plan)) == ["名称 区民政局 → 区民政和养老局"]
    assert plan.missing == ["JYJ 区教育局"]
    with directory.store.read() as session:
        rows = {row.code: row for row in persons.all_departments(session)}
    assert [(rows[code].kind, rows[code].active) for code in ("MZJ", "OLD", "DSJ", "NEW")] == [
        ("responsible", True), ("competent", False), ("centre", True), ("responsible", True),
    ]  # fmt: skip
    plan = file(directory, "departments", "code,name,kind", "MZJ,区民政和养老局,主管部门")
    assert list(changes(plan)) == ["类别 责任部门 → 主管部门"]


def test_an_empty_cell_is_the_columns_default_and_is_shown(directory: ImportFixture) -> None:
    plan = directory.run("张伟,MZJ,,,,zw-d,")
    assert list(changes(plan)) == ["角色 联络专员A角 → 提出方；电话 ****5678 → （空）"]
    assert directory.who("zhang.wei").mobile_sealed == ""


def test_a_reactivation_is_shown(directory: ImportFixture) -> None:
    directory.run(f"{BEFORE[1]}否")
    plan = file(directory, "people", "name,department,wecom", "李娜,MZJ,li.na")
    assert outcomes(plan) == ["未变"]
    assert plan.lines[0].remarks == ("停用",)
    assert list(changes(directory.run(f"{BEFORE[1]}是"))) == ["状态 停用 → 启用"]


def test_phone_numbers_are_masked(directory: ImportFixture) -> None:
    plan = directory.run("张伟,MZJ,officer-a,139 0000 4321,zhang.wei,,", "新人,JYJ,,13711112222,new,,", heading=HEADING)
    text = "".join(map(str, plan.lines))
    assert "电话 ****5678 → ****4321" in text
    assert not any(number in text for number in ("1381234", "0000 4321", "137"))


def test_missing_people_and_entries_are_listed(directory: ImportFixture) -> None:
    directory.run(f"{BEFORE[2]}否")
    plan = directory.run(BEFORE[0])
    assert [text.partition("（")[0] for text in plan.missing] == ["李娜", "赵云"]
    file(directory, "catalogue", "code,name,department,active", "S1,登记,MZJ,", "S2,档案,MZJ,否", "S3,名录,JYJ,")
    assert file(directory, "catalogue", "code,name,department", "s3,名录,JYJ").missing == ["S1 登记"]


def test_rows_with_faults_are_not_missing(directory: ImportFixture) -> None:
    file(directory, "catalogue", "code,name,department", "S1,登记,MZJ", "S2,档案,MZJ")
    assert file(directory, "catalogue", "code,name,department", "s1,登记,何处", "S2,档案,MZJ", faults=1).missing == []
    plan = file(directory, "departments", "code,name,kind", "MZJ,区民政局,何类", "JYJ,区教育局,", faults=1)
    assert plan.missing == ["DSJ 区大数据中心"]


def test_an_entry_is_found_by_its_departments_new_name_after_the_next_import(directory: ImportFixture) -> None:
    file(directory, "catalogue", "code,name,department", "S1,登记,MZJ")
    with directory.store.write() as session:
        department = persons.department_by_code(session, "MZJ")
        assert isinstance(department, Department)
        department.name = "区养老局"
    assert outcomes(file(directory, "catalogue", "code,name,department", "S1,登记,MZJ")) == ["变更"]
    with directory.store.read() as session:
        assert [row.code for row in entry_search.search(session, "养老")] == ["S1"]
    assert outcomes(file(directory, "catalogue", "code,name,department", "S1,登记,MZJ")) == ["未变"]


def test_the_lead_office_of_a_department_is_imported_and_kept(directory: ImportFixture) -> None:
    """M7 内部牵头机构; a file without the column changes nothing of it."""
    plan = file(directory, "departments", "code,name,kind,lead_office", "MZJ,区民政局,responsible,办公室")
    assert list(changes(plan)) == ["牵头机构 （空） → 办公室"]
    file(directory, "departments", "code,name,kind", "MZJ,区民政和养老局,responsible")
    with directory.store.read() as session:
        department = persons.department_by_code(session, "MZJ")
        assert department is not None
        assert (department.name, department.lead_office) == ("区民政和养老局", "办公室")
