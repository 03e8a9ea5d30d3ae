"""Export: in the form of the import, safe in a spreadsheet, and a round trip changes nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Plan
from importer.row_fields import FORMS, check
from importer.sheet_choice import choose
from importer.table_export import as_csv, as_xlsx, exported
from importer.table_files import read_sheets
from store.catalogue import entries
from store.people import persons
from store.tables import Account, Person
from tests.importing.import_fixture import NOON, ImportFixture
from tests.staff import upsert_person

WRITERS = {"a.csv": as_csv, "a.xlsx": as_xlsx}
NAMES = (
    "王\U0002ebf0", "𬭚", "买买提·艾力", "ＡＢＣ", "=1+1", "＝SUM(A1)",
    "'=cmd", "'123", "''5", "-甲", "@乙", "_x0041_", "葛\U000e0100", '丙"丁', "戊,己",
)  # fmt: skip
CODES = ("0042", "1E5", "Ａ－1", "3-1", "00000000000000000001")


@pytest.fixture
def full(directory: ImportFixture) -> ImportFixture:
    """A directory with what spreadsheets and careless readers spoil."""
    with directory.store.write() as session:
        persons.upsert_department(session, code="0007", name="=区（旧）局", kind="competent", lead_office="＋综合科")
        persons.upsert_department(session, code="OLD", name="旧局", kind="responsible", active=False)
        home = persons.upsert_department(session, code="ＱＸ", name="区信访办", kind="supervising")
        for place, name in enumerate(NAMES):
            accounts = {"wecom": f"00{place}", "dingtalk": f"D-{place}"}
            upsert_person(
                session, directory.store.vault, name=name, department_id=home.id, accounts=accounts, now=NOON,
                mobile=("+86 13800000000", "０２１－１２３４５６７", "")[place % 3], roles="officer-b handler",
            )  # fmt: skip
        for code in CODES:
            entries.upsert_entry(session, code=code, name=f"={code}目录", department=home, sources="")
        entries.upsert_entry(session, code="F-1", name="融合", department=home, kind="fusion", sources="0042 1E5")
    directory.run("李娜,MZJ,officer-b,,li.na,,否")
    return directory


def imported(directory: ImportFixture, path: Path, kind: str) -> Plan:
    with directory.store.read() as session:
        reading = check(choose(read_sheets(path), kind), FORMS[kind], known(session))
        plan = planned(session, directory.store.vault, kind, reading, AccountOptions())
        plan.refused = [*reading.faults, *plan.refused]
        return plan


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("kind", ["departments", "people", "catalogue"])
def test_a_round_trip_changes_nothing(full: ImportFixture, tmp_path: Path, name: str, kind: str) -> None:
    with full.store.read() as session:
        rows = exported(session, full.store.vault, kind)
    (tmp_path / name).write_bytes(WRITERS[name](rows))
    plan = imported(full, tmp_path / name, kind)
    assert [str(fault) for fault in plan.refused] == []
    assert [str(line) for line in plan.lines if line.outcome.value != "未变"] == []
    assert (len(plan.lines), plan.steps, plan.missing) == (len(rows) - 1, [], [])
    assert {row[0] for row in rows} >= {"people": {*NAMES}, "catalogue": {"0042", "3-1"}, "departments": {"0007"}}[kind]


def test_nothing_in_it_runs_as_a_formula(full: ImportFixture, tmp_path: Path) -> None:
    with full.store.read() as session:
        rows = exported(session, full.store.vault, "people")
    cells = [cell for row in csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"))) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+-@＝＋－＠")] == []
    (tmp_path / "a.xlsx").write_bytes(as_xlsx(rows))
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


@pytest.mark.parametrize("name", WRITERS)
def test_leavers_and_second_accounts_are_in_it(full: ImportFixture, tmp_path: Path, name: str) -> None:
    """Whose account left its platform, and who has two on one: known by one account, the rest is told in remarks."""
    with full.store.write() as session:
        leaver, holder = (session.get_one(Person, full.number(user)) for user in ("wang.fang", "zhao.yun"))
        leaver.accounts[0].gone, leaver.active, leaver.left_at = True, False, NOON
        holder.accounts.append(Account(platform="wecom", user="Zhao2", user_key="zhao2"))
    with full.store.read() as session:
        rows = exported(session, full.store.vault, "people")
    told = {row[0]: row[-1] for row in rows}
    assert (rows[0][-1], told["王芳"], told["赵云"], told["张伟"]) == (
        "备注", "帐号 wecom:wang.fang 已离开平台", "另有帐号 wecom:Zhao2", "",
    )  # fmt: skip
    (tmp_path / name).write_bytes(WRITERS[name](rows))
    plan = imported(full, tmp_path / name, "people")
    assert ([str(fault) for fault in plan.refused], plan.steps) == ([], [])


def test_former_colleagues_without_an_account_are_not_in_it(full: ImportFixture) -> None:
    full.run("王新来,JYJ,handler,,wang.fang,,", new="wang.fang")
    with full.store.read() as session:
        rows = exported(session, full.store.vault, "people")
    assert "王芳" not in {row[0] for row in rows}
    assert "王新来" in {row[0] for row in rows}
