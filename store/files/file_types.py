"""File types are detected from content; the name only chooses among types of the same content (M9, G3)."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import IO

from store.files import archive_members, ole_streams
from store.files.file_names import extension_of
from store.files.unfit import Unfit

__all__ = ["TYPES", "Kind", "Unfit", "recognise"]

OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "heic": "image/heic",
    "heif": "image/heif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "rtf": "application/rtf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "dps": "application/vnd.ms-powerpoint",
    "docx": f"{OOXML}.wordprocessingml.document",
    "xlsx": f"{OOXML}.spreadsheetml.sheet",
    "pptx": f"{OOXML}.presentationml.presentation",
    "odt": f"{ODF}.text",
    "ods": f"{ODF}.spreadsheet",
    "odp": f"{ODF}.presentation",
    "ofd": "application/ofd",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
}
# For whoever opens a file that a computer may have no viewer for.
VIEWERS: Mapping[str, str] = {
    "image/heic": "苹果手机的照片，打不开时可在手机上另存为JPG，或者装看图软件",
    "image/heif": "手机照片，打不开时可另存为JPG，或者装看图软件",
    "image/tiff": "扫描图片，请用看图软件打开",
    "application/ofd": "请用WPS或者OFD阅读器打开",
    "application/vnd.ms-works": "请用WPS打开",
    "application/vnd.rar": "请用解压软件打开",
}
_TEXT = ("txt", "csv")
_PHONE = rb"(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)"  # brands of ISO/IEC 23008-12, Annex B
_MAGIC: tuple[tuple[re.Pattern[bytes], tuple[str, ...]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), ("jpg", "jpeg")),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), ("png",)),
    (re.compile(rb"GIF8[79]a"), ("gif",)),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), ("webp",)),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), ("bmp",)),
    (re.compile(rb"....ftyp" + _PHONE, re.DOTALL), ("heic", "heif")),
    (re.compile(rb"II\*\0|MM\0\*"), ("tif", "tiff")),
    (re.compile(rb"\s*\{\\rtf"), ("rtf", "doc")),
)
_PDF = re.compile(rb"%PDF-\d")  # readers look for it in the first 1,024 bytes
_REFUSED: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (
        re.compile(rb"MZ|\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|!<arch>|dex\n|#!"),
        "这是程序或者脚本，不能接收。",
    ),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF图片很多电脑打不开，请另存为JPG或者PNG再发。"),
    (
        re.compile(rb"....ftyp|RIFF....(?:AVI |WAVE)|ID3|OggS|#!AMR|\x1aE\xdf\xa3|FLV|\x30\x26\xb2\x75", re.DOTALL),
        "视频和录音不能作为附件，请用文字说明，或者发送截图。",
    ),
    (
        re.compile(rb"7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh\d|\xfd7zXZ|MSCF|PK\x05\x06"),
        "这种压缩包不能接收（或者是空的），请改用zip压缩后再发。",
    ),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php|%|!--)", re.I),
        "这是网页格式的文件，请用WPS、Word或者Excel打开，另存为.docx、.xlsx或者PDF再发。",
    ),
)
_UNKNOWN = "认不出这种文件，可能已经损坏。请发送图片、PDF、OFD、Word、Excel、WPS、文本文件或者压缩包。"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD, _PIECE = 4096, 64 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A file type: extension and content type, both detected from the content."""

    extension: str
    content_type: str


def recognise(content: bytes | IO[bytes], name: str, allowed: Collection[str]) -> Kind:
    """The file type by its bytes, whatever the name says. A stream is read in pieces. Raises Unfit."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    fits = _candidates(stream, name)
    wanted = [extension for extension in (extension_of(name), *fits) if extension in fits]
    extension = next((each for each in wanted if each in allowed), "")
    if not extension:
        raise Unfit(f"不接收“.{wanted[0]}”文件，可以发送：{'、'.join(sorted(set(allowed)))}。")
    return Kind(extension, TYPES[extension])


def _candidates(stream: IO[bytes], name: str) -> tuple[str, ...]:
    """The types that content of this kind can have, the likeliest first. Raises Unfit."""
    stream.seek(0)
    head = stream.read(_HEAD)
    for magic, extensions in _MAGIC:
        if magic.match(head):
            return extensions
    if _PDF.search(head[:1024]):
        return ("pdf",)
    if head.startswith(ole_streams.MAGIC):
        return ole_streams.types_of(stream)
    if head.startswith(archive_members.ZIP):
        return archive_members.zipped(stream)
    if head.startswith(archive_members.RAR):
        return archive_members.rar(stream)
    return _plain(head, stream, extension_of(name))


def _plain(head: bytes, stream: IO[bytes], named: str) -> tuple[str, ...]:
    for pattern, sentence in _REFUSED:
        if pattern.match(head):
            raise Unfit(sentence)
    if not head or not _is_plain_text(head, stream):
        raise Unfit(_UNKNOWN)
    return _TEXT if named in _TEXT else ("txt",)


def _is_plain_text(head: bytes, stream: IO[bytes]) -> bool:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
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
