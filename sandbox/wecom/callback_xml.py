"""Callback XML: written with or without CDATA; parsed with DTD and entities forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml import ElementTree

Fields = Mapping[str, Any]  # name -> str, int, nested Fields, or a list of any of them (the element repeats)


def to_xml(fields: Fields, *, cdata: bool) -> bytes:
    """The document `<xml>…</xml>`; with `cdata` every string is wrapped, as the public server does."""
    return f"<xml>{_children(fields, cdata)}</xml>".encode()


def from_xml(body: bytes) -> dict[str, Any]:
    """Children by name; a name that repeats becomes a list. Raises ValueError for anything that is not plain XML."""
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except Exception as error:  # expat and defusedxml raise unrelated kinds
        raise ValueError(f"not acceptable XML: {error}") from error
    value = _value(root)
    return value if isinstance(value, dict) else {}


def _children(fields: Fields, cdata: bool) -> str:
    return "".join(_element(name, value, cdata) for name, value in fields.items())


def _element(name: str, value: Any, cdata: bool) -> str:
    if isinstance(value, list | tuple):
        return "".join(_element(name, each, cdata) for each in value)
    return f"<{name}>{_content(value, cdata)}</{name}>"


def _content(value: Any, cdata: bool) -> str:
    if isinstance(value, Mapping):
        return _children(value, cdata)
    if isinstance(value, int):
        return str(value)
    return _wrap(str(value)) if cdata else escape(str(value))


def _wrap(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _value(element: Element) -> Any:
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        value = _value(child)
        if child.tag not in found:
            found[child.tag] = value
        elif isinstance(found[child.tag], list):
            found[child.tag].append(value)
        else:
            found[child.tag] = [found[child.tag], value]
    return found
