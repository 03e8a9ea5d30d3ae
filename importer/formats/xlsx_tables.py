"""XLSX workbooks of Excel and WPS, read as a stream; sizes are limited before anything is unpacked."""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import IO, TYPE_CHECKING

from defusedxml import ElementTree

from importer.formats.rows import Sheet, TableError
from importer.formats.xlsx_cells import EPOCHS, Cells, is_on, tag_of, words_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_UNPACKED = 256 * 1024 * 1024  # limit against zip bombs: an XLSX is a zip file
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built in, the Chinese ones too
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # of a number format


def read_xlsx(source: IO[bytes], name: str) -> list[Sheet]:
    """Every sheet, hidden ones too. Raises TableError where it is no workbook."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _Workbook(archive, name).sheets()
    except TableError:
        raise
    except Exception as error:  # noqa: BLE001 -- damage can make the parsers raise almost anything
        raise TableError(f"{name}：不是完好的 XLSX 文件（{type(error).__name__}）。请用 Excel 重新另存。") from None


class _Workbook:
    """The parts of one workbook that are needed to show its cells."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise TableError(f"{name}：解压后超过 {MAX_UNPACKED // 1024 // 1024} MB，不予打开。")
        if any(part.flag_bits & 1 for part in parts):
            raise TableError(f"{name}：压缩包有密码，读不了。请用 Excel 另存为没有密码的 .xlsx。")
        self._parts = {part.filename.replace("\\", "/").lower(): part.filename for part in parts}
        self._main = next((part for part in self._parts if part.endswith("workbook.xml")), "")
        if not self._main:
            raise TableError(f"{name}：不是 XLSX 文件{self._kind()}。请用 Excel 或 WPS 另存为 .xlsx。")

    def _kind(self) -> str:
        if any(part.endswith("workbook.bin") for part in self._parts):
            return "，而是 .xlsb"
        return "，而是 .ods" if "content.xml" in self._parts else ""

    def sheets(self) -> list[Sheet]:
        book = self._tree(self._main)
        folder = posixpath.dirname(self._main)
        targets = {
            each.get("Id"): posixpath.normpath(posixpath.join(folder, each.get("Target", ""))).lstrip("/")
            for each in self._tree(f"{folder}/_rels/{posixpath.basename(self._main)}.rels")
        }
        epoch = next((EPOCHS[is_on(each, "date1904")] for each in book if tag_of(each) == "workbookPr"), EPOCHS[0])
        texts, formats = self._texts(folder), self._formats(folder)
        found = []
        for each in (each for group in book if tag_of(group) == "sheets" for each in group):
            target = targets.get(next((value for key, value in each.items() if key.endswith("}id")), ""), "")
            if target.lower() in self._parts and "chart" not in target:
                sheet = Sheet(each.get("name", ""), each.get("state", "visible") != "visible")
                with self._open(target) as source:
                    Cells(sheet, texts, formats, epoch).read(source, self._name)
                found.append(sheet)
        return found

    def _open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._parts[part.lower()])

    def _tree(self, part: str) -> Element:
        with self._open(part) as source:
            root: Element = ElementTree.parse(source, forbid_dtd=True).getroot()  # type: ignore[assignment]
            return root

    def _texts(self, folder: str) -> list[str]:
        """The strings that cells refer to by number."""
        part, found = f"{folder}/sharedstrings.xml", list[str]()
        if part not in self._parts:
            return found
        with self._open(part) as source:
            for _, element in ElementTree.iterparse(source, forbid_dtd=True):
                if tag_of(element) == "si":
                    found.append(words_of(element))
                    element.clear()
        return found

    def _formats(self, folder: str) -> list[tuple[bool, str]]:
        """For every cell style whether it shows a date, and its number format."""
        if f"{folder}/styles.xml" not in self._parts:
            return []
        root, codes, found = self._tree(f"{folder}/styles.xml"), dict[int, str](), list[tuple[bool, str]]()
        for group in root:
            for each in group if tag_of(group) in ("numFmts", "cellXfs") else ():
                number = int(each.get("numFmtId") or 0)
                if tag_of(each) == "numFmt":
                    codes[number] = each.get("formatCode", "")
                else:
                    found.append((number in _DATES or _shows_date(codes.get(number, "")), codes.get(number, "")))
        return found


def _shows_date(code: str) -> bool:
    plain = _LITERAL.sub("", code.partition(";")[0]).lower()
    return "general" not in plain and any(each in plain for each in "ymdhs年月日")
