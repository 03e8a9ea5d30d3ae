"""A real S3 server on loopback for tests (moto's): a process of its own, ended by its id, its objects in memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from store.file_storage.bucket_backend import BucketBackend
from store.file_storage.storage_address import BucketAddress, Credentials

KEY, SECRET = "district", "s3cret-of-the-bucket"
BUCKET, PREFIX = "objection", "yiyi/files"
STARTS_WITHIN = 60.0


class S3Server:
    """Started on a port of its own, with one bucket; it may be stopped and started again, which empties it."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as line:
            self.port = int(line.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}/{PREFIX}?endpoint={self.endpoint}"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "OBJECTION__ATTACHMENTS__URL": self.url,
            "OBJECTION__ATTACHMENTS__ACCESS_KEY": KEY,
            "OBJECTION__ATTACHMENTS__SECRET_KEY": SECRET,
        }

    def backend(self, bucket: str = BUCKET) -> BucketBackend:
        return BucketBackend(BucketAddress(bucket, PREFIX, self.endpoint), Credentials(KEY, SECRET))

    def start(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        environ = {**os.environ, "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = monotonic() + STARTS_WITHIN
        while not self._answers():
            assert self._process.poll() is None, "the S3 server did not start"
            assert monotonic() < until, "the S3 server does not answer"
            sleep(0.05)
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/{BUCKET}", method="PUT"), timeout=10).close()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


@contextmanager
def running() -> Iterator[S3Server]:
    server = S3Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()
