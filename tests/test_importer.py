"""Import files: every encoding of Excel, faults by row and column, size limits (zip bombs)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from importer.row_fields import FORMS, Known, Reading, check, codes
from importer.spellings import ROLES
from importer.table_files import MAX_BYTES, MAX_UNPACKED, Row, TableError, read_table
from store.people.persons import ROLES as STORED_ROLES

REST = {"lead_office": "", "active": "yes", "merged_into": ""}
KNOWN = Known({"区民政局": "D2", "d2": "D2"}, frozenset({"s1"}))


def file(tmp_path: Path, content: str | bytes, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(tmp_path: Path, content: str | bytes, kind: str = "departments", encoding: str = "utf-8") -> Reading:
    return check(read_table(file(tmp_path, content, encoding=encoding)), FORMS[kind], KNOWN)


def faults(tmp_path: Path, row: str, kind: str) -> list[tuple[int, str]]:
    found = read(tmp_path, f"{','.join(FORMS[kind])}\n{row}\n", kind)
    return [(fault.row, fault.column) for fault in found.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_encoding_excel_writes(tmp_path: Path, encoding: str, newline: str) -> None:
    text = newline.join(("code,name,kind", "D1,区大数据中心,centre", '"D2","区民政局, 本级",责任部门', "", ",,"))
    reading = read(tmp_path, text, encoding=encoding)
    assert reading.faults == []
    assert reading.records == [
        (2, {"code": "D1", "name": "区大数据中心", "kind": "centre", **REST}),
        (3, {"code": "D2", "name": "区民政局, 本级", "kind": "responsible", **REST}),
    ]


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_other_separators(tmp_path: Path, mark: str) -> None:
    assert len(read(tmp_path, f"code{mark}name{mark}kind\nD1{mark}x{mark}centre\n").records) == 1


def test_a_workbook_with_numbers_for_codes(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Code", "Name", "Kind", None],
        [310105, "区民政局", "responsible", None],
        [None],
        [7.0, "乙", "", None],
    ):
        sheet.append(row)
    book.save(tmp_path / "d.xlsx")
    reading = check(read_table(tmp_path / "d.xlsx"), FORMS["departments"], KNOWN)
    assert reading.faults == []
    assert [(number, record["code"]) for number, record in reading.records] == [(2, "310105"), (4, "7")]


@pytest.mark.parametrize(
    ("kind", "row", "expected"),
    [
        ("departments", "D1,甲,bogus", [(2, "kind")]),
        ("departments", ",甲,centre", [(2, "code")]),
        ("departments", "D 1,甲,centre", [(2, "code")]),
        ("departments", "D1,,", [(2, "name")]),
        ("departments", "D1,甲,centre,综合科,是,,surplus", [(2, "")]),
        ("departments", "D1,甲,centre\nD1,乙,centre", [(3, "code")]),
        ("departments", '"D1\nx",甲,centre', [(2, "code")]),  # the row a spreadsheet shows
        ("people", "张三,D9,proposer,,zs,", [(2, "department")]),
        ("people", "张三,D2,king,13800000000,zs,", [(2, "roles")]),
        ("people", "张三,D2,,abc,zs,", [(2, "mobile")]),
        ("people", "张三,D2,,,z s,", [(2, "wecom")]),
        ("people", "张三,D2,,,zs,\n李四,D2,,,ZS,", [(3, "wecom")]),
        ("people", "张三,区民政局,officer-a 分管领导,021-62345678,zs,", []),
        ("catalogue", "C1,甲,D2,moon,source,", [(2, "origin")]),
        ("catalogue", "C1,甲,D2,district,mixed,", [(2, "kind")]),
        ("catalogue", "C1,甲,D2,district,fusion,S1 S9", [(2, "sources")]),
        ("catalogue", "C1,甲,D2,,,s1", []),
        ("catalogue", "C1,甲,D2,,fusion,s1 D2", []),
    ],
)
def test_faults_by_row_and_column(tmp_path: Path, kind: str, row: str, expected: list[tuple[int, str]]) -> None:
    assert faults(tmp_path, row, kind) == expected


RARE = "王\ue863\U0002ebf0\U00031350\U000323b0镕𬭚葛\U000e0100\uf9dc"


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("departments", "D1,区{}局,centre"),
        ("people", "{},D2,,,zs,"),
        ("catalogue", "C1,{}登记,D2,,,"),
    ],
)
def test_names_keep_rare_characters_and_lose_invisible_ones(tmp_path: Path, kind: str, row: str) -> None:
    reading = read(tmp_path, f"{','.join(FORMS[kind])}\n{row.format(RARE)}\n", kind)
    assert reading.faults == []
    assert RARE in reading.records[0][1]["name"]
    for mark in (
        "\x01",
        "\x7f",
        "\x85",
        "\ufdd0",
        "\U0001ffff",
        "\u200b",
        "\u202e",
        "\u00ad",
        "\u200d",
        "\u2028",
        "\u2003",
    ):
        found = read(tmp_path, f"{','.join(FORMS[kind])}\n{row.format(f'王{mark}明')}\n", kind).faults
        assert [(fault.row, fault.column, fault.text) for fault in found] == [(2, "name", "含有换行或看不见的字符")]


def test_texts_of_a_city_order_keep_joiners(tmp_path: Path) -> None:
    words = f"{RARE}👨\u200d👩 \u0645\u06cc\u200c\u062e"
    row = f"SH-1,2026-09-17 09:30,,某清单,error,{words},{words},"
    reading = read(tmp_path, f"{','.join(FORMS['city-orders'])}\n{row}\n", "city-orders")
    assert reading.faults == []
    assert reading.records[0][1]["records"] == words
    assert faults(tmp_path, row.replace("👩", "\x02"), "city-orders") == [(2, "records"), (2, "doubt")]


def test_an_invalid_phone_number_is_not_printed(tmp_path: Path) -> None:
    reading = read(tmp_path, "name,department,roles,mobile\n张三,D2,,1381234x678\n", "people")
    assert "1381234" not in str(reading.faults[0])


@pytest.mark.parametrize("heading", ["", "code,name,kind,colour", "code,kind", "code,name,name", "部门,名称"])
def test_an_unknown_heading_lists_the_columns(tmp_path: Path, heading: str) -> None:
    with pytest.raises(TableError, match="code,name,kind"):
        read(tmp_path, f"{heading}\nD1,x,y\n" if heading else "")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\x00\x01\x02\xff\xfe"),
        ("a.csv", b'code,name,kind\n"unclosed,x\n'),
        ("a.xls", b"\xd0\xcf\x11\xe0"),
        ("a.xlsx", b"no zip"),
        ("a.xlsx", b"PK\x03\x04 broken"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(TableError, match=r"a\."):
        list(read_table(file(tmp_path, content, name)))


def test_a_zip_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "x")
    with pytest.raises(TableError, match="XLSX"):
        list(read_table(file(tmp_path, buffer.getvalue(), "a.xlsx")))


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/x.xml", "w") as member:
        for _ in range(MAX_UNPACKED // (1 << 20) + 1):
            member.write(bytes(1 << 20))
    assert path.stat().st_size < MAX_BYTES
    with pytest.raises(TableError, match="解压后超过"):
        list(read_table(path))


def test_too_large_a_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as handle:
        handle.truncate(MAX_BYTES + 1)
    with pytest.raises(TableError, match="超过 32 MB"):
        list(read_table(path))


def test_every_role_of_the_import_is_a_role_of_the_store() -> None:
    assert list(ROLES) == list(STORED_ROLES)


@pytest.mark.parametrize("mark", [" ", "、", "，", "；", ",", ";"])
def test_roles_are_split_at_any_separator(tmp_path: Path, mark: str) -> None:
    reading = read(tmp_path, f'name,department,roles\n张三,D2,"联络专员A角{mark}分管领导"\n', "people")
    assert [record["roles"] for _, record in reading.records] == ["officer-a leader"]


def test_codes_of_the_file_itself() -> None:
    assert codes([Row(1, ("name", "Code")), Row(2, ("x", "A-1")), Row(3, ("y",))]) == {"a-1"}
    assert codes([]) == set()
