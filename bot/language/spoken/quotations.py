"""Strips what a chat client or habit puts around a message: quotations, @names, brackets; what is left was typed."""

from __future__ import annotations

import re

_QUOTED = re.compile(
    r"\s*[「“『\"].*?[」”』\"]\s*\n\s*[-—–－_=](?:[ \t]*[-—–－_=]){4,}\s*(.*)", re.DOTALL
)  # WeCom, DingTalk
_NAMED = re.compile(r"\s*(?:引用|回复|转发自?)\s*@?[^\n:：]{1,30}[:：][^\n]*\n(.*)", re.DOTALL)
_MARKED = re.compile(r"(?:[ \t]*[>＞][^\n]*\n)+(.*)", re.DOTALL)
_SPACES = "\\s\u2005\u2006\u2009"
NAME = re.compile(rf"(?:(?<=[{_SPACES}])|^)[@＠][^{_SPACES}@＠,，:：。]{{1,20}}(?:[{_SPACES},，:：]+|$)")
_BRACKETS = re.compile(
    r"\s*[【\[《<#＃(（“\"‘「『〔]+\s*([^】\]》>#＃)）”\"’」』〕\n]{1,40}?)\s*[】\]》>#＃)）”\"’」』〕]+"
)

_QUOTATION = re.compile(r"\s*[“\"「『].+[”\"」』][\s。.]*", re.DOTALL)


def own_words(text: str) -> str:
    """The message without the one it quotes; a message that is nothing but a quotation stays."""
    for pattern in (_QUOTED, _NAMED, _MARKED):
        found = pattern.fullmatch(text)
        if found is not None and found[1].strip():
            return own_words(found[1].strip())
    return text


def unwrapped(text: str) -> str:
    """The same without @names, and without brackets or # around its first words: 【收办】CN-…, #收办."""
    bare = NAME.sub(" ", own_words(text)).strip().lstrip("#＃/ ")
    found = _BRACKETS.match(bare)
    return f"{found[1]} {bare[found.end() :]}".strip() if found is not None else bare


def is_quotation(text: str) -> bool:
    """Whether all of it stands in quotation marks: that may be copied, and is shown before it is done."""
    return _QUOTATION.fullmatch(text) is not None


def names_somebody(text: str) -> bool:
    return NAME.search(own_words(text)) is not None
