"""File types are detected from content, not from the name; anything a browser could execute is refused."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

OOXML = "application/vnd.openxmlformats-officedocument"
TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "docx": f"{OOXML}.wordprocessingml.document",
    "xlsx": f"{OOXML}.spreadsheetml.sheet",
    "pptx": f"{OOXML}.presentationml.presentation",
    "ofd": "application/ofd",
    "zip": "application/zip",
}
_OLE = ("doc", "xls", "ppt", "wps", "et")
_TEXT = ("txt", "csv")
_MAGIC: tuple[tuple[re.Pattern[bytes], tuple[str, ...]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), ("jpg", "jpeg")),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), ("png",)),
    (re.compile(rb"GIF8[79]a"), ("gif",)),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), ("webp",)),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), ("bmp",)),
    (re.compile(rb"%PDF-"), ("pdf",)),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _OLE),
)
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php|%)|^#!|<!--", re.I)
_PROGRAM = re.compile(rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|!<arch>")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_INSIDE = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"))
_UNPACKED_LIMIT = 500 * 1024 * 1024
_HEAD, _PIECE = 4096, 64 * 1024


class Unfit(Exception):
    """A refused file; `text` is the sentence its sender reads."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Kind:
    """A file type: extension and content type, both detected from the content."""

    extension: str
    content_type: str


def recognise(content: bytes | IO[bytes], name: str, allowed: Collection[str]) -> Kind:
    """The file type by its magic bytes; the name must agree. A stream is read in pieces. Raises Unfit."""
    named = PurePath(name).suffix.lstrip(".").lower()
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    fits = _candidates(stream)
    if not fits:
        raise Unfit("这种文件不能接收：请发送图片、PDF、Word、Excel或文本文件。")
    if named and named not in fits:
        raise Unfit(
            f"文件名以“.{re.sub(r'[^0-9A-Za-z]', '', named)[:12]}”结尾，内容却不是这种文件，请另存为正确的格式后再发。"
        )
    extension = named or fits[0]
    if extension not in allowed:
        raise Unfit(f"不接收“.{extension}”文件，可以发送：{'、'.join(sorted(set(allowed)))}。")
    return Kind(extension, TYPES[extension])


def _candidates(stream: IO[bytes]) -> tuple[str, ...]:
    stream.seek(0)
    head = stream.read(_HEAD)
    for magic, extensions in _MAGIC:
        if magic.match(head):
            return extensions
    if head.startswith(b"PK\x03\x04"):
        return _zipped(stream)
    return _TEXT if _is_plain_text(head, stream) else ()


def _zipped(stream: IO[bytes]) -> tuple[str, ...]:
    """Reads the central directory only; nothing is unpacked here."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise Unfit("压缩文件已损坏，请重新打包后再发。") from None
    names = [entry.filename for entry in entries]
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unfit("含有宏的文件不能接收，请另存为不含宏的格式。")
    if sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT:
        raise Unfit("压缩文件展开后过大，请拆分后再发。")
    found = [extension for inside, extension in _INSIDE if any(name.startswith(inside) for name in names)]
    return tuple(found) or ("zip",)


def _is_plain_text(head: bytes, stream: IO[bytes]) -> bool:
    if not head or _PROGRAM.match(head) or _MARKUP.search(head):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return not _has_controls(stream, encoding)
        except UnicodeDecodeError:
            continue
    return False


def _has_controls(stream: IO[bytes], encoding: str) -> bool:
    """Whether a text has control characters. Raises UnicodeDecodeError where it is in another encoding."""
    decoder, found = codecs.getincrementaldecoder(encoding)(), False
    stream.seek(0)
    while piece := stream.read(_PIECE):
        found |= _CONTROL.search(decoder.decode(piece)) is not None
    decoder.decode(b"", final=True)
    return found
