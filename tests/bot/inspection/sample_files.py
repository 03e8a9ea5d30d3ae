"""Sample files for the inspection: workbooks, documents and photos with hidden content."""

from __future__ import annotations

import io
import struct
import zipfile

from openpyxl import Workbook
from openpyxl.comments import Comment

ID_CARD = "11010519491231002X"  # the example number of GB 11643
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def plain_workbook() -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("名称", "地址"), ("某公司", "99号"), ("某店", "88号")):
        sheet.append(row)
    return book


def workbook_with_hidden_parts() -> Workbook:
    """A hidden sheet, one hidden row and one hidden column with content, others without, a comment."""
    book = plain_workbook()
    sheet = book.active
    assert sheet is not None
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet["A1"].comment = Comment("请核对", "某人")
    hidden = book.create_sheet("名单")
    hidden["A1"], hidden["A2"] = ID_CARD, 13912345678
    hidden.sheet_state = "veryHidden"
    return book


def docx(body: str, **parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{WORD}">{text}</w:{name}>')
    return stream.getvalue()


def with_picture(document: bytes, picture: bytes) -> bytes:
    stream = io.BytesIO(document)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/media/image1.jpeg", picture)
    return stream.getvalue()


def tiff(order: str, *, position: bool = True, camera: bool = True) -> bytes:
    """An EXIF block: a first directory, and the GPS directory it refers to."""
    entries = [(0x0110, 2, 4, 0x58595A00)] if camera else []
    entries += [(0x8825, 4, 1, 64)] if position else []
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    place = _directory(order, [(2, 5, 3, 200), (4, 5, 3, 224)]) if position else b""
    return (head + _directory(order, entries)).ljust(64, b"\0") + place + bytes(200)


def _directory(order: str, entries: list[tuple[int, int, int, int]]) -> bytes:
    packed = b"".join(struct.pack(f"{order}HHII", *entry) for entry in entries)
    return struct.pack(f"{order}H", len(entries)) + packed + bytes(4)


def jpeg(*blocks: bytes) -> bytes:
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block for block in blocks)
    return b"\xff\xd8" + segments + b"\xff\xda\0\x02" + bytes(40) + b"\xff\xd9"


def photo(order: str = "<", *, position: bool = True, camera: bool = True) -> bytes:
    return jpeg(b"Exif\0\0" + tiff(order, position=position, camera=camera))


def png(block: bytes = b"") -> bytes:
    chunks = [(b"IHDR", bytes(13)), *([(b"eXIf", block)] if block else []), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + bytes(4) for name, data in chunks
    )


def webp(block: bytes) -> bytes:
    return b"RIFF" + bytes(4) + b"WEBP" + b"EXIF" + struct.pack("<I", len(block)) + block
