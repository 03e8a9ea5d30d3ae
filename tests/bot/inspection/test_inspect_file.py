"""M4, M9: hidden content of a file is found, counted, and reported without repeating personal data."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inspection.finding import Finding, Trace
from bot.inspection.inspect_file import inspect
from bot.inspection.zip_stream import ELEMENTS, HELD, UNFOLDED, Packed, Spent
from tests.bot.inspection.sample_files import (
    ID_CARD,
    docx,
    jpeg,
    photo,
    plain_workbook,
    png,
    saved,
    tiff,
    webp,
    with_picture,
    workbook_with_hidden_parts,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


def texts(content: bytes, name: str, own: str = "") -> list[str]:
    return [finding.text for finding in inspect(content, name, own)]


def test_workbook_with_hidden_parts() -> None:
    assert texts(saved(workbook_with_hidden_parts()), "名单.xlsx") == [
        "隐藏的工作表1张（第2张）",
        "隐藏的行1行",
        "隐藏的列1列",
        "批注1条",
        "身份证号1个（110＊＊＊＊＊＊002X）",
        "手机号1个（139＊＊＊＊5678）",
    ]


def test_plain_workbook_has_no_findings() -> None:
    assert texts(saved(plain_workbook()), "表.xlsx") == []


def test_document_with_tracked_changes_and_comments() -> None:
    body = (
        '<w:p><w:ins w:id="1"><w:r><w:t>应为八十八号</w:t></w:r></w:ins><w:del w:id="2"><w:r>'
        f"<w:delText>{ID_CARD[:9]}</w:delText></w:r><w:r><w:delText>{ID_CARD[9:]}</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部意见</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见</w:t></w:r></w:p>'
    )
    comments = '<w:comment w:id="1"><w:p><w:r><w:t>问一下</w:t></w:r></w:p></w:comment>'
    assert texts(docx(body, comments=comments), "函.docx") == [
        "修订记录2处",
        "隐藏文字1处",
        "批注1条",
        "身份证号1个（110＊＊＊＊＊＊002X）",
    ]
    assert texts(docx("<w:p><w:r><w:t>平常的话</w:t></w:r></w:p>"), "函.docx") == []


def test_image_in_a_document_is_inspected() -> None:
    assert texts(with_picture(docx(""), photo()), "函.docx") == ["照片带有拍摄位置", "照片带有拍摄设备信息"]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("name", "made"), [("a.jpg", lambda b: jpeg(b"Exif\0\0" + b)), ("a.png", png), ("a.webp", webp)]
)
def test_photo_with_location_and_camera(order: str, name: str, made: object) -> None:
    assert texts(made(tiff(order)), name) == ["照片带有拍摄位置", "照片带有拍摄设备信息"]  # type: ignore[operator]
    assert texts(made(tiff(order, position=False, camera=False)), name) == []  # type: ignore[operator]


def test_location_in_xmp() -> None:
    xmp = b'http://ns.adobe.com/xap/1.0/\0<rdf exif:GPSLatitude="31,13N"/>'
    assert texts(jpeg(xmp), "a.jpg") == ["照片带有拍摄位置"]


def test_camera_alone_does_not_block() -> None:
    assert [finding.grave for finding in inspect(photo(position=False), "a.jpg")] == [False]
    assert [finding.grave for finding in inspect(photo(), "a.jpg")] == [True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["名单.csv", "名单.txt"])
def test_numbers_in_plain_text(encoding: str, name: str) -> None:
    text = f"姓名,证件,电话\n张某,{ID_CARD},13912345678\n张某,{ID_CARD},13800000001\n"
    assert texts(text.encode(encoding), name, own="13800000001") == [
        "身份证号1个（110＊＊＊＊＊＊002X）",
        "手机号1个（139＊＊＊＊5678）",
    ]


@pytest.mark.parametrize("lines", [1, 40_000])
def test_a_number_at_a_slice_boundary_is_found(lines: int) -> None:
    text = "".join(f"{'公司' * 7}{13900000000 + 7919 * number}\n" for number in range(lines))
    (found,) = inspect(text.encode(), "名单.txt")
    assert (found.trace, found.count) == (Trace.MOBILE, lines)


@pytest.mark.parametrize("name", ["旧表.xls", "旧文.doc"])
def test_old_formats_are_reported_as_not_inspected(name: str) -> None:
    (finding,) = inspect(OLE, name)
    assert (finding.trace, finding.grave, finding.text) == (Trace.UNCHECKED, False, "这种格式无法检查隐藏内容")


def packed(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def test_zip_bomb_stops_at_the_cap() -> None:
    paragraph = b"<p><t>" + b"a" * 4000 + b"</t></p>"
    bomb = packed("word/document.xml", b"<d>" + paragraph * (UNFOLDED // len(paragraph) + 10) + b"</d>")
    assert len(bomb) < UNFOLDED // 100
    assert [finding.trace for finding in inspect(bomb, "a.docx")] == [Trace.PARTLY]


def workbook_of(cells: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook><sheets><sheet/></sheets></workbook>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<sheetData><row>" + cells + b"</row></sheetData>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (workbook_of(b"<c/>" * (ELEMENTS + 1)), "多单元格.xlsx"),
        (packed("word/document.xml", b"<d><p>" + b"<a/>" * (HELD + 1) + b"</p></d>"), "多元素.docx"),
        (packed("word/document.xml", b"<d>" + b"<a>" * 200_000), "深嵌套.docx"),
    ],
)
def test_many_small_or_deep_elements_are_not_read_to_the_end(content: bytes, name: str) -> None:
    (finding,) = inspect(content, name)
    assert finding.trace is Trace.PARTLY
    assert "没有看完" in finding.text


def test_a_look_into_a_file_ends_after_its_seconds() -> None:
    clock = iter(range(1000))
    packed_file = Packed(workbook_of(b"<c/>" * 5000), machine=lambda: next(clock))
    with pytest.raises(Spent):
        list(packed_file.elements("xl/worksheets/sheet1.xml"))


def relations(*external: str) -> str:
    return "".join(
        f'<Relationship Type="http://x/{kind}" Target="https://x" TargetMode="External"/>' for kind in external
    )


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("attachedTemplate",), ["打开时会从外部地址取模板"]),
        (("oleObject", "image"), ["引用外部内容2处"]),
        (("hyperlink",), []),
    ],
)
def test_content_from_elsewhere_is_pointed_out(kinds: tuple[str, ...], said: list[str]) -> None:
    stream = io.BytesIO(docx("<w:p/>"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/_rels/settings.xml.rels", f"<Relationships>{relations(*kinds)}</Relationships>")
    assert texts(stream.getvalue(), "公文.docx") == said


def test_embedded_objects_are_counted() -> None:
    stream = io.BytesIO(docx("<w:p/>"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/embeddings/oleObject1.bin", b"x")
    assert texts(stream.getvalue(), "公文.docx") == ["嵌入的对象1个"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", "函.pdf"),
        (b"%PDF-1.7\n" + b" " * (256 * 1024 - 14) + b"/EmbeddedFile ", "函.pdf"),
        (b"{\\rtf1{\\object\\objdata 0105}}", "函.doc"),
    ],
)
def test_active_content_must_be_confirmed(content: bytes, name: str) -> None:
    found = inspect(content, name)
    assert [finding.trace for finding in found] == [Trace.ACTIVE, Trace.UNCHECKED]
    assert found[0].grave


def test_a_plain_pdf_is_said_to_be_unchecked() -> None:
    assert texts(b"%PDF-1.7\n/JSomething", "函.pdf") == ["这种格式无法检查隐藏内容"]


@pytest.mark.parametrize("content", [b"\0\0\0\x18ftypheic" + bytes(99) + b"Exif\0\0" + tiff("<"), tiff("<"), tiff(">")])
def test_phone_pictures_and_scans_with_a_location(content: bytes) -> None:
    assert texts(content, "IMG_1.HEIC") == ["照片带有拍摄位置", "照片带有拍摄设备信息"]


def test_wide_text_is_read_in_its_own_encoding() -> None:
    (finding,) = inspect(f"电话 13912345678\n身份证 {ID_CARD}"[:14].encode("utf-16"), "名单.txt")
    assert finding.trace is Trace.MOBILE


@pytest.mark.parametrize(
    "content",
    [
        packed("xl/sharedStrings.xml", b"<sst/>"),  # no workbook part
        packed("word/document.xml", b"<d><p></d>"),
        packed("word/document.xml", b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'),
    ],
)
def test_damaged_or_hostile_content_is_reported(content: bytes) -> None:
    name = "a.xlsx" if b"xl/" in content else "a.docx"
    assert [finding.trace for finding in inspect(content, name)] == [Trace.DAMAGED]


def test_stored_findings_hold_no_personal_data_and_round_trip() -> None:
    found = inspect(saved(workbook_with_hidden_parts()), "名单.xlsx")
    kept = json.dumps([finding.as_json() for finding in found], ensure_ascii=False)
    assert ID_CARD not in kept
    assert "13912345678" not in kept
    assert "名单" not in kept
    assert tuple(Finding.from_json(each) for each in json.loads(kept)) == found


@given(st.binary(max_size=300), st.sampled_from(["Exif\0\0II*\0", "Exif\0\0MM\0*"]))
@settings(max_examples=200)
def test_fuzzed_metadata_never_raises(tail: bytes, head: str) -> None:
    inspect(jpeg(head.encode("latin-1") + tail), "a.jpg")
    inspect(png(head[6:].encode("latin-1") + tail), "a.png")
    inspect(b"\x89PNG\r\n\x1a\n" + tail, "a.png")


@given(st.integers(0, 3000), st.integers(1, 255))
@settings(max_examples=100)
def test_fuzzed_office_files_never_raise(place: int, change: int) -> None:
    content = bytearray(WHOLE)
    content[place % len(content)] ^= change
    inspect(bytes(content), "名单.xlsx")


WHOLE = saved(workbook_with_hidden_parts())
