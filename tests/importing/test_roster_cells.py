"""Cells of rosters: what people and office software write, and what is told where it can't be taken (F8, W5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook

from tests.importing.roster_files import HEADING, KNOWN, people, reading, text, xls, xlsx

TITLE = ("长宁区公共数据异议联络人员名册",)


def faults(found: Any) -> list[str]:
    return [str(fault) for fault in found.faults]


def test_a_fault_names_sheet_cell_value_and_remedy(tmp_path: Path) -> None:
    rows = [TITLE, HEADING, ("王\u200b芳", "区民政局", "局长", "138", "李娜")]
    assert faults(reading(xlsx(tmp_path / "a.xlsx", {"名册": rows}))) == [
        "工作表“名册”第 3 行 姓名 列：含有换行或看不见的字符（A3“王<U+200B>芳”），请删去尖括号标出的字符",
        "工作表“名册”第 3 行 角色 列：“局长”不在可用的值中，可填：提出方（proposer）、中心运营（operator）、"
        "中心负责人（director）、联络专员A角（officer-a）、联络专员B角（officer-b）、经办（handler）、分管领导（leader）、"
        "督办（supervisor）、系统管理员（administrator）、"
        "安全管理员（security-administrator）、审计管理员（audit-administrator）、审计员（auditor）（C3）",
        "工作表“名册”第 3 行 手机号 列：不像电话号码，请只写一个号码，如 13800000000 或 021-22050000（D3）",
        "工作表“名册”第 3 行 企业微信帐号 列：“李娜”不是平台帐号：企业微信帐号（userid）只有字母、数字和 _ - . @，"
        "最长 64 个。请填管理后台通讯录里的帐号，不要填姓名（E3）",
    ]


@pytest.mark.parametrize("user", ["李娜", "li na", "li\u200bna", "-lina", "li/na", "x" * 65, "1.38E+10"])
def test_what_is_no_account_is_refused(tmp_path: Path, user: str) -> None:
    found = reading(text(tmp_path / "a.csv", [HEADING, ("王芳", "MZJ", "", "", user)]))
    assert [fault.column for fault in found.faults] == ["wecom"]


@pytest.mark.parametrize("user", ["ｌｉ．ｎａ", "13800000001", "Li_Na@cn-1", "0012"])
def test_accounts_by_their_character_set(tmp_path: Path, user: str) -> None:
    assert faults(reading(text(tmp_path / "a.csv", [HEADING, ("王芳", "MZJ", "", "", user)]))) == []


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    """Numbers stored as numbers or as text, and a number format that shows leading zeros."""

    def zeros(book: Workbook) -> None:
        book.worksheets[0]["E2"].number_format = "000000"

    rows = [HEADING, ("王芳", "区民政局", "", 13800000001, 42), ("李雷", "区教育局", "", "13800000002", "0042")]
    found = reading(xlsx(tmp_path / "a.xlsx", {"人员": rows}, zeros))
    assert [(row["mobile"], row["wecom"]) for _, row in found.records] == [
        ("13800000001", "000042"), ("13800000002", "0042"),
    ]  # fmt: skip
    old = reading(xls(tmp_path / "a.xls", rows))
    assert [row["mobile"] for _, row in old.records] == ["13800000001", "13800000002"]


def test_what_the_spreadsheet_has_destroyed_is_explained(tmp_path: Path) -> None:
    rows = [HEADING, ("王芳", "MZJ", "", "1.38E+10", "1.38E+10"), ("李雷", "JYJ", "", "", "3月1日")]
    told = faults(reading(text(tmp_path / "a.csv", rows)))
    assert "科学计数法" in told[0]
    assert "1.38E+10" not in told[0]  # part of a telephone number
    assert "“1.38E+10”是表格软件对长数字的简写" in told[1]
    assert "改成日期" in told[2]
    cells = [HEADING, ("王芳", "MZJ", "", "", date(2026, 3, 1)), ("李雷", "JYJ", "", "", 110101199003077715.0)]
    told = faults(reading(xlsx(tmp_path / "a.xlsx", {"人员": cells})))
    assert "存成了日期（2026-03-01）" in told[0]
    assert "请把这一列设为“文本”格式" in told[0]
    assert "只保留前 15 位" in told[1]
    style = xlwt.easyxf(num_format_str="yyyy/m/d")

    def dated(_book: Any, sheet: Any) -> None:
        for place, cell in enumerate(cells[1]):
            sheet.write(1, place, cell, style if place == 4 else xlwt.Style.default_style)

    old = xls(tmp_path / "a.xls", cells[:1], dated)
    assert "存成了日期（2026-03-01）" in faults(reading(old))[0]


def test_formulas_without_a_result(tmp_path: Path) -> None:
    found = reading(xlsx(tmp_path / "a.xlsx", {"人员": [HEADING, ("=A9", "区民政局", "", "", "wang")]}))
    assert "是公式，但文件中没有算好的结果" in faults(found)[0]


@pytest.mark.parametrize(
    "mobile",
    [
        "138 0000 0001",
        "138-0000-0001",
        "１３８０００００００１",
        "+86 13800000001",
        "(021)6205 0000",
        "021-62050000转801",
    ],
)
def test_telephone_numbers_as_people_write_them(tmp_path: Path, mobile: str) -> None:
    assert faults(reading(text(tmp_path / "a.csv", [HEADING, ("王芳", "MZJ", "", mobile, "wang")]))) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("长宁区/区民政局", "MZJ"), ("区民政局/社会救助科", "MZJ"), ("区府办＞区民政局", "MZJ"),
        ("区府办\\区教育局\\人事科", "JYJ"),
        ("ｍｚｊ", "MZJ"), (" 区 民政局 ", "MZJ"), ("ＭＺＪ", "MZJ"),
    ],
)  # fmt: skip
def test_departments_by_code_name_or_path(tmp_path: Path, written: str, code: str) -> None:
    found = reading(text(tmp_path / "a.csv", [HEADING, ("王芳", written, "", "", "wang")]))
    assert people(found)[0][1] == code


def test_several_departments_are_refused(tmp_path: Path) -> None:
    found = reading(text(tmp_path / "a.csv", [HEADING, ("王芳", "区民政局;区教育局", "", "", "wang")]))
    assert faults(found) == ["第 2 行 部门 列：“区民政局;区教育局”是几个部门，请只写一个（B2）"]


@pytest.mark.parametrize(
    "roles",
    [
        "A角/分管领导",
        "联络专员 A 角、分管领导",
        "联络专员Ａ角＋分管领导",
        "officer-a leader",
        "联络专员Ａ角\n分管领导",
        "Ａ角，分管领导",
    ],
)
def test_roles_as_people_write_them(tmp_path: Path, roles: str) -> None:
    found = reading(xlsx(tmp_path / "a.xlsx", {"人员": [HEADING, ("王芳", "区民政局", roles, "", "wang")]}))
    assert people(found)[0][2] == "officer-a leader"


def test_rare_names_in_gb18030(tmp_path: Path) -> None:
    rows = [HEADING, ("王𬭚镕", "区民政局", "", "", "wang"), ("㛃", "区教育局", "", "", "li")]
    found = reading(text(tmp_path / "a.csv", rows, encoding="gb18030"))
    assert [row[0] for row in people(found)] == ["王𬭚镕", "㛃"]


def test_rare_and_look_alike_characters_are_kept(tmp_path: Path) -> None:
    names = ["王\U0002ebf0", "\u2f65", "⺝", "𠮷田", "买买提·艾力", "葛\U000e0100", "_x0041_", "ＡＢ"]
    rows = [HEADING, *((name, "区民政局", "", "", f"u{place}") for place, name in enumerate(names))]
    for path in (
        xlsx(
            tmp_path / "a.xlsx",
            {"人员": [[cell if cell != "_x0041_" else "_x005F_x0041_" for cell in row] for row in rows]},
        ),
        xls(tmp_path / "a.xls", rows),
        text(tmp_path / "a.csv", rows),
        text(tmp_path / "b.csv", rows, encoding="utf-16"),
    ):
        assert [row[0] for row in people(reading(path))] == names


def test_departments_and_catalogue_in_chinese(tmp_path: Path) -> None:
    heading = ("序号", "单位代码", "单位名称", "单位类型", "状态", "备注")
    found = reading(text(tmp_path / "a.csv", [heading, (1, "GAJ", "区公安局", "责任部门", "在用", "")]), "departments")
    assert [(row["code"], row["name"], row["kind"], row["active"]) for _, row in found.records] == [
        ("GAJ", "区公安局", "responsible", "yes")
    ]
    titles = ("目录编码", "数据资源名称", "提供单位", "来源级别", "数据类型")
    found = reading(
        text(tmp_path / "b.csv", [titles, ("S-1", "低保人员", "区民政局", "市级", "融合数据")]), "catalogue", KNOWN
    )
    assert [(row["department"], row["origin"], row["kind"]) for _, row in found.records] == [("MZJ", "city", "fusion")]


@pytest.mark.parametrize(
    "moment", ["2026-09-17 09:30", "2026/9/17 9:30", "2026年9月17日 9:30", "２０２６－０９－１７ 09:30"]
)
def test_moments_as_people_write_them(tmp_path: Path, moment: str) -> None:
    heading = ("市级单号", "收到时间", "数据来源", "异议类型", "异议记录", "异议内容")
    found = reading(text(tmp_path / "a.csv", [heading, ("SH-1", moment, "某清单", "错误", "甲", "乙")]), "city-orders")
    assert faults(found) == []
    assert found.records[0][1]["received"] == "2026-09-17T09:30:00"


def test_the_administrators_are_separate_people(tmp_path: Path) -> None:
    """等保三级 8.1.5: no roster gives two of the administrators' roles to one person."""
    for roles in ("安全管理员、审计员", "安全管理员、中心运营", "审计管理员、督办"):
        rows = [TITLE, HEADING, ("王芳", "区民政局", roles, "13800000000", "lina")]
        (fault,) = faults(reading(xlsx(tmp_path / "a.xlsx", {"名册": rows})))
        assert f"{roles}不能由同一人担任" in fault
