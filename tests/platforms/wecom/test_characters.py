"""An authenticated message is never refused for its characters: it is stored and answered, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.call_json import decode as decode_call
from bot.call_json import encode
from bot.ports import Call, CallKind
from platforms.wecom import CallbackEndpoint
from platforms.wecom.field_text import field_text
from platforms.wecom.parse import parse
from platforms.wecom.text_decoding import LOST as GONE
from platforms.wecom.text_decoding import clean, decode
from store.messages import inbox
from tests.bot.world import World
from tests.loops import run
from tests.platforms.asgi import call_app_async
from tests.platforms.wecom import tenant

LOST = "\N{REPLACEMENT CHARACTER}"
# Its encoding in UTF-8 XML, inside CDATA or bare, and the text that is read.
IN_CDATA: dict[str, tuple[bytes, str]] = {
    "half a character at the end": (b"\xe7\x99", LOST),
    "half a character in the middle": (b"a\xf0\x9f\x98z", f"a{LOST}z"),
    "a byte of another encoding": (b"caf\xe9", f"caf{LOST}"),
    "CESU-8": (b"\xed\xa0\xbd\xed\xb8\x80", "😀"),
    "half an emoji in CESU-8": (b"x\xed\xa0\xbdy", f"x{LOST}y"),
    "two first halves": (b"\xed\xa0\xbd\xed\xa0\xbd\xed\xb8\x80", f"{LOST}😀"),
    "controls": (b"a\x00b\x0b\x1fc", "abc"),
    "noncharacters": (b"a\xef\xbf\xbe\xef\xbf\xbfb", "ab"),
    "the newest characters": ("\U0002ebf0\U000323b0\ue863".encode(), "\U0002ebf0\U000323b0\ue863"),
    "references typed by hand": (b"&#0; &amp; &#xD83D;", "&#0; &amp; &#xD83D;"),
}
BARE: dict[str, tuple[bytes, str]] = {
    "emoji as two references": (b"&#xD83D;&#xDE00;", "😀"),
    "emoji as two decimal references": (b"&#55357;&#56832;", "😀"),
    "half an emoji as a reference": (b"a&#xD83D;b", f"a{LOST}b"),
    "forbidden references": (b"a&#0;&#x1F;&#xFFFE;b", "ab"),
    "a reference to nothing": (b"a&#x110000;b", f"a{LOST}b"),
    "stray ampersand": (b"A&B & C", "A&B & C"),
    "unknown entity": (b"a&nbsp;b&x;", "a&nbsp;b&x;"),
    "known entities": (b"&lt;b&gt;&quot;&apos;&amp;", "<b>\"'&"),
    "less than": (b"1 < 2 <3", "1 < 2 <3"),
    "tags": (b"a <b>c</b><br>d", "a cd"),
    "half a character": (b"\xe7\x99", LOST),
}
IN_JSON: dict[str, tuple[bytes, str]] = {
    "half an emoji": (rb"a\ud83d", f"a{LOST}"),
    "the other half": (rb"\ude00b", f"{LOST}b"),
    "halves the wrong way round": (rb"\ude00\ud83d", LOST * 2),
    "both halves": (rb"\ud83d\ude00", "😀"),
    "half of an escape": (rb"a\ud8", r"a\ud8"),
    "escape of nothing": (rb"a\x41\q", r"a\x41\q"),
    "controls": (b"a\x00\x0bb" + rb"\u0000\u001f", "ab"),
    "line end": (b"a\nb", "a\nb"),
    "half a character": (b"\xe7\x99", LOST),
    "CESU-8": (b"\xed\xa0\xbd\xed\xb8\x80", "😀"),
    "references": (b"&#0;&amp;", "&#0;&amp;"),
}


def xml(user: bytes = b"zhang.wei", content: bytes = b"x", head: bytes = b"", more: bytes = b"") -> bytes:
    return (
        head + b"<xml><FromUserName>" + user + b"</FromUserName><CreateTime>1789696800</CreateTime>"
        b"<MsgType><![CDATA[text]]></MsgType><Content>" + content + b"</Content><MsgId>7001</MsgId>" + more + b"</xml>"
    )


def jsons(user: bytes = b"zhang.wei", content: bytes = b"x", more: bytes = b"") -> bytes:
    return (
        b'{"FromUserName":"' + user + b'","CreateTime":1789696800,"MsgType":"text","Content":"' + content
        + b'","MsgId":7001' + more + b"}"
    )  # fmt: skip


def bodies() -> Iterator[tuple[str, bytes, str, str]]:
    """By name: the plain text, and the user and the text parsed from it."""
    for name, (raw, read) in IN_CDATA.items():
        inside = b"<![CDATA[" + raw + b"]]>"
        yield f"CDATA, {name}", xml(content=inside), "zhang.wei", read
        yield f"CDATA, {name}, sender", xml(user=inside), read, "x"
    for name, (raw, read) in BARE.items():
        yield f"bare, {name}", xml(content=raw), "zhang.wei", read
    for name, (raw, read) in IN_JSON.items():
        yield f"JSON, {name}", jsons(content=raw), "zhang.wei", read
        yield f"JSON, {name}, sender", jsons(user=b"u" + raw), f"u{read}", "x"
    declared = b'<?xml version="1.0" encoding="%s"?>\n'
    yield "GBK by its name only", xml(content="你好".encode(), head=declared % b"GBK"), "zhang.wei", "你好"
    yield "GBK", xml(content="你好".encode("gbk"), head=declared % b"GBK"), "zhang.wei", "你好"
    yield "UTF-16", xml(content="你好".encode()).decode().encode("utf-16"), "zhang.wei", "你好"
    yield "UTF-16 by its name only", xml(content=b"x", head=declared % b"UTF-16"), "zhang.wei", "x"
    yield "BOM", xml(content="你好".encode(), head=b"\xef\xbb\xbf"), "zhang.wei", "你好"
    yield "BOM before JSON", b"\xef\xbb\xbf" + jsons(), "zhang.wei", "x"
    yield "blank lines before", xml(content=b"x", head=b"\r\n \n" + declared % b"utf-8"), "zhang.wei", "x"
    yield "no end", xml(content=b"x")[: -len("</MsgId></xml>")], "zhang.wei", "x"
    yield "a tag too many", xml(content=b"x", more=b"</b><c>"), "zhang.wei", "x"


BODIES = {name: (plain, user, text) for name, plain, user, text in bodies()}


@pytest.mark.parametrize("name", BODIES)
def test_parsed_user_and_text(name: str) -> None:
    plain, user, text = BODIES[name]
    call = parse(plain, tenant.NOW)
    assert call is not None
    assert (call.kind, call.user, call.text) == (CallKind.TEXT, user, text)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The district of the bot's own tests, on either database."""
    world = World.create(database_url)
    yield world
    world.close()


def test_every_message_is_stored_and_answered(world: World) -> None:
    """200 and then a card: to the person, or to somebody who is not in the directory."""
    clock, names = tenant.StandingClock(), list(BODIES)

    async def accept(call: Call) -> None:
        call = replace(call, dedupe=names[-1])  # they share one MsgId, and deduplication is not tested here
        await world.inbox.keep(call.platform, call.key, call.user, encode(call), world.now)

    async def all_of_them() -> None:
        endpoint = CallbackEndpoint(tenant.SETTINGS, clock, accept, wall=clock)
        while names:
            answer = await call_app_async(endpoint, tenant.callback(BODIES[names[-1]][0]))
            assert answer.status == 200, names[-1]
            names.pop()

    run(all_of_them())
    world.drain()
    with world.store.read() as session:
        assert inbox.waiting(session) == 0
        assert not inbox.failed(session)
    answered = world.deliver()
    assert sum(len(cards) for cards in answered.values()) == len(BODIES)
    assert set(answered) == {user for _, user, _ in BODIES.values()}


CARD = "template_card_event"
FIELDS = {
    "a button": (
        "event",
        CARD,
        "<EventKey>{}</EventKey><TaskId>{}</TaskId><ResponseCode>{}</ResponseCode>",
    ),
    "a list": (
        "event",
        CARD,
        "<EventKey>x</EventKey><SelectedItems><SelectedItem><QuestionKey>{}</QuestionKey><OptionIds>"
        "<OptionId>{}</OptionId></OptionIds></SelectedItem></SelectedItems>",
    ),
    "a menu entry": ("event", "click", "<EventKey>{}</EventKey>"),
    "the directory": (
        "event",
        "change_contact",
        "<ChangeType>update_user</ChangeType><UserID>{}</UserID><Name>{}</Name>",
    ),
    "a file": ("file", "", "<MediaId>{}</MediaId><FileName>{}.pdf</FileName><MsgId>{}</MsgId>"),
    "a picture": ("image", "", "<MediaId>{}</MediaId><MsgId>{}</MsgId>"),
    "a kind of its own": ("{}", "", "<MsgId>{}</MsgId>"),
}
"""By name: type, event and the fields with a place for odd letters."""


def odd(kind: str, event: str, fields: str, letters: bytes) -> bytes:
    plain = (
        f"<xml><FromUserName>zhang.wei</FromUserName><CreateTime>1789696800</CreateTime><MsgType>{kind}</MsgType>"
        f"<Event>{event}</Event>{fields}</xml>"
    )
    return plain.encode().replace(b"{}", letters)


LONG = b"&#x4E00;" * 4000
ODD = [b"a&#0;&#xD83D;b", b"\xed\xa0\xbd\xe7\x99", b"<![CDATA[\x00\xff]]>", b"&nbsp;<", LONG]


def test_odd_characters_in_every_field_are_stored_and_handled(world: World) -> None:
    for fields in FIELDS.values():
        for letters in ODD:
            call = parse(odd(*fields, letters), tenant.NOW)
            assert call is not None
            world.inbox.put(call.platform, call.key, call.user, encode(call), world.now)
    world.handle()
    with world.store.read() as session:
        assert inbox.waiting(session) == 0
        assert not inbox.failed(session)


@pytest.mark.parametrize("text", ["\ud83d", "a\ud83d\ude00\udc00", "\x00", "\U0010ffff", "\ufffe", "汉"])
def test_calls_with_any_characters_round_trip(text: str) -> None:
    """Whatever another platform's callback endpoint accepts."""
    call = Call("x", text, text, CallKind.TEXT, tenant.NOW, text, values={text: (text,)})
    kept = decode_call(encode(call))
    assert kept.text == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert kept.kind is CallKind.TEXT


def test_cleaned_text_can_be_encoded_everywhere() -> None:
    for code in (*range(0x20), 0x7F, *range(0xD800, 0xE000, 97), 0xFFFE, 0xFFFF, 0x10FFFF):
        clean(f"a{chr(code)}b").encode()
    assert decode(b"\xff\xfe\x41") == LOST
    assert clean("\x00") == GONE
    assert field_text({"UserID": f"a{GONE}b"}, "UserID") == "ab"


@pytest.mark.parametrize("kind", ["FromUserName", "MediaId", "FileName"])
def test_an_unescaped_tag_keeps_the_fields_text(kind: str) -> None:
    fields = {"FromUserName": "u", "MsgType": "file", "MediaId": "m", "FileName": "f", kind: "甲<b>乙</b>丙"}
    xml = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    call = parse(f"<xml>{xml}<MsgId>7</MsgId></xml>".encode(), tenant.NOW)
    assert call is not None
    assert call.file is not None
    assert {"FromUserName": call.user, "MediaId": call.file.media_id, "FileName": call.file.name}[kind] == "甲乙丙"
