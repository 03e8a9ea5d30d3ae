"""The socket that `serve` listens on, bound first: a taken port ends the start before anything is begun."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress

PASSED = 3  # the first descriptor that systemd hands over (sd_listen_fds)

_WHY = {
    errno.EADDRINUSE: "这个端口已经有程序在用（可能是另一个 objection serve）。请停掉它，或者换一个端口",
    errno.EADDRNOTAVAIL: "本机没有这个地址。请写本机的地址，或者 0.0.0.0",
    errno.EACCES: "没有权限使用这个端口。请用 1024 以上的端口，由反向代理对外",
}


class CannotListen(Exception):
    """`str()` is one line for the operator, with the setting and the remedy."""


def passed_socket(host: str, port: int) -> socket.socket | None:
    """The socket of `objection.socket`, which keeps listening while the service is stopped and started again.

    Callbacks that come in between wait in its queue instead of being refused. None where none was handed over to this
    process; raises CannotListen where it is another one than `server.bind`.
    """
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    found = socket.socket(fileno=PASSED)
    if found.getsockname()[1] != port:
        found.close()
        raise CannotListen(f"server.bind：{host}:{port} 与 objection.socket 的 ListenStream 端口不同，请改成一样。")
    return found


def listening_socket(host: str, port: int, setting: str = "server.bind") -> socket.socket:
    """Bound and listening. Raises CannotListen, which names the setting."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                with suppress(OSError):
                    found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            found.bind(address)
            found.listen(1)  # the server listens again with its own backlog
        except OSError:
            found.close()
            raise
    except OSError as error:
        why = _WHY.get(error.errno or 0, error.strerror or type(error).__name__)
        raise CannotListen(f"{setting}：不能监听 {host}:{port}，{why}。") from None
    found.set_inheritable(True)
    return found
