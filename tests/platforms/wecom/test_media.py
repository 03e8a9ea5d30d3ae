"""Upload and download: file names are kept, sizes within the published limits, an error is never saved as a file."""

from __future__ import annotations

import pytest
import requests

from bot.ports import Media, PlatformError
from platforms.wecom import WeCom
from platforms.wecom.media import MOST_BYTES, file_name, name_in
from tests.platforms.wecom.conftest import BASE, Server

UPLOAD, GET = "/cgi-bin/media/upload", "/cgi-bin/media/get"
CONTENT = b"%PDF-1.7 made up"
PDF = Media("营业执照 扫描.pdf", "application/pdf", CONTENT)


@pytest.fixture(autouse=True)
def _token(server: Server) -> None:
    server.token()


@pytest.mark.parametrize("created", ["1767225600", 1767225600])
def test_an_upload_carries_the_name_as_raw_utf8(server: Server, wecom: WeCom, created: object) -> None:
    server.answer(UPLOAD, {"errcode": 0, "type": "file", "media_id": "MEDIA_1", "created_at": created})
    assert wecom.upload(PDF) == "MEDIA_1"
    (request,) = server.calls(UPLOAD)
    assert request.params["type"] == "file"
    assert 'name="media"; filename="营业执照 扫描.pdf"; filelength=16'.encode() in request.body
    assert b"\r\n\r\n" + CONTENT + b"\r\n--" in request.body
    assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        (Media("a.pdf", "application/pdf", b"12345"), "file"),
        (Media("a.pdf", "application/pdf", b"x" * (MOST_BYTES + 1)), "file"),
        (Media("a.png", "image/png", b"x" * (10 * 1024 * 1024 + 1)), "image"),
        (Media("a.gif", "image/gif", b"GIF89a...."), "image"),
    ],
)
def test_an_upload_beyond_the_limits_is_not_sent(server: Server, wecom: WeCom, media: Media, kind: str) -> None:
    with pytest.raises(PlatformError):
        wecom.upload(media, kind)
    assert not server.calls(UPLOAD)


def test_a_file_name_can_not_inject_headers() -> None:
    assert file_name('../../etc/pass"wd\r\nX: y') == "passwdX: y"
    assert file_name("C:\\data\\表.xlsx") == "表.xlsx"


def test_a_download_keeps_its_name_and_type(server: Server, wecom: WeCom) -> None:
    headers = {"Content-Disposition": 'attachment; filename="表.xlsx"'.encode().decode("latin-1")}
    server.mock.add("GET", BASE + GET, body=b"PK...", content_type="application/vnd.ms-excel", headers=headers)
    assert wecom.fetch("MEDIA_1") == Media("表.xlsx", "application/vnd.ms-excel", b"PK...")
    assert server.calls(GET)[0].params["media_id"] == "MEDIA_1"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=UTF-8''%E8%A1%A8.xlsx", "表.xlsx"),
        ("attachment; filename=\"x\"; filename*=utf-8''%E8%A1%A8.xlsx", "表.xlsx"),
        ('attachment; filename="%E8%A1%A8.xlsx"', "表.xlsx"),
        ("attachment; filename=plain.pdf", "plain.pdf"),
        ('attachment; filename="../../x.pdf"', "x.pdf"),
        ("inline", ""),
    ],
)
def test_file_names_are_parsed_in_every_spelling(disposition: str, name: str) -> None:
    assert name_in({"Content-Disposition": disposition}) == name


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "text/plain"])
def test_an_error_is_recognised_by_its_content_type(server: Server, wecom: WeCom, content_type: str) -> None:
    body = '{"errcode":40007,"errmsg":"invalid media_id"}'
    server.mock.add("GET", BASE + GET, body=body, content_type=content_type)
    with pytest.raises(PlatformError) as caught:
        wecom.fetch("GONE")
    assert (caught.value.code, caught.value.retryable) == ("40007", False)


def test_a_users_json_file_is_a_file(server: Server, wecom: WeCom) -> None:
    headers = {"Content-Disposition": 'attachment; filename="data.json"'}
    server.mock.add("GET", BASE + GET, body=b'{"errcode":1}', content_type="application/json", headers=headers)
    assert wecom.fetch("MEDIA_1").content == b'{"errcode":1}'


def test_an_expired_token_is_renewed_for_downloads_too(server: Server, wecom: WeCom) -> None:
    server.token("NEW")
    server.refuse(GET, 42001, "GET")
    server.mock.add("GET", BASE + GET, body=b"JPEG....", content_type="image/jpeg")
    assert wecom.fetch("MEDIA_1") == Media("file.jpg", "image/jpeg", b"JPEG....")


def test_a_download_is_limited_in_size(server: Server, wecom: WeCom) -> None:
    server.mock.add("GET", BASE + GET, body=b"x" * (MOST_BYTES + 1), content_type="application/zip")
    with pytest.raises(PlatformError) as caught:
        wecom.fetch("MEDIA_1")
    assert caught.value.code == "830002"


@pytest.mark.parametrize("status", [404, 502])
def test_a_gateways_error_page_is_no_file(server: Server, wecom: WeCom, status: int) -> None:
    server.mock.add("GET", BASE + GET, body="<html>", status=status)
    with pytest.raises(PlatformError) as caught:
        wecom.fetch("MEDIA_1")
    assert caught.value.retryable


def test_an_interrupted_download_is_retried(server: Server, wecom: WeCom) -> None:
    server.mock.add("GET", BASE + GET, body=requests.ReadTimeout())
    with pytest.raises(PlatformError) as caught:
        wecom.fetch("MEDIA_1")
    assert caught.value.retryable
