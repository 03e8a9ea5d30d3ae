"""Parsing of decrypted messages, XML or JSON, within resource limits; both give the same fields.

No character makes it fail (`text_decoding`): of malformed markup, and beyond the limits, what can be read is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from platforms.wecom.refused_callback import Refused
from platforms.wecom.text_decoding import clean, decode

Fields = dict[str, str | Element]  # by name: a text, or an element that contains others

MAX_DEPTH = 12
MAX_ELEMENTS = 1000  # the longest published message has some dozens
_TOKENS = 4 * MAX_ELEMENTS  # white space, a start tag, text, an end tag
_USUAL_BYTES, _USUAL_TAGS = 16 * 1024, 256

_XML = re.compile(
    r"<!\[CDATA\[(?:(?P<words>.*?)\]\]>|(?P<rest>.*+))"
    r"|<(?P<slash>/?)(?P<name>[^\W\d][\w.:\-]*+)(?:\s[^<>]*?)?(?P<empty>/?)>"
    r"|<(?:\?|!--)[^<>]*+>"
    r"|(?P<text>[^<]++|<)",
    re.DOTALL,
)
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_JSON = re.compile(r'"(?:[^"\\]++|\\.)*+"?|([\[{])|([\]}])|,', re.DOTALL)
_STEPS = {None: 0, 1: 1, 2: -1}
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})?')
_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=str)


def read_xml(data: bytes) -> Fields:
    """The children of the root element. Raises Refused as `read_hostile_xml`.

    A text that begins with its root element has no DTD and so no entities, which can only stand before it, and
    declares no encoding that could hide one; up to the usual size of messages the C parser is safe for it.
    """
    if data.startswith(b"<xml>") and len(data) <= _USUAL_BYTES and data.count(b"<") <= _USUAL_TAGS:
        try:
            return _fields(ElementTree.fromstring(data))  # noqa: S314 - see above
        except ParseError:
            pass  # a control character, perhaps, which a person may have typed
    return read_hostile_xml(data)


def read_hostile_xml(data: bytes) -> Fields:
    """As `read_xml`, for any bytes. Raises Refused for a DTD, and for malformed markup with no message in it."""
    reader, text = _Reader(), decode(data)
    for token in islice(_XML.finditer(text), _TOKENS):
        reader.take(token)
        if reader.ended:
            break
    fields = _fields(reader.close())
    is_whole = reader.is_whole and "\N{REPLACEMENT CHARACTER}" not in text
    if not is_whole and not (fields.get("MsgType") and fields.get("FromUserName")):
        raise Refused("broken XML")
    return fields


def read_json(data: bytes) -> Fields:
    """The object's members. Raises Refused for what is not one object, is too deep or too long."""
    text = decode(data).strip()
    _check_size(text)
    value = _value(text) or _value(_ESCAPE.sub(lambda found: found[0] if len(found[0]) > 1 else r"\\", text))
    if not isinstance(value, dict):
        raise Refused("not a JSON object")
    return _fields(next(_elements("xml", value)))


def _value(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except ValueError:
        return None


class _Reader:
    """Builds the tree; closes unclosed elements, skips elements beyond the depth limit and unmatched end tags."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._open: list[str] = []
        self._deeper = 0  # elements open below MAX_DEPTH
        self.is_whole, self.ended = True, False

    def take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "empty":
                self._tag(token)
            case "text":
                self._words(_REFERENCE.sub(_character, token[0]), is_whole=token[0] != "<")
            case "words" | "rest":
                self._words(token[token.lastgroup], is_whole=token.lastgroup == "words")

    def close(self) -> Element:
        if not self.ended and not self._open:
            raise Refused("broken XML")
        self.is_whole = self.is_whole and self.ended
        while self._open:
            self._tree.end(self._open.pop())
        return self._tree.close()

    def _tag(self, token: re.Match[str]) -> None:
        if not token["slash"]:
            self._start(token["name"])
        if token["slash"] or token["empty"]:
            self._end(token["name"])

    def _start(self, name: str) -> None:
        if len(self._open) == MAX_DEPTH:
            self._deeper += 1
        else:
            self._open.append(name)
            self._tree.start(name, {})

    def _end(self, name: str) -> None:
        if self._deeper:
            self._deeper -= 1
            return
        if name not in self._open:
            self.is_whole = False
            return
        while (last := self._open.pop()) != name:
            self._tree.end(last)
            self.is_whole = False
        self._tree.end(name)
        self.ended = not self._open

    def _words(self, words: str, *, is_whole: bool) -> None:
        self.is_whole = self.is_whole and is_whole
        if self._open and not self._deeper:
            self._tree.data(clean(words))
        elif not self._open and words.strip():
            raise Refused("words or a DTD before the first element")


def _character(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def _check_size(text: str) -> None:
    depth = 0
    for number, token in enumerate(_JSON.finditer(text)):
        depth += _STEPS[token.lastindex]
        if depth > MAX_DEPTH or number > _TOKENS:
            raise Refused("JSON too deep or too long")


def _fields(root: Element) -> Fields:
    """Of a repeated element the first counts; intended repetition occurs at a deeper level only."""
    return {child.tag: child if len(child) else child.text or "" for child in reversed(root)}


def _elements(name: str, value: Any) -> Iterator[Element]:
    """A JSON value as the equivalent XML; a list repeats its element."""
    if isinstance(value, list):
        for inner in value:
            yield from _elements(name, inner)
        return
    element = Element(clean(name))
    if isinstance(value, dict):
        for key, inner in value.items():
            element.extend(list(_elements(key, inner)))
    else:
        element.text = "" if value is None else clean(str(value))
    yield element
