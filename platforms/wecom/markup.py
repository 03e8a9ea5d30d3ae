"""Hostile XML and JSON are refused before they cost anything; what is left has one shape, that of the XML."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from platforms.wecom.refusal import Refused

Fields = dict[str, str | Element]  # by name: a word, or an element that holds others

MAX_DEPTH = 12
# Never allowed in XML 1.0, and typed by people all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_xml(data: bytes) -> Fields:
    """The children of the root element of a text whose signature was right. Raises Refused as `read_hostile_xml`.

    defusedxml needs the parser with Python callbacks, at twice the price. A text that begins with its root element
    holds no DTD and so no entity, for these can only stand before it, and declares no encoding that could hide one:
    the C parser is safe for it. Any other takes the careful way.
    """
    if data.startswith(b"<xml>"):
        try:
            return _fields(ElementTree.fromstring(data))  # noqa: S314 - see above
        except ParseError:
            pass  # a control character, perhaps, which a person may have typed
    return read_hostile_xml(data)


def read_hostile_xml(data: bytes) -> Fields:
    """Raises Refused for a DTD, an entity, depth, wrong UTF-8 and broken markup, before they cost anything."""
    return _fields(_careful(data))


def read_json(data: bytes) -> Fields:
    """The object's members. Raises Refused for what is not one object, is too deep, or is not UTF-8."""
    try:
        value = json.loads(data.decode(), parse_float=str)
        if not isinstance(value, dict):
            raise Refused("not a JSON object")
        return _fields(_element("xml", value))
    except (ValueError, RecursionError):
        raise Refused("broken JSON") from None


def cdata(text: str) -> str:
    """Text as CDATA; its own `]]>` is divided over two sections."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


class _Shallow(TreeBuilder):
    """Builds a tree and refuses one deeper than any message is."""

    depth = 0

    def start(self, tag: Any, attrs: dict[Any, Any], /) -> Element:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Refused("XML nested too deep")
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def _careful(data: bytes) -> Element:
    try:
        text = _FORBIDDEN.sub("", data.decode())
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None
    parser = DefusedXMLParser(target=_Shallow(), forbid_dtd=True)
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException:
        raise Refused("XML with a DTD or an entity") from None
    except ParseError:
        raise Refused("broken XML") from None
    if not isinstance(root, Element):
        raise Refused("broken XML")
    return root


def _fields(root: Element) -> Fields:
    """Of a repeated element the first counts; what is repeated on purpose lies deeper."""
    return {child.tag: child if len(child) else child.text or "" for child in reversed(root)}


def _element(name: str, value: Any) -> Element:
    """A JSON value as the XML that says the same; a list repeats its element."""
    element = Element(name)
    if isinstance(value, dict):
        for key, inner in value.items():
            element.extend(_element(key, one) for one in (inner if isinstance(inner, list) else [inner]))
    else:
        element.text = "" if value is None else str(value)
    return element
