"""Twenty megabytes from and to the platform cost no twenty megabytes of memory (C7)."""

from __future__ import annotations

import hashlib
import io
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from bot.ports import Media
from platforms.wecom import WeCom, build
from store.files.temporary_file import temporary_file
from tests.bounded_memory import bounded
from tests.platforms.wecom.tenant import SETTINGS, StandingClock

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


MB = 1024 * 1024


class Zeros(io.RawIOBase):
    """So many bytes that nobody keeps."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size, self.at = size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        count = min(len(view), self.size - self.at)
        view[:count] = bytes(count)
        self.at += count
        return count


@contextmanager
def platform() -> Iterator[tuple[str, list[int]]]:
    """A real socket, because the other server of these tests holds every body in memory; it notes what arrived."""
    arrived: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "gettoken" in self.path:
                self._says(b'{"errcode": 0, "access_token": "t", "expires_in": 7200}', "application/json")
                return
            self.send_response(200)
            self.send_header("Content-Disposition", 'attachment; filename="a.pdf"')
            self.send_header("Content-Length", str(20 * MB))
            self.end_headers()
            shutil.copyfileobj(Zeros(20 * MB), self.wfile, 64 * 1024)

        def do_POST(self) -> None:
            left = int(self.headers["Content-Length"])
            while left > 0:
                left -= len(self.rfile.read(min(left, 64 * 1024)))
            arrived.append(int(self.headers["Content-Length"]))
            self._says(b'{"errcode": 0, "media_id": "M"}', "application/json")

        def _says(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", arrived
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def wecom(address: str) -> WeCom:
    return build(SETTINGS.model_copy(update={"api_base": address}), StandingClock())


def test_a_large_download_is_streamed() -> None:
    with platform() as (address, _), bounded(3 * MB), temporary_file(MB // 2) as content:
        media = wecom(address).fetch("M", content)
        assert media.content is content
        assert content.tell() == 20 * MB
        content.seek(0)
        digest = hashlib.sha256()
        while piece := content.read(MB):
            digest.update(piece)
    assert digest.digest() == hashlib.sha256(bytes(20 * MB)).digest()


def test_a_large_upload_is_streamed() -> None:
    with platform() as (address, arrived), bounded(3 * MB), temporary_file(MB // 2) as content:
        for _ in range(19):
            content.write(bytes(MB))
        assert wecom(address).upload(Media("a.pdf", "application/pdf", content)) == "M"
    assert 19 * MB < arrived[0] < 19 * MB + 1000
