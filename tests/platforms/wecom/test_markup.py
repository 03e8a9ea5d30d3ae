"""Decrypted messages are parsed within limits of depth and size; malformed ones still give the person's text."""

from __future__ import annotations

import json
import random

import pytest

from bot.call_json import encode
from bot.ports import Call
from platforms.wecom import CallbackEndpoint
from platforms.wecom.markup import MAX_DEPTH, MAX_ELEMENTS, read_json, read_xml
from platforms.wecom.parse import parse
from platforms.wecom.refused_callback import Refused
from tests.loops import run
from tests.platforms.asgi import call_app_async
from tests.platforms.wecom import tenant

LARGE = 190_000  # bytes that fit into the largest body
HEAD = b"<xml><FromUserName>zhang.wei</FromUserName><MsgType>text</MsgType><Content>x</Content>"
UNITS = (
    b"<a>", b"<a/>", b"<a></a>", b"</a>", b"<a><b></a>", b"<", b"<a", b"<a ", b"&", b"&#x41;", b"&#xD83D;",
    b"<![CDATA[", b"<![CDATA[]]>", b"]]>", b"<?", b"<!--", b"<!", b"<!DOCTYPE a [", b"\x00", b"\xe7\x99",
    b"\xed\xa0\xbd", b" ", b"=",
)  # fmt: skip
JSON_HEAD = b'{"FromUserName":"zhang.wei","MsgType":"text","Content":"x","y":'
JSON_UNITS = (
    b"[", b"{", b'{"a":', b"[]", b"]", b"1,", b"[1,", b'"', b'"",', b'\\"', b'"\\', b"9", b"1e9", b"-", b"NaN,",
    b" ", b",", b'{"a":1},', b"\\ud83d", b"\xed\xa0\xbd",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_repetitive_xml_keeps_its_message(unit: bytes) -> None:
    """The limits hold for content after the message, and for a text that is nothing else."""
    call = parse(HEAD + unit * (LARGE // len(unit)), tenant.NOW)
    assert call is not None
    assert (call.user, call.text) == ("zhang.wei", "x")
    for head in (b"", b"<xml>", b"<?xml version='1.0'?><xml>", b"<xml><MsgType>text</MsgType><Content>"):
        try:
            assert parse(head + unit * (LARGE // len(unit)), tenant.NOW) is None
        except Refused:
            continue


@pytest.mark.parametrize("unit", JSON_UNITS)
def test_repetitive_json_is_parsed_or_refused(unit: bytes) -> None:
    for head in (JSON_HEAD, JSON_HEAD + b'"', JSON_HEAD + b"[", b"{", b'{"a":1}', b'{"FromUserName":'):
        for tail in (b"", b'"}', b"]}"):
            try:
                parse(head + unit * (LARGE // len(unit)) + tail, tenant.NOW)
            except Refused:
                continue


def nested(depth: int) -> bytes:
    return b"<xml>" + b"<a>" * (depth - 1) + b"x" + b"</a>" * (depth - 1) + b"<b>y</b></xml>" + b" " * 20_000


def test_too_deep_xml_is_cut_at_the_limit() -> None:
    """Elements beyond the depth limit are skipped, others read. (White space keeps it off the path for short texts.)"""
    for depth in (2, MAX_DEPTH, MAX_DEPTH + 1, 200):
        fields = read_xml(nested(depth))
        levels, element = 2, fields["a"]
        while not isinstance(element, str) and len(element):
            levels, element = levels + 1, element[0]
        assert levels == min(depth, MAX_DEPTH)
        assert fields["b"] == "y"


def test_the_most_elements_of_a_real_message_are_parsed() -> None:
    items = b"".join(b"<i><k>%d</k></i>" % number for number in range(MAX_ELEMENTS // 3))
    plain = b"<xml><list>" + items + b"</list><b>y</b></xml>"
    assert read_xml(plain)["b"] == "y"
    assert len(read_xml(plain)["list"]) == MAX_ELEMENTS // 3


@pytest.mark.parametrize(
    "value",
    ["[" * 13 + "]" * 13, '{"a":' * 13 + "1" + "}" * 13, json.dumps([[1] * 10] * 1000), json.dumps(list(range(5000)))],
    ids=["list", "object", "wide lists", "wide list"],
)
def test_too_deep_or_long_json_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        read_json(f'{{"a": {value}}}'.encode())


@pytest.mark.parametrize("value", ["1", "null", '"x"', "[]", '[{"MsgType":"text"}]', "NaN", "", "{", '{"a":1}{"b":2}'])
def test_json_other_than_an_object_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        read_json(value.encode())


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("1" * 10_000, "1" * 10_000), ("1e999", "1e999"), ("NaN", "NaN"), ("-Infinity", "-Infinity"), ("true", "True"),
        ("null", ""), ('"x"', "x"), ('["x","y"]', "x"), ('[["x"]]', "x"), ("[]", ""), ('{"a":"x"}', ""),
        ('1,"a":2', "2"),
    ],
)  # fmt: skip
def test_unexpected_json_values_become_text_or_nothing(value: str, read: str) -> None:
    found = read_json(f'{{"a":{value}}}'.encode()).get("a", "")
    assert (found if isinstance(found, str) else "") == read


def mutated(good: bytes, chance: random.Random) -> bytes:
    body = bytearray(good)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(body) + 1)
        end = min(len(body), start + chance.choice((0, 1, 4, 60)))
        noise = chance.choice((b"", chance.choice(UNITS + JSON_UNITS), chance.randbytes(4), bytes(body[start:end]) * 2))
        body[start:end] = noise * chance.choice((1, 1, 1, 300))
    return bytes(body)


@pytest.mark.parametrize("seed", range(3))
def test_mutated_messages_are_accepted_or_refused(seed: int) -> None:
    """Signed and encrypted as by the platform: never an exception, and what is accepted can be stored."""
    chance, calls, clock = random.Random(seed), list[Call](), tenant.StandingClock()
    samples = [path.read_bytes() for path in sorted(tenant.PAYLOADS.glob("*.xml"))]
    samples += [b'{"FromUserName":"u","CreateTime":1,"MsgType":"text","Content":"\\u4f60","MsgId":7}']

    async def accept(call: Call) -> None:
        calls.append(call)
        for word in (call.key, call.user, encode(call).decode()):
            assert "\x00" not in word
            assert len(word.encode()) < 300_000
        assert len(call.key) < 100

    async def all_of_them() -> None:
        endpoint = CallbackEndpoint(tenant.SETTINGS, clock, accept, wall=clock)
        for _ in range(600):
            request = tenant.callback(mutated(chance.choice(samples), chance))
            assert (await call_app_async(endpoint, request)).status in (200, 400), request.body
        assert (await call_app_async(endpoint, tenant.callback(tenant.text_message()))).status == 200

    run(all_of_them())
    assert len(calls) > 100
    assert calls[-1].text == "你好"
