"""Members of zip and rar files, read from their directories: programs and macros refuse the whole file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO

from store.files.unfit import Unfit

ZIP, RAR = b"PK\x03\x04", b"Rar!\x1a\x07"
_PROGRAM = re.compile(
    r"\.(?:exe|dll|com|scr|pif|bat|cmd|vbs?|vbe|jse?|ws[fh]|hta|ps[dm]?1|jar|ms[ip]|lnk|cpl|reg|sh|apk|so|app"
    r"|docm|dotm|xlsm|xltm|xlam|xlsb|pptm|ppam)[ .]*$",
    re.IGNORECASE,
)
_MACROS = re.compile(r"vbaproject\.bin$|(?:^|/)xl/macrosheets/|(?:^|/)Basic/.*\.xml$", re.IGNORECASE)
_INSIDE = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"))
_ODF = ("odt", "ods", "odp")
_UNPACKED_LIMIT = 500 * 1024 * 1024
_SHOWN = 3


def zipped(stream: IO[bytes]) -> tuple[str, ...]:
    """The types that this zip can have. Reads the central directory only. Raises Unfit."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise Unfit("压缩文件已损坏，请重新打包后再发。") from None
    names = [_named(entry) for entry in entries]
    _check(names)
    if sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT:
        raise Unfit("压缩文件展开后过大，请拆分后再发。")
    found = [extension for inside, extension in _INSIDE if any(name.startswith(inside) for name in names)]
    if {"mimetype", "content.xml"} <= set(names):
        return _ODF
    return tuple(found) or ("zip",)


def rar(stream: IO[bytes]) -> tuple[str, ...]:
    """A rar, whose members are listed, not unpacked. Raises Unfit."""
    import rarfile  # few send one

    try:
        stream.seek(0)
        with rarfile.RarFile(stream) as archive:
            names, locked = archive.namelist(), archive.needs_password()
    except (rarfile.Error, OSError, ValueError):
        names, locked = [], False
    if not names and not locked:
        raise Unfit("压缩文件已损坏或者是分卷，请重新打包成一个文件后再发。")
    _check(names)
    return ("rar",)


def _named(entry: zipfile.ZipInfo) -> str:
    """The member's name; Chinese systems write GBK without saying so, which Python reads as cp437."""
    if entry.flag_bits & 0x800 or entry.filename.isascii():
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _check(names: Iterable[str]) -> None:
    members = list(names)
    if any(map(_MACROS.search, members)):
        raise Unfit("含有宏的文件不能接收，请另存为不含宏的格式。")
    programs = [name.rpartition("/")[2] for name in members if _PROGRAM.search(name)]
    if programs:
        raise Unfit(f"里面有程序、脚本或者含宏的文件（{_few(programs)}），请去掉后再发。")


def _few(names: Sequence[str]) -> str:
    shown = "、".join(re.sub(r"[^\w.\-（）()]", "", name)[-24:] for name in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown}等{len(names)}个"
