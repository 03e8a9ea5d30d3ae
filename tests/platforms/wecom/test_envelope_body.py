"""The encrypted part is extracted from any body format of servers and libraries; nothing else of the body is read."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.ports import Call
from platforms.wecom import CallbackEndpoint
from platforms.wecom.envelope import OTHER_SHAPES, find_sealed
from platforms.wecom.refused_callback import Refused
from tests.loops import run
from tests.platforms.asgi import Answer, AsgiRequest, call_app_async
from tests.platforms.wecom import tenant

SEALED = tenant.envelope().encrypt(tenant.text_message())
CDATA = b"<Encrypt><![CDATA[%s]]></Encrypt>"
CAP = tenant.SETTINGS.max_body

# Formats of other implementations: all of these contain SEALED.
SHAPES: dict[str, bytes] = {
    "published": tenant.sealed_xml(SEALED),
    "only the sealed part": b"<xml>" + CDATA % SEALED + b"</xml>",
    "sealed part first": b"<xml>" + CDATA % SEALED + b"<ToUserName>x</ToUserName></xml>",
    "pretty": b"<xml>\n  <ToUserName>x</ToUserName>\n  " + CDATA % SEALED + b"\n</xml>\n",
    "windows lines": b"<xml>\r\n" + CDATA % SEALED + b"\r\n</xml>\r\n",
    "plain text": b"<xml><Encrypt>%s</Encrypt></xml>" % SEALED,
    "plain text with blanks": b"<xml><Encrypt>\n  %s\n  </Encrypt></xml>" % SEALED,
    "CDATA with blanks": b"<xml><Encrypt>\n<![CDATA[%s]]>\n</Encrypt></xml>" % SEALED,
    "CDATA with blanks inside": b"<xml><Encrypt><![CDATA[ %s\n]]></Encrypt></xml>" % SEALED,
    "two CDATA sections": b"<xml><Encrypt><![CDATA[%s]]><![CDATA[%s]]></Encrypt></xml>" % (SEALED[:40], SEALED[40:]),
    "declaration": b'<?xml version="1.0" encoding="UTF-8"?>\n<xml>' + CDATA % SEALED + b"</xml>",
    "declaration of another encoding": b'<?xml version="1.0" encoding="GBK"?><xml>' + CDATA % SEALED + b"</xml>",
    "BOM": b"\xef\xbb\xbf<xml>" + CDATA % SEALED + b"</xml>",
    "blank lines before": b" \r\n\t<xml>" + CDATA % SEALED + b"</xml>",
    "comment before": b"<!-- x --><xml>" + CDATA % SEALED + b"</xml>",
    "attributes": b'<xml a="1"><Encrypt type="x" >' + SEALED + b"</Encrypt ></xml>",
    "another root": b"<root>" + CDATA % SEALED + b"</root>",
    "small letters": b"<xml><encrypt>%s</encrypt></xml>" % SEALED,
    "decimal references": b"<xml><Encrypt>%s</Encrypt></xml>" % SEALED.replace(b"+", b"&#43;").replace(b"/", b"&#47;"),
    "references": b"<xml><Encrypt>%s</Encrypt></xml>" % SEALED.replace(b"+", b"&#x2B;").replace(b"=", b"&#x3d;"),
    "JSON": json.dumps({"tousername": "x", "encrypt": SEALED.decode(), "agentid": "1"}).encode(),
    "compact JSON": json.dumps({"encrypt": SEALED.decode(), "agentid": 1}, separators=(",", ":")).encode(),
    "indented JSON": json.dumps({"agentid": "1", "encrypt": SEALED.decode()}, indent=4).encode(),
    "JSON with a capital": json.dumps({"ToUserName": "x", "Encrypt": SEALED.decode()}).encode(),
    "JSON with blanks": b'\n { "encrypt"  :\n "%s" } ' % SEALED,
    "JSON behind a BOM": b'\xef\xbb\xbf{"encrypt":"%s"}' % SEALED,
    "JSON, slashes escaped": json.dumps({"encrypt": SEALED.decode()}).replace("/", r"\/").encode(),
    "JSON, signs as numbers": b'{"encrypt":"%s"}' % SEALED.replace(b"+", rb"\u002b").replace(b"=", rb"\u003D"),
}
# Malformed bodies around the signed part: a parser would find nothing, or would not end.
UNPARSABLE: dict[str, bytes] = {
    "XML that never closes": b"<xml><a><b></c>&x;" + CDATA % SEALED,
    "XML in depth": b"<xml>" + b"<a>" * 50_000 + CDATA % SEALED,
    "XML in width": b"<xml>" + b"<a/>" * 50_000 + CDATA % SEALED,
    "XML with bytes of no encoding": b"<xml>\xff\xfe\x00" + CDATA % SEALED,
    "JSON in depth": b'{"a":' * 500 + b'{"encrypt":"%s"' % SEALED,
    "JSON list": b'{"a":[' + b"[" * 100_000 + b'"encrypt":"%s"' % SEALED,
    "JSON that never closes": b'{"encrypt":"%s", 1e999999, {' % SEALED,
    "JSON with bytes of no encoding": b'{"a":"\xff\xed\xa0\xbd","encrypt":"%s"' % SEALED,
}
NOTHING: dict[str, bytes] = {
    "DTD": b"<!DOCTYPE xml []><xml>" + CDATA % SEALED + b"</xml>",
    "DTD behind a declaration": b"<?xml version='1.0'?>\n<!DOCTYPE xml [<!ENTITY a 'b'>]><xml>" + CDATA % SEALED,
    "entity in it": b"<?xml version='1.0'?><xml><Encrypt>&a;</Encrypt></xml>",
    "element in it": b"<xml><Encrypt><a/>%s</Encrypt></xml>" % SEALED,
    "signs that are no base64": b"<xml><Encrypt>@@@@</Encrypt></xml>",
    "references to nothing": b"<xml><Encrypt>&#0;&#x1F;&#55357;</Encrypt></xml>",
    "nothing in it": b"<xml><Encrypt></Encrypt></xml>",
    "UTF-16": "<xml><Encrypt>AAAA</Encrypt></xml>".encode("utf-16"),
    "JSON number": b'{"encrypt": 1}',
    "JSON half": b'{"encrypt": "\\ud83d"}',
    "form": b"encrypt=" + SEALED,
    "JSON in a list": b'[{"encrypt":"%s"}]' % SEALED,
}


class CollectingEndpoint:
    """A callback endpoint that keeps the accepted calls."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        clock = tenant.StandingClock()
        self.endpoint = CallbackEndpoint(tenant.SETTINGS, clock, self.keep, wall=clock)

    async def keep(self, call: Call) -> None:
        self.calls.append(call)

    async def call_app(self, request: AsgiRequest) -> Answer:
        return await call_app_async(self.endpoint, request)

    def post(self, body: bytes, sealed: bytes = SEALED) -> int:
        return run(self.call_app(AsgiRequest(tenant.query_for(sealed), body))).status


@pytest.mark.parametrize("name", SHAPES)
def test_every_body_format_is_accepted(name: str) -> None:
    kept = CollectingEndpoint()
    assert kept.post(SHAPES[name]) == 200
    assert [call.text for call in kept.calls] == ["你好"]


@pytest.mark.parametrize("name", UNPARSABLE)
def test_content_around_the_encrypted_part_is_ignored(name: str) -> None:
    kept = CollectingEndpoint()
    assert kept.post(UNPARSABLE[name]) == 200
    assert len(kept.calls) == 1


@pytest.mark.parametrize("name", NOTHING)
def test_no_encrypted_part(name: str) -> None:
    kept = CollectingEndpoint()
    assert kept.post(NOTHING[name]) == 400
    assert not kept.calls


@pytest.mark.parametrize(
    ("shape", "size", "status"),
    [
        (b"<xml>%s" + CDATA + b"</xml>", CAP, 200),
        (b'{"a":"%s","encrypt":"%s"}', CAP, 200),
        (b"<xml>%s" + CDATA + b"</xml>", CAP + 1, 413),
        (b"<xml>%s<Encrypt>%s</Encrypt></xml>", OTHER_SHAPES, 200),
        (b"<xml>%s<Encrypt>%s</Encrypt></xml>", OTHER_SHAPES + 1, 400),
        (b"\n<xml>%s" + CDATA + b"</xml>", OTHER_SHAPES + 1, 400),
        (b'{ "a":"%s","encrypt":"%s"}', OTHER_SHAPES + 1, 400),
    ],
)
def test_only_the_platforms_own_format_may_be_large(shape: bytes, size: int, status: int) -> None:
    kept = CollectingEndpoint()
    assert kept.post(shape % (b"x" * (size - len(shape % (b"", SEALED))), SEALED)) == status
    assert len(kept.calls) == (status == 200)


def test_the_largest_published_message_fits() -> None:
    sealed = tenant.envelope().encrypt(tenant.text_message("汉" * 60_000))
    kept = CollectingEndpoint()
    assert kept.post(tenant.sealed_xml(sealed), sealed) == 200
    assert kept.calls[0].text == "汉" * 60_000


TOKENS = (b"<Encrypt>", b"]]>", b"<![CDATA[", b'"encrypt":"', b"\\u00", b"&#", b"\x00", b"\xed\xa0\xbd", b"<!DOCTYPE")


def mutated(good: bytes, chance: random.Random) -> bytes:
    """Random mutations: truncated, repeated, inserted into or overwritten."""
    body = bytearray(good)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(body) + 1)
        end = min(len(body), start + chance.choice((0, 1, 3, 40)))
        noise = chance.choice((b"", chance.choice(TOKENS), chance.randbytes(3), bytes(body[start:end]) * 3))
        body[start:end] = noise * chance.choice((1, 1, 1, 200))
    return bytes(body)


@pytest.mark.parametrize("seed", range(5))
def test_mutations_are_refused_or_unchanged(seed: int) -> None:
    """Whatever the mutation, only the signed message is accepted, and the endpoint keeps working."""
    chance, kept = random.Random(seed), CollectingEndpoint()
    good = [*SHAPES.values(), *NOTHING.values()]

    async def all_of_them() -> None:
        for _ in range(800):
            request = AsgiRequest(tenant.query_for(SEALED), mutated(chance.choice(good), chance))
            assert (await kept.call_app(request)).status in (200, 400, 401, 413), request.body
        assert (await kept.call_app(AsgiRequest(tenant.query_for(SEALED), SHAPES["published"]))).status == 200

    run(all_of_them())
    assert {call.text for call in kept.calls} == {"你好"}


REPEATED = (
    b"<Encrypt>", b"<Encrypt ", b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[AAAA", b"</Encrypt ", b"&#x2B",
    b'"encrypt":"', b'"encrypt" ', b'"encrypt":"\\', b"\\u002", b"\\", b" ", b"\n\t",
    b"<![CDATA[", b"<!DOCTYP", b"[", b"{", b'"', b"A",
)  # fmt: skip


@pytest.mark.parametrize(
    "head", [b"<xml>", b"<xml><Encrypt>", b"<a><Encrypt ", b'{"', b'{ "encrypt":"', b'{"encrypt" :']
)
def test_the_search_runs_in_linear_time(head: bytes) -> None:
    """A search with backtracking would take minutes here."""
    for unit in REPEATED:
        for size in (OTHER_SHAPES, CAP):
            body = head + unit * ((size - len(head)) // len(unit))
            with suppress(Refused):
                find_sealed(body)


@pytest.mark.parametrize("change", [lambda q: q.replace("nonce=", "nonce=x"), lambda q: q + "&" * 9000])
def test_a_refused_query_is_logged_without_reading_the_body(change: Callable[[str], str]) -> None:
    request = AsgiRequest(tenant.query_for(SEALED), SHAPES["published"])
    answer = run(CollectingEndpoint().call_app(replace(request, query=change(request.query))))
    assert answer.status in (400, 401)
    assert answer.headers["connection"] == "close"
