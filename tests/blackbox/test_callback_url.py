"""The callback URL as it is typed into the console: extra slashes are accepted, unknown paths are logged."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlencode

from tests.blackbox import records
from tests.blackbox.callbacks import CallbackSender, to_xml
from tests.blackbox.conftest import Installation
from tests.blackbox.machine import Machine

SERVED = ("/callback/wecom", "/callback/wecom/", "//callback/wecom", "/callback//wecom//", "///callback/wecom/")
MISSED = ("/callback", "/callback/wecom/x", "/callback/weixin", "/Callback/WeCom", "/callback/wecom%20", "//callback/")
ECHO = b"5927782489442352469"


def ask(machine: Machine, method: str, target: str, body: bytes = b"") -> tuple[int, bytes]:
    """The raw request target, which a library would normalise."""
    line = http.client.HTTPConnection("127.0.0.1", machine.port, timeout=20)
    line.putrequest(method, target)
    if body:
        line.putheader("Content-Length", str(len(body)))
    line.endheaders(body or None)
    answer = line.getresponse()
    content = answer.read()
    line.close()
    return answer.status, content


def verification(callbacks: CallbackSender) -> str:
    """The query of the console's URL verification."""
    sealed = callbacks.seal(ECHO, as_json=True)
    return urlencode({**sealed.query, "echostr": json.loads(sealed.body)["encrypt"]})


def test_extra_slashes_are_accepted_and_unknown_paths_logged(installation: Installation) -> None:
    machine = installation.machine()
    for path in SERVED:
        assert ask(machine, "GET", f"{path}?{verification(installation.callbacks)}") == (200, ECHO), path
        sealed = installation.callbacks.seal(to_xml(installation.callbacks.frame("wu.kexin", "text", Content="帮助")))
        assert ask(machine, "POST", f"{path}?{urlencode(sealed.query)}", sealed.body)[0] == 200, path
    assert sum(records.inbox(installation.database).values()) == len(SERVED)
    for path in MISSED:
        before = machine.log
        query = verification(installation.callbacks)
        assert ask(machine, "GET", f"{path}?{query}")[0] == 404, path
        (told,) = [line for line in machine.log.removeprefix(before).splitlines() if "no callback" in line]
        assert "no callback is answered" in told
        assert query not in told
    for path in ("/", "/t/callback/wecom", "/healthz"):
        before = machine.log
        ask(machine, "GET", path)
        assert "callback" not in machine.log.removeprefix(before)
