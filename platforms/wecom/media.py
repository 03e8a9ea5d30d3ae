"""Upload and download of temporary media, kept by the platform for three days (section 5)."""

from __future__ import annotations

import mimetypes
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import unquote

import requests

from bot.ports import Media, PlatformError
from platforms.wecom.api import Api, Refused, as_object, error_code, read_json
from platforms.wecom.transport import Request, http_error, network_error

UPLOAD, GET = "/cgi-bin/media/upload", "/cgi-bin/media/get"
MOST_BYTES = 20 * 1024 * 1024
LEAST_BYTES = 6  # "more than 5"
IMAGE_BYTES = 10 * 1024 * 1024
_IMAGES = ("image/jpeg", "image/png")
_CHUNK = 64 * 1024


def upload(api: Api, media: Media, kind: str) -> str:
    """Upload a file, as `file` or `image`, and return its media_id. Raises PlatformError about the message."""
    most = IMAGE_BYTES if kind == "image" else MOST_BYTES
    if not LEAST_BYTES <= len(media.content) <= most:
        raise PlatformError(f"文件应大于 5 字节且不超过 {most} 字节", retryable=False, code="40006")
    if kind == "image" and media.content_type not in _IMAGES:
        raise PlatformError("图片应为 JPG 或 PNG", retryable=False, code="40005")
    body, content_type = multipart(media)
    answer = api.run(Request("POST", UPLOAD, {"type": kind}, body, content_type), read_json)
    media_id = answer.get("media_id") or answer.get("mediaid")  # private editions spell some fields otherwise
    if not media_id:
        raise PlatformError("上传素材没有返回 media_id", retryable=True)
    return str(media_id)


def multipart(media: Media) -> tuple[bytes, str]:
    """The multipart form, with the name as raw UTF-8: recipients see it, and `filename*` is undocumented."""
    name = file_name(media.name) or "file"
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="media"; filename="{name}"; '
        f"filelength={len(media.content)}\r\nContent-Type: {media.content_type or 'application/octet-stream'}\r\n\r\n"
    )
    body = head.encode() + media.content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def fetch(api: Api, media_id: str) -> Media:
    """Download a file of at most 20 MB. Raises PlatformError."""
    return api.run(Request("GET", GET, {"media_id": media_id}, stream=True), _read_media)


def file_name(raw: str) -> str:
    """The last part of a path, without what could end a header or a string."""
    return re.sub(r'[\x00-\x1f"\x7f]', "", raw.replace("\\", "/").rsplit("/", 1)[-1]).strip()[:200]


def name_in(headers: Mapping[str, str]) -> str:
    """The file's name by its Content-Disposition: RFC 5987, or raw UTF-8 as this platform writes it."""
    disposition = headers.get("Content-Disposition", "")
    if match := re.search(r"filename\*\s*=\s*utf-8''([^;\s]+)", disposition, re.IGNORECASE):
        return file_name(unquote(match[1]))
    match = re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;]+))', disposition, re.IGNORECASE)
    raw = (match[1] or match[2] or "").strip() if match else ""
    with suppress(UnicodeError):
        raw = raw.encode("latin-1").decode()  # headers are read as Latin-1
    return file_name(unquote(raw))


def _read_media(request: Request, response: requests.Response) -> Media:
    """An error is JSON without a file name; a user's JSON document has one."""
    if response.status_code not in (200, 206):
        raise http_error(request, response)
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    content = _capped(request, response)
    if "Content-Disposition" not in response.headers and content_type in ("application/json", "text/plain", ""):
        answer = as_object(content)
        if answer is not None and error_code(answer):
            raise Refused(answer)
        if content_type == "application/json":
            raise http_error(request, response)
    name = name_in(response.headers) or "file" + (mimetypes.guess_extension(content_type) or "")
    return Media(name, content_type or "application/octet-stream", content)


def _capped(request: Request, response: requests.Response) -> bytes:
    parts, size = [], 0
    try:
        for part in response.iter_content(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                raise PlatformError("文件超过 20 MB", retryable=False, code="830002")
    except requests.RequestException as error:
        raise network_error(request, error) from None
    return b"".join(parts)
