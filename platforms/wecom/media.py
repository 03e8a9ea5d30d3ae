"""Upload and download of temporary media, kept by the platform for three days (section 5)."""

from __future__ import annotations

import io
import itertools
import mimetypes
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import IO, TYPE_CHECKING, cast
from urllib.parse import unquote

import requests

from bot.ports import Media, PlatformError
from platforms.wecom.api import Api, Refused, as_object, error_code, read_json
from platforms.wecom.transport import Request, http_error, network_error

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UPLOAD, GET = "/cgi-bin/media/upload", "/cgi-bin/media/get"
MOST_BYTES = 20 * 1024 * 1024
LEAST_BYTES = 6  # "more than 5"
IMAGE_BYTES = 10 * 1024 * 1024
_IMAGES = ("image/jpeg", "image/png")
_CHUNK = 64 * 1024


def upload(api: Api, media: Media, kind: str) -> str:
    """Upload a file, as `file` or `image`, and return its media_id. Raises PlatformError about the message."""
    most = IMAGE_BYTES if kind == "image" else MOST_BYTES
    if not LEAST_BYTES <= _size(media.content) <= most:
        raise PlatformError(f"文件应大于 5 字节且不超过 {most} 字节", retryable=False, code="40006")
    if kind == "image" and media.content_type not in _IMAGES:
        raise PlatformError("图片应为 JPG 或 PNG", retryable=False, code="40005")
    body, content_type = multipart(media)
    answer = api.run(Request("POST", UPLOAD, {"type": kind}, body, content_type), read_json)
    media_id = answer.get("media_id") or answer.get("mediaid")  # private editions spell some fields otherwise
    if not media_id:
        raise PlatformError("上传素材没有返回 media_id", retryable=True)
    return str(media_id)


def _size(content: bytes | IO[bytes]) -> int:
    return len(content) if isinstance(content, bytes) else content.seek(0, io.SEEK_END)


class _Form(io.RawIOBase):
    """A form around a stream, read piece by piece as it is sent."""

    def __init__(self, head: bytes, content: IO[bytes], tail: bytes) -> None:
        super().__init__()
        self._parts = (io.BytesIO(head), content, io.BytesIO(tail))
        self._size, self._at = sum(map(_size, self._parts)), 0
        self.seek(0)

    def __len__(self) -> int:
        return self._size

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """To the beginning only."""
        if offset or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("a form is sent from its beginning")
        for part in self._parts:
            part.seek(0)
        self._at = 0
        return 0

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = next(filter(None, (part.read(len(view)) for part in self._parts)), b"")
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


def multipart(media: Media) -> tuple[bytes | IO[bytes], str]:
    """The multipart form, with the name as raw UTF-8: recipients see it, and `filename*` is undocumented."""
    name = file_name(media.name) or "file"
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="media"; filename="{name}"; '
        f"filelength={_size(media.content)}\r\nContent-Type: {media.content_type or 'application/octet-stream'}\r\n\r\n"
    )
    tail = f"\r\n--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    if isinstance(media.content, bytes):
        return head.encode() + media.content + tail, kind
    return cast(IO[bytes], _Form(head.encode(), media.content, tail)), kind


def fetch(api: Api, media_id: str, into: IO[bytes] | None = None) -> Media:
    """Download a file of at most 20 MB, piece by piece into a stream where one is given. Raises PlatformError."""
    return api.run(Request("GET", GET, {"media_id": media_id}, stream=True), partial(_read_media, into))


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


def _read_media(into: IO[bytes] | None, request: Request, response: requests.Response) -> Media:
    """An error is JSON without a file name, and short; a user's JSON document has one."""
    if response.status_code not in (200, 206):
        raise http_error(request, response)
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    pieces = _capped(request, response)
    head = next(pieces, b"")
    if "Content-Disposition" not in response.headers and content_type in ("application/json", "text/plain", ""):
        answer = as_object(head)
        if answer is not None and error_code(answer):
            raise Refused(answer)
        if content_type == "application/json":
            raise http_error(request, response)
    name = name_in(response.headers) or "file" + (mimetypes.guess_extension(content_type) or "")
    content = io.BytesIO() if into is None else into
    for piece in itertools.chain((head,), pieces):
        content.write(piece)
    kept = content.getvalue() if isinstance(content, io.BytesIO) else content
    return Media(name, content_type or "application/octet-stream", kept)


def _capped(request: Request, response: requests.Response) -> Iterator[bytes]:
    size = 0
    try:
        for part in response.iter_content(_CHUNK):
            size += len(part)
            if size > MOST_BYTES:
                raise PlatformError("文件超过 20 MB", retryable=False, code="830002")
            yield part
    except requests.RequestException as error:
        raise network_error(request, error) from None
