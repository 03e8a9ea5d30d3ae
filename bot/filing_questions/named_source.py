"""Which data a sentence names: by its name, by a part of it, or by what people call it (M9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.punctuation import PAUSES, bare
from bot.sentences.filing_sentence import evidence_head
from bot.sentences.kind_terms import is_bare
from bot.sentences.sentence_cues import SHOULD
from store.catalogue import entry_search
from store.catalogue.named_entries import named_in, one_to_one
from store.catalogue.spoken_data import spoken_of

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Entry

OFFERED = 9
_BEHIND = re.compile(
    r"[》】”\"')）]*(?:的?(?:数据|信息))?(?:里面|里头|里边|当中|之中|里|内|上(?!海)|中(?![山国心学华央医小年原环]))?的?(?:提(?:出|交)?[1一]?个?异议)?[\s,;。、:!?》】-]*"
)
_BEFORE = re.compile(r"(?:关于|针对|对于?|就|把|将)?[《【“\"'(（]*$")
_PHRASE = re.compile(r"([^\s,;。、:!?]{2,20}?)(?:的?(?:数据|信息|资料))?(?:里面|里头|里边|里|中|的|上)")


@dataclass(frozen=True, slots=True)
class Found:
    """`entries`: one is meant, of several one is to be chosen. `rest` is the text, without a name at its edge."""

    entries: Sequence[Entry]
    rest: str
    near: bool = False  # hits that hold none of the words: to choose from, and no proof that data is named
    spoken: bool = False  # not by its name, but by what people call it


def source_of(ctx: Context, text: str, *, whole: bool = False) -> Found:
    """The entry that is named, else those that a phrase at the head, else the whole sentence could mean."""
    named = named_in(ctx.session, text)
    if len({entry.id for entry, _, _ in named}) > 1 and _joined(text, named):
        return Found([entry for entry, _, _ in named], text)
    if named:
        entry, start, end = named[0]
        return Found([entry], _without_name(text, start, end))
    found = _by_phrase(ctx, text, whole)
    if whole or (found.entries and not found.near):
        return found
    spoken = spoken_of(ctx.session, text, ctx.settings.synonyms)
    if spoken.sure:
        return Found(spoken.entries[:OFFERED], text, spoken=True)
    return found if found.entries else Found(spoken.entries[:OFFERED], text, near=bool(spoken.entries))


def _without_name(text: str, start: int, end: int) -> str:
    """Words are cut at the edges of a sentence alone: a name within it stays where it was said."""
    before, plain = text[:start], one_to_one(text)
    before = before[: _BEFORE.search(before).start()].rstrip(PAUSES + "的")  # type: ignore[union-attr]
    head = evidence_head(before)
    if before.strip(PAUSES) and not is_bare(before) and head < len(before):
        return text
    behind = text[end + _BEHIND.match(plain[end:]).end() :]  # type: ignore[union-attr]
    return f"{before}，{behind}".strip(PAUSES + "-")


def _joined(text: str, named: Sequence[tuple[Entry, int, int]]) -> bool:
    """法人登记信息和企业年报信息: two sources in one breath."""
    return re.fullmatch(r"[》】”]?\s*(?:[和与跟同及、]|以及)\s*[《【“]?", text[named[0][2] : named[1][1]]) is not None


def _by_phrase(ctx: Context, text: str, whole: bool) -> Found:
    match = _PHRASE.match(one_to_one(text))
    phrase = bare(text) if whole or (len(text) <= 12 and not SHOULD.search(text)) else match[1] if match else ""
    if len(phrase) < 2:
        return Found([], text)
    found = entry_search.find(ctx.session, phrase, ctx.settings.synonyms).entries[:OFFERED]
    said = one_to_one(phrase).removesuffix("信息").removesuffix("数据")
    near = [entry for entry in found if said in one_to_one(entry.name) or said == entry.code.lower()]
    same = [entry for entry in near if re.sub(r"(?:信息|数据)$", "", one_to_one(entry.name)) == said]
    meant = same if len(same) == 1 else near
    if not meant:
        return Found(found, "" if whole else text, near=bool(found))
    if whole:
        return Found(meant, "")
    if match is None or phrase == bare(text):
        return Found(meant, "")
    return Found(meant, text[match.end() :].strip(PAUSES)) if len(meant) == 1 else Found(meant, text)
