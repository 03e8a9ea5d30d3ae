"""Attackers of the callback URL: the largest bodies, all with invalid signatures, repeated until stopped.

    python -m benchmarks.attackers KIND PORT [ADDRESS]

Started by `benchmarks.flood` as a separate process, so that it takes no processor time from the measuring one.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator

ATTACKERS = 4
CAP = 256 * 1024  # the largest body that is read
OTHER = 64 * 1024  # the largest in another format than the platform's own
PIECE = 64 * 1024
PAUSE = 0.05  # seconds between the pieces of a slow one
BASE64 = b"QUFB" * (CAP // 4)


def _of_size(head: bytes, unit: bytes, tail: bytes, size: int = CAP) -> bytes:
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


BODIES = {
    "flat XML": _of_size(b"<xml>", b"<a/>", b"</xml>"),
    "deep JSON": _of_size(b'{"a":', b"[", b""),
    "openings": _of_size(b"<xml>", b"<Encrypt><![CDATA[", b"</xml>"),
    "sealed": _of_size(b"<xml><Encrypt><![CDATA[", b"QUFB", b"]]></Encrypt></xml>"),
    "sealed JSON": _of_size(b'{"encrypt":"', b"QUFB", b'"}'),
    "other shape": _of_size(b"<?xml version='1.0'?><xml><Encrypt>", b"QUFB", b"</Encrypt></xml>", OTHER),
    "1 MB": b"<xml>" + b"x" * (1024 * 1024),
    "40 MB": b"<xml>" + b"x" * (40 * 1024 * 1024),
}
CHUNKED = {"chunked 40 MB": b"10000\r\n" + b"x" * 65536 + b"\r\n", "tiny chunks": b"1\r\nx\r\n" * 10_000}
KINDS = (*BODIES, *CHUNKED, "slow")


def pieces(kind: str, address: str) -> Iterator[bytes]:
    """The parts of one request; a chunked one has no end, since no server reads so far."""
    stamp = int(time.time())
    line = f"POST {address}?msg_signature={'0' * 40}&timestamp={stamp}&nonce=1 HTTP/1.1\r\nHost: x\r\n"
    if kind in CHUNKED:
        yield f"{line}Transfer-Encoding: chunked\r\n\r\n".encode()
        for _ in range(40 * 1024 * 1024 // 65536):
            yield CHUNKED[kind]
        return
    body = BODIES.get(kind, BODIES["sealed"])
    yield f"{line}Content-Length: {len(body)}\r\n\r\n".encode()
    for start in range(0, len(body), PIECE):
        if kind == "slow":
            time.sleep(PAUSE)
        yield body[start : start + PIECE]


def attack(kind: str, port: int, address: str) -> None:
    """Never ends; after a broken connection the next is opened."""
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            for piece in pieces(kind, address):
                line.sendall(piece)
            while line.recv(4096):
                pass


def main() -> None:
    kind, port, address = sys.argv[1], int(sys.argv[2]), (*sys.argv[3:], "/callback/wecom")[0]
    threads = [threading.Thread(target=attack, args=(kind, port, address), daemon=True) for _ in range(ATTACKERS)]
    for thread in threads:
        thread.start()
    threads[0].join()


if __name__ == "__main__":
    main()
