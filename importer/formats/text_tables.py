"""CSV and tab-separated text: UTF-8, UTF-16, and GB18030 only with proof; a cell in another encoding is named."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from importer.formats.rows import Row, Sheet, TableError, letter, tidy

_SEPARATORS = "\t,;"
_LOOKED_AT = 20  # lines from which the separator is told
_AGAIN = "请在表格软件中打开，另存为 .xlsx 或“CSV UTF-8”"
_DANGEROUS = re.compile(r"'*[=+\-@\t\r＝＋－＠]|'+\d+$")  # a spreadsheet would run it, or it would lose its mark
_QUOTED = re.compile(r"'+(?:[=+\-@\t\r＝＋－＠]|\d+$)")
_EXACT = re.compile(r'="([^"]*)"')  # how some systems make Excel keep leading zeros
# GB 18030-2022 gives these codes to characters that its earlier editions left to the private use area.
_PRIVATE = (0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864)
_MOVED = dict(zip(_PRIVATE, range(0x9FB4, 0x9FBC), strict=True))
Placed = tuple[str, bytes]  # where a cell is, and what stands there
_WIDE = re.compile("[\u0800-\U0010ffff]")  # three bytes or more in UTF-8: no accident


def read_text(raw: bytes, name: str) -> Sheet:
    """The rows of a text file, numbered as a spreadsheet numbers them: a record is one row, however many lines."""
    content = _decoded(raw, name)
    mark, content = _separator(content)
    rows = [
        Row(number, tuple(tidy(_plain(cell)) for cell in cells))
        for number, cells in _records(content, mark, name)
        if any(cells)
    ]
    return Sheet(rows=[row for row in rows if any(row.cells)])


def _records(content: str, mark: str, name: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(content, newline=""), delimiter=mark, strict=True), 1):
            yield number, cells
    except csv.Error:
        raise TableError(f"{name} 第 {number + 1} 行：引号不成对，或后面有多余的字。{_AGAIN}。") from None


def _plain(cell: str) -> str:
    if _QUOTED.match(cell):
        return cell[1:]
    exact = _EXACT.fullmatch(cell)
    return exact[1] if exact else cell


def harmless(cell: str) -> str:
    """What a spreadsheet would run as a formula, quoted; reading takes one mark off again."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def _separator(content: str) -> tuple[str, str]:
    """The separator and the content without a line `sep=;`, which spreadsheets don't show as a row."""
    first, _, rest = content.partition("\n")
    if (named := re.fullmatch(r'"?sep=(.)"?\r?', first, re.IGNORECASE)) is not None:
        return named[1], rest
    lines = [line for line in re.split("[\r\n]+", content[:100_000]) if line.strip()][:_LOOKED_AT]
    with_it = Counter({mark: sum(mark in line for line in lines) for mark in _SEPARATORS})
    if with_it["\t"] * 2 >= len(lines) and with_it["\t"]:
        return "\t", content
    return max(",;", key=lambda mark: (with_it[mark], sum(line.count(mark) for line in lines))), content


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(raw, "utf-16", name)
    if b"\0" in raw:
        return _with_zeros(raw, name)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _gb18030(raw.removeprefix(codecs.BOM_UTF8), name, marked=raw.startswith(codecs.BOM_UTF8))


def _utf16(raw: bytes, encoding: str, name: str) -> str:
    try:
        text = raw.decode(encoding)
        if "\0" not in text:
            return text
        raise TableError(f"{name}：是 UTF-32 文本，或已损坏。{_AGAIN}。")
    except UnicodeDecodeError:
        raise TableError(f"{name}：是 UTF-16 文本，但已损坏（可能没有传完整）。{_AGAIN}。") from None


def _with_zeros(raw: bytes, name: str) -> str:
    """UTF-16 without its mark has a zero byte beside every separator; else a zero byte is damage, and is shown."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and any(mark in text for mark in f"{_SEPARATORS}\n"):
            return text
    for number, place, cell in _cells(raw, name):
        if b"\0" in cell:
            raise TableError(
                f"{name} 第 {number} 行 {letter(place)} 列含有空字符（NUL）：文件已损坏或不是文本。{_AGAIN}。"
            )
    raise TableError(f"{name}：不是文本，也不是表格。{_AGAIN}。")


def _cells(raw: bytes, name: str) -> Iterator[tuple[int, int, bytes]]:
    """Every cell's bytes, with its row and column: no separator is part of a longer character in either encoding."""
    content = raw.decode("latin-1")
    mark, content = _separator(content)
    for number, cells in _records(content, mark, name):
        for place, cell in enumerate(cells):
            yield number, place, cell.encode("latin-1")


def _gb18030(raw: bytes, name: str, *, marked: bool) -> str:
    """The text as GB18030, where every cell agrees and none is UTF-8; else the cells that disagree are named."""
    mixed, utf8, text = list[Placed](), list[Placed](), bytearray()
    for number, place, cell in _cells(raw, name):
        if cell.isascii():
            continue
        which = utf8 if _is_utf8(cell) else mixed
        which.append((f"第 {number} 行 {letter(place)} 列", cell))
        text += cell if which is mixed else b""
    if marked or len(utf8) >= len(mixed):
        raise TableError(_named(mixed, name))
    if utf8:
        raise TableError(_named(utf8, name, of="GB18030"))
    try:
        content = raw.decode("gb18030")
    except UnicodeDecodeError:
        wrong = [(where, cell) for where, cell in mixed if _as_gb18030(cell) is None]
        raise TableError(_named(wrong or mixed, name, of="GB18030")) from None
    if not _proved(text.decode("gb18030", "replace")):
        raise TableError(
            f"{name}：看不出是哪种文字编码：不是 UTF-8，按 GB18030 又不像中文，如{_quoted(mixed[0][1])}。{_AGAIN}。"
        )
    return content.translate(_MOVED)


def _is_utf8(cell: bytes) -> bool:
    """Whether the bytes are UTF-8 and not by accident: as GB18030 they would be broken or hold rare characters.

    Where they read well either way they count as UTF-8: whole words of everyday characters are none by accident.
    """
    try:
        text = cell.decode()
    except UnicodeDecodeError:
        return False
    other = _as_gb18030(cell)
    wide = _WIDE.findall(text)
    return bool(wide) and (other is None or any(not _is_usual(each) for each in other) or all(map(_is_usual, wide)))


def _as_gb18030(cell: bytes) -> str | None:
    try:
        return cell.decode("gb18030")
    except UnicodeDecodeError:
        return None


def _proved(text: str) -> bool:
    """Whether text that was read as GB18030 looks like it: most of it in everyday use, or in its four-byte form."""
    wide = [each for each in text if not each.isascii()]
    return sum(_is_usual(each) or len(each.encode("gb18030")) == 4 for each in wide) * 2 >= len(wide)


def _is_usual(each: str) -> bool:
    try:
        each.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _named(cells: list[Placed], name: str, of: str = "UTF-8") -> str:
    where = "；".join(f"{place}{_quoted(cell, of)}" for place, cell in cells[:5])
    more = f" 等 {len(cells)} 处" if len(cells) > 5 else ""
    return f"{name}：整个文件是 {of}，只有{where}{more}不是，不知道原来是什么字。请改正这些单元格，{_AGAIN[1:]}。"


def _quoted(cell: bytes, of: str = "UTF-8") -> str:
    if of == "UTF-8":
        text = _as_gb18030(cell)
        return "（无法读出）" if text is None else f"（按 GBK 读为“{text[:20]}”）"
    return f"（按 UTF-8 读为“{cell.decode()[:20]}”）" if _is_utf8(cell) else "（无法读出）"
