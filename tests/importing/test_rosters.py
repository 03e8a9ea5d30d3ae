"""Rosters as offices send them: whatever office software wrote them, what can be read is, the rest is explained."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from importer.formats.rows import TableError
from tests.importing.roster_files import HEADING, READ, ROWS, people, reading, text, xls, xlsx

TITLE = ("长宁区公共数据异议联络人员名册",)
NUMBERED = [("序号", *HEADING, "备注"), *((number, *row, "新调入") for number, row in enumerate(ROWS, 1))]


def rows_of(found: Any) -> list[int]:
    return [number for number, _ in found.records]


def faults(found: Any) -> list[str]:
    return [str(fault) for fault in found.faults]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_text_in_every_encoding_and_separator(tmp_path: Path, mark: str, end: str, encoding: str) -> None:
    found = reading(text(tmp_path / "a.csv", [TITLE, *NUMBERED], mark=mark, end=end, encoding=encoding))
    assert people(found) == READ
    assert rows_of(found) == [3, 4]


@pytest.mark.parametrize("name", ["a.txt", "a.tsv", "a.xls", "a.et", "a"])
def test_the_bytes_say_what_a_file_is(tmp_path: Path, name: str) -> None:
    assert people(reading(text(tmp_path / name, NUMBERED, mark="\t"))) == READ
    assert people(reading(xlsx(tmp_path / "a.xlsx", {"人员": NUMBERED}).rename(tmp_path / name))) == READ
    assert people(reading(xls(tmp_path / "b.xls", NUMBERED).rename(tmp_path / name))) == READ


def test_a_title_above_and_totals_below(tmp_path: Path) -> None:
    ends = [("合计", "", "", "", "", 2), ("填表人：王芳", "", "", "审核人："), ("注：本表每月报送",)]
    found = reading(xlsx(tmp_path / "a.xlsx", {"人员": [TITLE, ("填报时间：2026年11月",), *NUMBERED, *ends]}))
    assert people(found) == READ
    assert rows_of(found) == [4, 5]
    assert "第 1–2 行在列名之前，作为标题略过" in found.notes
    assert "第 6–8 行是合计、说明或签名，略过" in found.notes
    assert "不导入的列：序号、备注" in found.notes


def test_a_repeated_heading_is_left_out(tmp_path: Path) -> None:
    found = reading(xlsx(tmp_path / "a.xlsx", {"人员": [HEADING, ROWS[0], HEADING, ROWS[1]]}))
    assert people(found) == READ
    assert "第 3 行重复列名，略过" in found.notes


def test_a_heading_of_two_rows_with_merged_cells(tmp_path: Path) -> None:
    upper = ("姓名", "部门", "角色", "联系方式", "")
    lower = ("", "", "", "手机", "企业微信（userid）")

    def merge(book: Workbook) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"):
            book.worksheets[0].merge_cells(cells)

    for change in (merge, lambda _: None):
        found = reading(xlsx(tmp_path / "a.xlsx", {"人员": [upper, lower, *ROWS]}, change))
        assert people(found) == READ
        assert rows_of(found) == [3, 4]
    assert people(reading(text(tmp_path / "a.csv", [upper, lower, *ROWS]))) == READ


def test_merged_cells_of_a_column_are_filled_in(tmp_path: Path) -> None:
    rows = [HEADING, ROWS[0], ("李雷", "", "经办", "", "li.lei"), ("韩梅", "区教育局", "", "", "han.mei")]

    def merge(book: Workbook) -> None:
        book.worksheets[0].merge_cells("B2:B3")

    assert [row[1] for row in people(reading(xlsx(tmp_path / "a.xlsx", {"人员": rows}, merge)))] == [
        "MZJ",
        "MZJ",
        "JYJ",
    ]

    def merge_old(_book: Any, sheet: Any) -> None:
        sheet.merge(1, 2, 1, 1)

    assert [row[1] for row in people(reading(xls(tmp_path / "a.xls", rows, merge_old)))] == ["MZJ", "MZJ", "JYJ"]
    empty = reading(xlsx(tmp_path / "b.xlsx", {"人员": rows}))
    assert faults(empty) == ["工作表“人员”第 3 行 部门 列：不能为空（B3）"]


def test_hidden_sheets_rows_and_columns_are_pointed_out(tmp_path: Path) -> None:
    def hide(book: Workbook) -> None:
        book["旧名册"].sheet_state = "hidden"
        book["人员"].row_dimensions[3].hidden = True
        book["人员"].column_dimensions["C"].hidden = True

    sheets: dict[str, Any] = {
        "说明": [("填表说明",)],
        "旧名册": [HEADING, ("旧人", "区民政局", "", "", "old")],
        "人员": [HEADING, *ROWS],
    }
    path = xlsx(tmp_path / "a.xlsx", sheets, hide)
    found = reading(path)
    assert people(found) == READ
    notes = "\n".join(found.notes)
    for said in (
        "第 3 行在表格中是隐藏的", "C 列“角色”在表格中是隐藏的", "隐藏的工作表不导入：“旧名册”",
        "读取工作表“人员”，没有列名的略过：“说明”",
    ):  # fmt: skip
        assert said in notes
    assert people(reading(path, sheet="旧名册"))[0][0] == "旧人"
    with pytest.raises(TableError, match="没有工作表“新名册”。文件中有：“说明”、“旧名册”、“人员”"):
        reading(path, sheet="新名册")


def test_an_old_workbook_shows_what_is_hidden(tmp_path: Path) -> None:
    def hide(book: Any, sheet: Any) -> None:
        sheet.row(1).hidden = True
        book.add_sheet("字典").visibility = 1

    found = reading(xls(tmp_path / "a.xls", [HEADING, *ROWS], hide))
    assert people(found) == READ
    assert "第 2 行在表格中是隐藏的，照样导入；不要的请从文件中删去" in found.notes


def test_only_a_hidden_sheet_fits(tmp_path: Path) -> None:
    def hide(book: Workbook) -> None:
        book["人员"].sheet_state = "veryHidden"

    with pytest.raises(TableError, match="只有隐藏的工作表有列名：“人员”"):
        reading(xlsx(tmp_path / "a.xlsx", {"说明": [("说明",)], "人员": [HEADING, *ROWS]}, hide))


def test_two_sheets_that_fit(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"一": [HEADING, ROWS[0]], "二": [HEADING, ROWS[1]]})
    with pytest.raises(TableError, match="几张工作表都有列名：“一”、“二”。请加 --sheet"):
        reading(path)
    assert people(reading(path, sheet="二")) == READ[1:]


def test_formatted_empty_rows_are_no_rows(tmp_path: Path) -> None:
    def paint(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.cell(1_048_576, 3).fill = PatternFill("solid", fgColor="FFFF00")
        for number in range(10, 10_010):
            sheet.cell(number, 1).fill = PatternFill("solid", fgColor="FFFF00")

    assert people(reading(xlsx(tmp_path / "a.xlsx", {"人员": [HEADING, *ROWS]}, paint))) == READ


def test_a_hundred_thousand_blank_rows(tmp_path: Path) -> None:
    blank = [("", "", "", "", "")] * 100_000
    assert people(reading(text(tmp_path / "a.csv", [HEADING, *ROWS, *blank]))) == READ
    far = reading(text(tmp_path / "a.csv", [HEADING, *ROWS, *blank, ("韩梅", "区无此局", "", "", "han")]))
    assert [fault.row for fault in far.faults] == [100_004]


def test_row_numbers_are_those_of_the_sheet(tmp_path: Path) -> None:
    """A cell with a line break, an empty row and a line `sep=,`, which a spreadsheet does not show."""
    path = tmp_path / "a.csv"
    path.write_text('sep=,\n姓名,部门,企业微信帐号\n"王\n芳",区民政局,wang\n\n李雷,区无此局,li.lei\n', encoding="utf-8")
    assert [fault.row for fault in reading(path).faults] == [2, 4]


@pytest.mark.parametrize(
    "heading",
    [
        ("name", "部门", "roles", "联系电话", "wecom"),
        ("姓名*", "所在部门", "角色（多个用、分开）", "手机号码", "企业微信账号"),
        ("姓 名", "单位", "角色：", "联系电话", "ｕｓｅｒｉｄ"),
        ("\ufeff姓名", "部门\n名称", "角色", "手机", "企微账号"),
    ],
)
def test_headings_in_both_languages(tmp_path: Path, heading: tuple[str, ...]) -> None:
    assert people(reading(xlsx(tmp_path / "a.xlsx", {"人员": [heading, *ROWS]}))) == READ


def test_the_export_of_a_platforms_own_directory(tmp_path: Path) -> None:
    """WeCom's and DingTalk's address books: their own columns, and a path as the department."""
    heading = ("姓名", "帐号", "别名", "职务", "部门", "性别", "手机", "座机", "个人邮箱", "激活状态", "禁用状态")
    row = ("王芳", "wang.fang", "小王", "科长", "长宁区/区民政局", "女", "'13800000001", "", "", "已激活", "")
    found = reading(text(tmp_path / "a.csv", [("填写须知：不要修改表头",), heading, row]))
    assert people(found) == [("王芳", "MZJ", "proposer", "wang.fang")]
    assert found.records[0][1]["mobile"] == "13800000001"


def test_an_office_beside_its_unit(tmp_path: Path) -> None:
    rows = [("姓名", "单位", "部门"), ("王芳", "区民政局", "社会救助科")]
    assert [row[1] for row in people(reading(text(tmp_path / "a.csv", rows)))] == ["MZJ"]


def test_code_and_name_of_a_department_side_by_side(tmp_path: Path) -> None:
    rows = [("姓名", "部门名称", "部门编号"), ("王芳", "随便写的", "MZJ")]
    found = reading(text(tmp_path / "a.csv", rows))
    assert [record["department"] for _, record in found.records] == ["MZJ"]
    assert "不导入的列：部门名称" in found.notes


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        (("姓名", "部门", "姓名"), "重复：A 列“姓名”和C 列“姓名”"),
        (("姓名", "部门", "手机", "联系电话"), "重复：C 列“手机”和D 列“联系电话”"),
        (("姓名", "部门", "角涩"), "不认识 C 列“角涩”"),
        (("姓名", "手机"), "缺少 部门（department）"),
        (("名册",), "第 1 行起找不到列名"),
    ],
)
def test_a_heading_that_does_not_fit_is_explained(tmp_path: Path, heading: tuple[str, ...], said: str) -> None:
    with pytest.raises(TableError, match=said) as raised:
        reading(text(tmp_path / "a.csv", [heading, ("王芳", "MZJ", "x", "y")]))
    assert "姓名、部门、角色、手机号、企业微信帐号" in str(raised.value)


def test_something_in_a_column_without_a_name(tmp_path: Path) -> None:
    found = reading(text(tmp_path / "a.csv", [("姓名", "部门"), ("王芳", "MZJ", "", "临时")]))
    assert "D2 单元格没有列名" in faults(found)[0]


def test_one_cell_in_another_encoding_is_named(tmp_path: Path) -> None:
    lines = [b",".join(str(cell).encode() for cell in row) for row in [HEADING, *ROWS]]
    lines[2] = lines[2].replace("李雷".encode(), "李雷".encode("gb18030"))
    (tmp_path / "a.csv").write_bytes(b"\n".join(lines))
    with pytest.raises(TableError, match="只有第 3 行 A 列（按 GBK 读为“李雷”）不是"):
        reading(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_bytes(b"\n".join(lines)[:-8] + b"\xe5\x8c")
    with pytest.raises(TableError, match="第 3 行"):
        reading(tmp_path / "a.csv")


@pytest.mark.parametrize("encoding", ["latin-1", "shift_jis", "big5"])
def test_an_unknown_encoding_is_not_guessed(tmp_path: Path, encoding: str) -> None:
    words = {"latin-1": "Müller-Öztürk", "shift_jis": "ひらがなカタカナ", "big5": "許功蓋臺灣繁體姓名與廳處室單位"}[
        encoding
    ]
    (tmp_path / "a.csv").write_bytes(f"name,department\n{words},MZJ\n".encode(encoding))
    with pytest.raises(TableError, match=r"看不出是哪种文字编码|只有第 2 行"):
        reading(tmp_path / "a.csv")


def test_zero_bytes_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("姓名,部门\n王芳,MZJ\n李\0雷,MZJ\n".encode())
    with pytest.raises(TableError, match="第 3 行 A 列含有空字符"):
        reading(tmp_path / "a.csv")


def test_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,部门,企业微信帐号\n"王""芳""",区民政局,="0012"\n', encoding="utf-8")
    assert people(reading(path)) == [('王"芳"', "MZJ", "proposer", "0012")]
    path.write_text('姓名,部门\n"王芳,区民政局\n李雷,区教育局\n', encoding="utf-8")
    with pytest.raises(TableError, match="引号不成对"):
        reading(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"\xef\xbb\xbf\r\n,,\r\n", "文件是空的"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "内容是网页"),
        (b"\xef\xbb\xbf<table><tr><td>a</td></tr></table>", "内容是网页"),
        (b'<?xml version="1.0"?><Workbook/>', "内容是网页"),
        (b"MIME-Version: 1.0\r\n", "内容是网页"),
        (b"%PDF-1.7", "是PDF，不是表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是完好的 .xls 表格"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "有打开密码"),
        (b"PK\x03\x04broken", "不是完好的 XLSX 文件"),
    ],
)
def test_what_is_no_table_is_refused_with_the_remedy(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(TableError, match=said):
        reading(tmp_path / "a.xls")


def test_other_packages_are_named(tmp_path: Path) -> None:
    for part, said in (("content.xml", "而是 .ods"), ("xl/workbook.bin", "而是 .xlsb")):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr(part, "x")
        with pytest.raises(TableError, match=said):
            reading(tmp_path / "a.xlsx")


def test_a_row_without_end_is_not_unpacked(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"人员": [HEADING]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        b"<worksheet><sheetData><row>" + b"<c/>" * 100_000 + b"</row></sheetData></worksheet>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(TableError, match="有一行超过 16384 列"):
        reading(path)
