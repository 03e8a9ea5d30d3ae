"""Several objections in one message: counted out, or joined by 还有; each is a filing of its own (M3)."""

from __future__ import annotations

import re

from bot.language.punctuation import PAUSES
from bot.sentences.filing_sentence import labelled
from store.catalogue.named_entries import one_to_one

_COUNTED = re.compile(
    r"(?:^|(?<=[\s,;。:!?]))\(?([1-9]|[一二三四五六七八九])[、.)](?!\d)\s*|(?:^|(?<=[\s,;。:!?]))第[1-9一二三四五六七八九][个项件条][\s,:、是]*"
)
_JOINED = re.compile(r"(?:^|(?<=[\s,;。:!?]))(?:还有|另外|再有|此外|另有)(?:就是|还有|[1一]?[个件项条])?[\s,:、]*")


def parts_of(text: str) -> list[str]:
    """The parts as typed; one where nothing divides the message, or where labels do (数据：… 问题：…)."""
    plain = one_to_one(text)
    if labelled(text)[1]:
        return [text]
    marks = list(_COUNTED.finditer(plain))
    marks = marks if len(marks) > 1 else list(_JOINED.finditer(plain))
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(text)]
    parts = (text[start:end].strip(PAUSES) for start, end in zip(starts, ends, strict=True))
    return [part for part in parts if part]
