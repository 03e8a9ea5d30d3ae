"""Attachments: type by content, executable content refused, stored atomically under the SHA-256 of the bytes."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from store.cases import stored_drafts, tickets
from store.files import attachments
from store.files.attachments import Unfit
from store.files.file_names import mended
from store.files.file_store import FileStore
from store.files.file_types import TYPES, recognise
from tests.store.district_fixture import NOON, DistrictFixture, make_vault
from tests.stored_path import path_of, root_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
PDF = b"%PDF-1.7\n%\xe2\xe3\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


def rar(name: str) -> bytes:
    """A rar (version 5) with one stored, empty member."""

    def block(kind: int, *fields: bytes) -> bytes:
        body = bytes([kind]) + b"".join(fields)
        sized = bytes([len(body)]) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    plain = name.encode()
    file = block(2, b"\0", b"\0\0\x20\0\1", bytes([len(plain)]), plain)
    return b"Rar!\x1a\x07\x01\0" + block(1, b"\0\0") + file + block(5, b"\0\0")


RAR, RAR_WITH_PROGRAM = rar("说明.txt"), rar("材料/setup.exe")


def zipped(*names: str, size: int = 1) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"\0" * size)
    return buffer.getvalue()


@pytest.fixture
def file_store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", make_vault(), limit=10_000, types=TYPES)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PNG, "", "image/png"),
        (PNG, "截图.PNG", "image/png"),
        (b"\xff\xd8\xff\xe0JFIF", "a.jpeg", "image/jpeg"),
        (b"GIF89a...", "", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "image/webp"),
        (PDF, "函.pdf", "application/pdf"),
        (OLE, "表.xls", "application/vnd.ms-excel"),
        (OLE, "", "application/msword"),
        (zipped("[Content_Types].xml", "word/document.xml"), "", TYPES["docx"]),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "名单.xlsx", TYPES["xlsx"]),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "公文.ofd", "application/ofd"),
        (zipped("a.png", "b.png"), "截图.zip", "application/zip"),
        ("编号,名称\r\n1,路灯".encode(), "a.csv", "text/csv"),
        ("编号,名称\r\n1,路灯".encode("gb18030"), "a.csv", "text/csv"),
        ("\ufeff说明".encode(), "", "text/plain"),
        (b"a < b and b > c", "a.txt", "text/plain"),
        ("\ufeff编号\t名称".encode("utf-16-le"), "a.csv", "text/csv"),
        (b"remark <!-- none --> of the <head>", "a.csv", "text/csv"),  # a download, which no browser runs
        (b"hello <svg onload=alert(1)>", "a.csv", "text/csv"),
        (HEIC, "IMG_0001.HEIC", "image/heic"),
        (HEIC, "IMG_0001.jpg", "image/heic"),
        (b"II*\0" + bytes(40), "扫描.tif", "image/tiff"),
        (b"\r\n%PDF-1.4\n", "扫描.pdf", "application/pdf"),
        (b"\xef\xbb\xbf%PDF-1.4\n", "扫描.pdf", "application/pdf"),
        (b"{\\rtf1\\ansi", "说明.doc", "application/msword"),
        (OLE + "WordDocument".encode("utf-16-le"), "公文.wps", TYPES["wps"]),
        (OLE + "WordDocument".encode("utf-16-le"), "公文.xls", TYPES["doc"]),
        (OLE + "Workbook".encode("utf-16-le"), "表.et", TYPES["et"]),
        (OLE + "Book\0\0".encode("utf-16-le"), "", TYPES["xls"]),
        (zipped("mimetype", "content.xml"), "表.ods", TYPES["ods"]),
        (RAR, "材料.rar", TYPES["rar"]),
        # the name is mended, not the sender sent away
        (PNG, "a.html", "image/png"),
        (PNG, "a.pdf", "image/png"),
        (PNG, "截图2026.9.17", "image/png"),
        (PDF, "a.exe", "application/pdf"),
        (PDF, "a.docx", "application/pdf"),
        (PDF, "情况说明.PDF ", "application/pdf"),
        (zipped("a.txt"), "a.docx", "application/zip"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "名单.xlsx(1)", TYPES["xlsx"]),
        (zipped("word/document.xml"), "a.docm", TYPES["docx"]),
    ],
)
def test_accepted_file_types(content: bytes, name: str, expected: str) -> None:
    assert recognise(content, name, TYPES).content_type == expected


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>", "a.txt"),
        (b"\n\n  <!DOCTYPE HTML>", ""),
        (b"<svg onload=alert(1)>", "a.csv"),
        ("\ufeff<?xml version='1.0'?>".encode(), ""),
        (b"<?php echo 1", ""),
        (b"#!/bin/sh\nrm -rf /", "a.txt"),
        (b"MZ\x90\0", ""),
        (b"\x7fELF\x02", "a.txt"),
        (b"\0\x01\x02\x03", "a.txt"),
        (b"\xff\xfe\xff\xfe\x81", ""),
        (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx"),
        (zipped("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "a.xlsx"),
        (zipped("材料/run.exe"), "材料.zip"),
        (zipped("材料/表.xlsm"), "材料.zip"),
        (zipped("word/document.xml", "word/embeddings/setup.EXE"), "a.docx"),
        (RAR_WITH_PROGRAM, "材料.rar"),
        (b"Rar!\x1a\x07\x01\x00broken", "材料.rar"),
        (OLE + "_VBA_PROJECT".encode("utf-16-le"), "表.xls"),
        (OLE + bytes.fromhex("84100c0000000000c000000000000046"), "表.xls"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "材料.7z"),
        (b"\0\0\0\x18ftypmp42", "现场.mp4"),
        (b"\0\0\0\x18ftypavif", "a.jpg"),
        (b"#!AMR\n", "语音.amr"),
        (b"PK\x03\x04broken", "a.docx"),
        (zipped("word/a", "word/b", "word/c", size=200 * 1024 * 1024), "bomb.docx"),
    ],
)
def test_refused_files_give_a_reason(content: bytes, name: str) -> None:
    with pytest.raises(Unfit) as caught:
        recognise(content, name, TYPES)
    assert caught.value.text.endswith("。")


@pytest.mark.parametrize(
    ("sent", "extension", "kept"),
    [
        ("截图2026.9.17", "png", "截图2026.9.17.png"),
        ("名单.xlsx(1)", "xlsx", "名单(1).xlsx"),
        ("名单 - 副本.xlsx", "xlsx", "名单 - 副本.xlsx"),
        ("名单.xlsx.tmp", "xlsx", "名单.xlsx"),
        ("情况说明.PDF ", "pdf", "情况说明.PDF"),
        ("微信截图.png", "jpg", "微信截图.jpg"),
        ("IMG_1.HEIC", "heic", "IMG_1.HEIC"),
        ("公文.docm", "docx", "公文.docx"),
        ("", "jpg", "附件.jpg"),
        ("第3.5条", "pdf", "第3.5条.pdf"),
        ("a.b.c", "txt", "a.b.c.txt"),
    ],
)
def test_the_name_is_mended_to_fit_the_content(sent: str, extension: str, kept: str) -> None:
    assert mended(sent, extension) == kept


def test_allowed_file_types_can_be_restricted(tmp_path: Path) -> None:
    file_store = FileStore(tmp_path, make_vault(), limit=100, types=["PNG"])
    assert file_store.check(PNG, "a.png").extension == "png"
    with pytest.raises(Unfit, match=r"不接收“\.pdf”文件，可以发送：png。"):
        file_store.check(PDF, "a.pdf")
    with pytest.raises(Unfit, match="超过"):
        file_store.check(PNG * 10, "a.png")
    with pytest.raises(Unfit, match="空的"):
        file_store.check(b"", "a.png")


def test_a_file_is_stored_once_under_its_hash_and_not_executable(file_store: FileStore) -> None:
    digest = file_store.put(PDF)
    assert digest == hashlib.sha256(PDF).hexdigest() == file_store.put(PDF)
    path = root_of(file_store) / digest[:2] / digest[2:]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file for file in root_of(file_store).rglob("*") if file.is_file()] == [path]
    assert file_store.read(digest) == PDF


def test_a_truncated_file_is_written_again(file_store: FileStore) -> None:
    path = path_of(file_store, file_store.put(PDF))
    path.write_bytes(PDF[:4])
    with pytest.raises(ValueError, match="damaged on disk"):
        file_store.read(hashlib.sha256(PDF).hexdigest())
    assert file_store.read(file_store.put(PDF)) == PDF


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_path_traversal_is_refused(file_store: FileStore, digest: str) -> None:
    with pytest.raises(ValueError, match="not a content hash"):
        file_store.read(digest)


def test_an_attachment_moves_from_the_draft_to_the_ticket(district: DistrictFixture, file_store: FileStore) -> None:
    district.filed()
    store, person = district.store, district.people["ZhangSan"].id
    with store.write() as session:
        draft = stored_drafts.start(session, store.vault, person_id=person, form="filing", form_version=1, now=NOON)
        for media_id in ("m1", "m2"):
            attachments.expect(
                session, store.vault, person_id=person, platform="wecom", media_id=media_id, now=NOON, draft_id=draft.id
            )
        attachments.receive(
            session,
            store.vault,
            file_store,
            PDF,
            person_id=person,
            name="..\\..\\函\n.pdf",
            now=NOON,
            draft_id=draft.id,
        )
    with store.write() as session:
        first, second = attachments.pending(session)
        attachments.keep(session, store.vault, file_store, first, PNG, NOON)
        with pytest.raises(Unfit):
            attachments.keep(session, store.vault, file_store, second, b"<html>", NOON)
        attachments.refuse(session, second, "这种文件不能接收。", NOON)
        ticket = tickets.by_id(session, 1)
        assert ticket is not None
        attachments.move_to_ticket(session, draft.id, ticket, 1, NOON)
    with store.read() as session:
        assert attachments.pending(session) == []
        kept = attachments.of_ticket(session, 1)
        assert [attachments.name_of(store.vault, row) for row in kept] == ["附件.png", "函.pdf"]
        assert [(row.content_type, row.size) for row in kept] == [
            ("image/png", len(PNG)),
            ("application/pdf", len(PDF)),
        ]


def test_long_names_keep_their_extension(district: DistrictFixture, file_store: FileStore) -> None:
    with district.store.write() as session:
        row = attachments.receive(
            session,
            district.store.vault,
            file_store,
            PDF,
            person_id=district.people["LiSi"].id,
            name="长" * 300 + ".pdf",
            now=NOON,
        )
        name = attachments.name_of(district.store.vault, row)
    assert (len(name), name[-5:]) == (120, "长.pdf")
