"""Old Office files (OLE2): the type by the names of their streams; macros and installers are refused."""

from __future__ import annotations

from typing import IO

from store.files.unfit import Unfit

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ANY = ("doc", "xls", "ppt", "wps", "et", "dps")
_NAMES = (("WordDocument", ("doc", "wps")), ("Workbook", ("xls", "et")), ("PowerPoint Document", ("ppt", "dps")))
_BOOK = "Book\0\0"  # Excel 5 and 95; Workbook ends the same, and is sought before
_MACROS = "_VBA_PROJECT"
_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")  # class of Windows Installer packages
_PIECE, _OVERLAP = 256 * 1024, 128


def types_of(stream: IO[bytes]) -> tuple[str, ...]:
    """The types that this file can have; all old ones where no stream's name is known. Raises Unfit."""
    wanted = {name: name.encode("utf-16-le") for name in (*(name for name, _ in _NAMES), _BOOK, _MACROS)}
    found = _held(stream, {**wanted, "installer": _INSTALLER})
    if _MACROS in found:
        raise Unfit("含有宏的文件不能接收，请另存为不含宏的格式。")
    if "installer" in found:
        raise Unfit("这是程序或者脚本，不能接收。")
    for name, types in _NAMES:
        if name in found:
            return types
    return ("xls", "et") if _BOOK in found else _ANY


def _held(stream: IO[bytes], wanted: dict[str, bytes]) -> set[str]:
    """Which of these byte strings occur in the stream."""
    found: set[str] = set()
    stream.seek(0)
    rest = b""
    while piece := stream.read(_PIECE):
        text = rest + piece
        found |= {name for name, raw in wanted.items() if raw in text}
        rest = text[-_OVERLAP:]
    return found
