"""Divides one message into the items of a filing: every clause belongs to one item, and none is left out (M9, G3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.language.punctuation import PAUSES
from bot.sentences.kind_terms import is_bare
from bot.sentences.sentence_cues import (
    CONTACT,
    EVIDENCE,
    FOUND_WHILE,
    LABELLED,
    LABELS,
    LEAD,
    NOT_BUT,
    NOW,
    PRESENT,
    SHOULD,
    TAIL,
)
from store.catalogue.named_entries import one_to_one

_CLAUSE = re.compile(r"(?:[^,;。!?:\s、]|(?<=\d)[,:](?=\d))+")
_ENDS = PAUSES + "-|"


@dataclass(slots=True)
class Said:
    """The texts of a message by item, as typed; `kinds` are clauses that say nothing but that there is a fault."""

    records: str = ""
    doubt: str = ""
    evidence: str = ""
    contact: str = ""
    source: str = ""
    kinds: list[str] = field(default_factory=list)

    def add(self, item: str, text: str) -> None:
        before = getattr(self, item)
        text = text.strip(_ENDS)
        setattr(self, item, f"{before}，{text}" if before and text else before or text)


def without_lead(text: str) -> str:
    """The text behind 您好，我要提出异议 and the like."""
    return text[LEAD.match(one_to_one(text)).end() :]  # type: ignore[union-attr]


def labelled(text: str) -> tuple[str, Mapping[str, str]]:
    """What stands before the first label, and the text behind each: 数据：… 问题：…"""
    plain = one_to_one(text)
    marks = list(LABELLED.finditer(plain))
    if not marks or not (len(marks) > 1 or LABELS[_label(marks[0])] in ("source", "records")):
        return text, {}
    found: dict[str, str] = {}
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        item = LABELS[_label(mark)]
        words = text[mark.start(mark.lastgroup or 0) if item == "contact" else mark.end() : end].strip(_ENDS)
        found[item] = f"{found[item]}，{words}" if item in found else words
    return text[: marks[0].start()].strip(_ENDS), found


def _label(mark: re.Match[str]) -> str:
    return mark[mark.lastgroup or 0]


def divided(text: str) -> Said:
    """The clauses of a text whose source is known, by item."""
    said = Said()
    text = text[: _tail_at(text)]
    place = _evidence_head(text, said)
    clauses = _clauses(text, place)
    kept = _set_aside(text, clauses, said)
    _records_and_doubt(text, kept, said)
    return said


def _tail_at(text: str) -> int:
    """Where 请更正，谢谢 begins."""
    plain, end = one_to_one(text), len(text)
    while (found := TAIL.search(plain[:end])) is not None and found.start() < end:
        end = found.start()
    return end


def evidence_head(text: str) -> int:
    """Where 在办理…时发现 at the beginning ends; 0 where there is none."""
    match = FOUND_WHILE.match(one_to_one(text))
    return match.end() if match else 0


def _evidence_head(text: str, said: Said) -> int:
    """在办理…时发现 at the beginning is how it was found."""
    match = FOUND_WHILE.match(one_to_one(text))
    if match is None:
        return 0
    said.add("evidence", text[match.start("how") : match.end("how")])
    return match.end()


def _clauses(text: str, start: int) -> list[tuple[int, int]]:
    """The places of the clauses; marks inside figures and brackets end none."""
    plain = one_to_one(text)
    return [(start + one.start(), start + one.end()) for one in _CLAUSE.finditer(plain[start:])]


def _set_aside(text: str, clauses: Sequence[tuple[int, int]], said: Said) -> list[tuple[int, int]]:
    """Without the clauses of evidence, of the contact, and those that say nothing but that there is a fault."""
    kept: list[tuple[int, int]] = []
    plain, item = one_to_one(text), ""
    for start, end in clauses:
        clause = plain[start:end]
        if is_bare(clause) and not kept:
            said.kinds.append(clause)
            continue
        item = "contact" if CONTACT.match(clause) else "evidence" if EVIDENCE.match(clause) else item
        if item and not SHOULD.match(clause):
            said.add(item, "" if LABELS.get(clause) == "evidence" else text[start:end])
        else:
            item = ""
            kept.append((start, end))
    return kept


def _records_and_doubt(text: str, kept: Sequence[tuple[int, int]], said: Said) -> None:
    """What stands before the first should-be is the record, what follows the doubt; else as the cues have it."""
    plain = one_to_one(text)
    if not kept:
        return
    whole = text[kept[0][0] : kept[-1][1]]
    if NOT_BUT.search(plain[kept[0][0] : kept[-1][1]]):
        said.add("doubt", whole)
        return
    for number, (start, end) in enumerate(kept):
        cue = SHOULD.search(plain[start:end])
        if cue is None:
            continue
        inside = bool(PRESENT.search(plain[start : start + cue.start()]))
        cut = start + cue.start() if inside else start
        if cut > kept[0][0]:
            said.add("records", text[kept[0][0] : cut])
            said.add("doubt", text[cut : kept[-1][1]])
        else:
            _should_be_first(text, kept, said, number)
        return
    said.add("records", whole)


def _should_be_first(text: str, kept: Sequence[tuple[int, int]], said: Said, number: int) -> None:
    """应为5000人，现在写成500人: what is there now comes last. Without it all is the doubt."""
    plain = one_to_one(text)
    for start, _ in kept[number + 1 :]:
        if NOW.match(plain[start:]):
            said.add("doubt", text[kept[0][0] : start])
            said.add("records", text[start : kept[-1][1]])
            return
    said.add("doubt", text[kept[0][0] : kept[-1][1]])
