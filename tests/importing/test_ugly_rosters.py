"""Rosters of kinds that offices really send: each is read right, or refused with the cell and what to do (A2)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from importer.formats.rows import TableError
from tests.importing.import_fixture import ImportFixture
from tests.importing.roster_files import HEADING, READ, ROWS, people, reading, text, xlsx
from tests.importing.test_departments import file

SHORT = ("姓名", "部门", "企业微信帐号")


def said(path: Path, kind: str = "people") -> str:
    try:
        return "\n".join(str(fault) for fault in reading(path, kind).faults)
    except TableError as error:
        return str(error)


def cell(tmp_path: Path, column: str, value: object, kind: str = "people") -> str:
    row = {"姓名": "王芳", "部门": "MZJ", "企业微信帐号": "wang", column: value}
    return said(xlsx(tmp_path / "a.xlsx", {"名册": [list(row), list(row.values())]}), kind)


def rewritten(path: Path, name: Callable[[str], str], change: Callable[[bytes], bytes]) -> None:
    """The parts of a workbook under other names, or with other content."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for old, content in parts.items():
            part = zipfile.ZipInfo()
            part.filename = name(old)
            archive.writestr(part, change(content))


MOBILES: Sequence[object] = (
    *("13800000001", "138 0000 0001", "138-0000-0001", "+86 13800000001", "0086-13800000001", "8613800000001"),
    *("１３８０００００００１", 13800000001.0),
)


@pytest.mark.parametrize("value", MOBILES)
def test_a_mobile_is_one_number_however_it_is_written(tmp_path: Path, value: object) -> None:
    """It is looked up by its digits: 录入 finds its owner."""
    row = ("王芳", "区民政局", "", value, "wang")
    (_, found), = reading(xlsx(tmp_path / "a.xlsx", {"名册": [HEADING, row]})).records  # fmt: skip
    assert found["mobile"] == "13800000001"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("1380000001", "手机号应为 11 位，这里有 10 位（D2）"),
        ("+86 138000000011", "手机号应为 11 位，这里有 12 位"),
        ("'13800000001", "开头多了一个单引号（'），请删去（D2）"),
        ("13800000001.0", "像是软件导出时加了小数的数字"),
        ("无", "没有的请留空"),
    ],
)
def test_a_mobile_that_is_none_is_explained(tmp_path: Path, value: str, why: str) -> None:
    told = cell(tmp_path, "手机号", value)
    assert why in told
    assert "38000" not in told


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("企业微信帐号", "10086.0", "“10086.0”像是软件导出时加了小数的数字。请去掉末尾的“.0”"),
        (
            "企业微信帐号",
            "'wang",
            "第 2 行 企业微信帐号 列：开头多了一个单引号（'），请删去（C2“'wang”）",
        ),
        ("姓名", "'王芳", "开头多了一个单引号"),
        ("姓名", "12345", "“12345”不是姓名，请检查是否错了一列（A2）"),
    ],
)
def test_what_other_software_left_in_a_cell_is_named(tmp_path: Path, column: str, value: str, why: str) -> None:
    assert why in cell(tmp_path, column, value)


@pytest.mark.parametrize(
    "heading",
    [
        ("联络员姓名", "单位全称", "角色", "移动电话/手机", "企业微信\nUserID（必填）："),
        ("姓 名", "＊工作单位", "系统角色", "手 机 号", "平台帐号"),
    ],
)
def test_headings_as_forms_have_them(tmp_path: Path, heading: tuple[str, ...]) -> None:
    assert people(reading(xlsx(tmp_path / "a.xlsx", {"名册": [heading, *ROWS]}))) == READ


def test_columns_of_a_resource_platform_are_left_out(tmp_path: Path) -> None:
    heading = ("序号", "目录编码", "数据目录名称", "责任单位", "更新频率", "共享类型")
    found = reading(
        text(tmp_path / "a.csv", [heading, (1, "S-1", "低保人员", "区民政局", "每日", "无条件共享")]), "catalogue"
    )
    assert [row["code"] for _, row in found.records] == ["S-1"]
    assert "不导入的列：序号、更新频率、共享类型" in found.notes


@pytest.mark.parametrize(("roles", "kept"), [("联络专员（A角）", "officer-a"), ("【分管领导】", "leader")])
def test_roles_in_brackets(tmp_path: Path, roles: str, kept: str) -> None:
    assert people(reading(text(tmp_path / "a.csv", [HEADING, ("王芳", "MZJ", roles, "", "wang")])))[0][2] == kept


def test_signatures_and_totals_below_a_table(tmp_path: Path) -> None:
    ends = [
        ("审核人：李四", "联系电话：138"),
        ("合计", 2),
        ("2026年11月30日",),
        ("（盖章）",),
        ("小计：1", "", "", "", "x"),
    ]
    found = reading(xlsx(tmp_path / "a.xlsx", {"名册": [HEADING, *ROWS, *ends]}))
    assert people(found) == READ
    assert "第 4–8 行是合计、说明或签名，略过" in found.notes
    assert "第 4 行 部门 列：不能为空" in said(text(tmp_path / "a.csv", [SHORT, *[r[:2] for r in ROWS], ("赵六",)]))


def test_a_cell_of_utf8_in_a_file_of_gb18030_is_named(tmp_path: Path) -> None:
    """Its bytes are everyday characters either way: 赵强 would be imported as 璧靛己."""
    rows = [SHORT, ("王芳", "区民政局", "a"), ("李雷", "区教育局", "b"), ("赵强", "区教育局", "c")]
    raw = text(tmp_path / "a.csv", rows, encoding="gb18030").read_bytes()
    (tmp_path / "a.csv").write_bytes(raw.replace("赵强".encode("gb18030"), "赵强".encode()))
    assert "整个文件是 GB18030，只有第 4 行 A 列（按 UTF-8 读为“赵强”）不是" in said(tmp_path / "a.csv")


def test_a_broken_cell_of_gb18030_is_named(tmp_path: Path) -> None:
    raw = text(tmp_path / "a.csv", [SHORT, ("王芳", "区民政局", "a")], encoding="gb18030").read_bytes()
    (tmp_path / "a.csv").write_bytes(raw.replace("王芳".encode("gb18030"), "王芳".encode("gb18030")[:-1]))
    assert "整个文件是 GB18030，只有第 2 行 A 列（无法读出）不是" in said(tmp_path / "a.csv")


def test_names_that_gb18030_has_moved_out_of_the_private_area(tmp_path: Path) -> None:
    """GB 18030-2022: FE59 is 龴, in the codes of its first edition a place of the private use area."""
    raw = text(tmp_path / "a.csv", [HEADING, ("王某", "区民政局", "", "", "a")], encoding="gb18030").read_bytes()
    (tmp_path / "a.csv").write_bytes(raw.replace("某".encode("gb18030"), b"\xfe\x59"))
    assert people(reading(tmp_path / "a.csv"))[0][0] == "王龴"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("姓名,部门\n王芳,MZJ\n".encode("utf-32"), "是 UTF-32 文本"),
        ("姓名，部门，企业微信帐号\n王芳，MZJ，w\n".encode(), "列与列之间请用逗号或制表符分开"),
        ("姓名|部门\n王芳|MZJ\n".encode(), "列与列之间请用逗号或制表符分开"),
        (b"<!-- oa --><html><table>", "内容是网页"),
        ('姓名,部门\n"王"芳,MZJ\n'.encode(), "第 2 行：引号不成对"),
    ],
)
def test_what_is_no_table_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert why in said(tmp_path / "a.csv")


def test_parts_named_with_backslashes(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"名册": [HEADING, *ROWS]})
    rewritten(path, lambda name: name.replace("/", "\\"), lambda content: content)
    assert people(reading(path)) == READ


def test_a_row_of_no_height_is_hidden(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"名册": [HEADING, *ROWS]})
    rewritten(path, lambda name: name, lambda content: content.replace(b'<row r="3"', b'<row ht="0" r="3"'))
    found = reading(path)
    assert "第 3 行在表格中是隐藏的，照样导入；不要的请从文件中删去" in found.notes


def test_the_same_account_twice_says_what_to_do(tmp_path: Path) -> None:
    rows = [SHORT, ("王芳", "MZJ", "wang"), ("王芳", "JYJ", "WANG")]
    assert "与第 2 行重复。一个人写一行、属一个部门，请只留一行（C3“WANG”）" in said(text(tmp_path / "a.csv", rows))


def test_a_fault_found_by_comparison_names_its_cell(directory: ImportFixture) -> None:
    (fault,) = file(directory, "departments", "编号,名称", "X1,区民政局").refused
    assert str(fault) == "第 2 行 名称 列：部门 MZJ 也叫“区民政局”。请改名，或写明并入哪个部门（B2）"
