"""What one sentence says of each item of a filing, as answers to its questions (M9, G3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.context import Json
from bot.filing_questions.named_source import Found, source_of
from bot.filing_questions.proposer_contact import contact_said
from bot.language.punctuation import PAUSES, bare
from bot.sentences.filing_sentence import Said, divided, labelled, without_lead
from bot.sentences.kind_terms import kind_in
from bot.sentences.sentence_cues import TAIL
from regulation.shanghai import local_date
from store.catalogue.named_entries import one_to_one

if TYPE_CHECKING:
    from bot.context import Context

SOURCE = "source"
ITEMS = ("records", "doubt", "evidence", "contact")
_KIND_ALONE = re.compile(rf"[(（]?(错误|遗漏|不一致|其他)[)）]?(?=[{re.escape(PAUSES)}]|$)[{re.escape(PAUSES)}]*")


@dataclass(slots=True)
class Read:
    """`offered` are the entries to choose the source from; `found` is what the sentence names."""

    answers: dict[str, Json] = field(default_factory=dict)
    offered: dict[str, Json] = field(default_factory=dict)
    found: Found = field(default_factory=lambda: Found((), ""))

    @property
    def names_data(self) -> bool:
        return SOURCE in self.answers or (bool(self.found.entries) and not self.found.near)


def answers_in(ctx: Context, words: str) -> Read:
    """The answers, and the entries to choose the source from."""
    before, under = labelled(without_lead(words))
    found = source_of(ctx, under.get("source", "") or before, whole="source" in under)
    kind, rest = _kind_alone(under.get("kind", ""), before if "source" in under else found.rest)
    said = divided(rest)
    for item in (item for item in ITEMS if item in under):
        _add(said, item, under)
    answers = _texts(ctx, said)
    if kind := _kind(ctx, kind, said, words):
        answers["kind"] = kind
    only = found.entries[0] if len(found.entries) == 1 and not found.near else None
    if only is not None and not (found.spoken and not _holds(words, only.name)):
        answers[SOURCE] = {"entry": only.id, "title": only.name}
    elif "source" in under and not found.entries:
        answers[SOURCE] = {"words": under["source"]}
    offered = [entry.id for entry in found.entries] if SOURCE not in answers else []
    return Read(answers, {SOURCE: {"found": offered, "near": found.near}} if offered else {}, found)


def _holds(words: str, name: str) -> bool:
    """Whether a good part of the name itself was said."""
    return len(name) >= 4 and one_to_one(name)[:4] in one_to_one(words)


def _add(said: Said, item: str, under: Mapping[str, str]) -> None:
    """What stands behind a label; under 问题 alone it may say what it should be, too."""
    if item == "records" and "doubt" not in under:
        parts = divided(under[item])
        for each in ITEMS:
            said.add(each, getattr(parts, each))
        return
    tail = TAIL.search(one_to_one(under[item]))
    said.add(item, under[item][: tail.start()] if tail else under[item])


def _texts(ctx: Context, said: Said) -> dict[str, Json]:
    answers: dict[str, Json] = {
        name: getattr(said, name) for name in ("records", "doubt") if len(getattr(said, name)) > 1
    }
    if said.evidence:
        answers["evidence"] = {"words": said.evidence, "files": 0}
    contact = contact_said(ctx, said.contact) if said.contact else None
    return answers | ({"contact": contact} if contact else {})


def _kind(ctx: Context, kind: str, said: Said, words: str) -> str:
    """The kind in the rulebook's word: named, or the only one that the message speaks of."""
    names = ctx.laws.on(local_date(ctx.now)).rulebook.lists["kinds"]
    if kind in names.values():
        return kind
    code = (
        kind_in(kind)
        or kind_in(" ".join((*said.kinds, said.records, said.doubt)))
        or ("" if said.records else kind_in(words))
    )
    return names.get(code, "")


def _kind_alone(kind: str, rest: str) -> tuple[str, str]:
    """错误 as a word of its own at the head of the text."""
    match = _KIND_ALONE.match(rest)
    return (kind or match[1], rest[match.end() :]) if match else (bare(kind), rest)
