"""Parser for search queries: numbers, departments, stages, kinds of data; all else is searched as keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.language.punctuation import parts
from bot.language.state_synonyms import LONGEST_FIRST, WORDS
from bot.language.text import folded, half_width, harmless, quoted
from regulation.states import Outcome, Result, State
from store.catalogue import entries
from store.lists.search import Query, Trait
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.rulebook import Rulebook
    from store.tables import Department

MOST, LONGEST = 8, 40  # most keywords, and characters of each
SUFFIXES = ("局", "委", "办", "院", "站", "队", "所", "处", "会", "部", "镇", "中心", "街道")
_DAY = re.compile(r"(20\d\d)-?(0[1-9]|1[0-2])(?:-?([0-3]\d))?")
_END = re.compile(r"(?:cn-?|#|尾号|末尾|编号)?((?:(?:20\d\d)?[01]\d[0-3]\d-)?\d{1,6})号?", re.IGNORECASE)


@dataclass(slots=True)
class SearchQuery:
    """The parsed query; `said` explains to the user how each word was understood."""

    query: Query = field(default_factory=Query)
    said: list[str] = field(default_factory=list)

    @property
    def understood(self) -> str:
        return "；".join(dict.fromkeys(self.said))

    def add(self, said: str, **parts: object) -> None:
        self.query = replace(self.query, **parts)  # type: ignore[arg-type]
        self.said.append(said)


@dataclass(frozen=True, slots=True)
class _Reader:
    session: Session
    departments: Sequence[Department]
    kinds: Mapping[str, str]  # code by name

    def read(self, inquiry: SearchQuery, word: str) -> None:
        """The first that matches: number, stage, kind, department; else a compound of these, else a keyword."""
        typed, plain = (copy(word).strip().removesuffix("的") for copy in (half_width, folded))
        for attempt in (_number, _stage, self._kind, self._department, self._composed):
            if attempt(inquiry, plain):
                return
        self._word(inquiry, plain if plain.isascii() else typed)  # a title is matched as it is spelled

    def _kind(self, inquiry: SearchQuery, word: str) -> bool:
        if word in self.kinds:
            inquiry.add(f"类型：{word}", kinds=inquiry.query.kinds | {self.kinds[word]})
        return word in self.kinds

    def _department(self, inquiry: SearchQuery, word: str) -> bool:
        found = [row for row in self.departments if _names(row, word)]
        if found:
            names = "、".join(harmless(row.name) for row in found[:3]) + (f"等{len(found)}个" if len(found) > 3 else "")
            inquiry.add(f"部门：{names}", departments=inquiry.query.departments | {row.id for row in found})
        return bool(found)

    def _composed(self, inquiry: SearchQuery, word: str) -> bool:
        """民政局待答复: a department or a stage with a stage before or after it."""
        for stage in LONGEST_FIRST:
            rest = word.removesuffix(stage) if word.endswith(stage) else word.removeprefix(stage)
            if 1 < len(rest) < len(word) and (_stage(inquiry, rest) or self._department(inquiry, rest)):
                return _stage(inquiry, stage)
        return False

    def _word(self, inquiry: SearchQuery, word: str) -> None:
        """A catalogue code means its entry; part of a department's name also matches the department."""
        entry = entries.by_code(self.session, word) if word.isascii() else None
        meant = frozenset(row.id for row in self.departments if len(word) > 1 and word in row.name)
        if entry is not None:
            inquiry.add(f"数据：{harmless(entry.name)}", words=(*inquiry.query.words, entry.name))
        elif meant or word.isascii():
            said = "部门或数据" if meant else "数据或市平台工单号"
            inquiry.add(f"{said}：{quoted(word)}", about=(*inquiry.query.about, (word, meant)))
        else:
            inquiry.add(f"关键词：{quoted(word, 20)}", words=(*inquiry.query.words, word))


def parse_query(session: Session, rulebook: Rulebook, text: str) -> SearchQuery:
    """At most MOST words; a line of punctuation only is an empty query."""
    kinds = rulebook.lists["kinds"]
    reader = _Reader(session, persons.owners(session), {word: code for code, word in kinds.items()})
    inquiry = SearchQuery()
    for word in [part[:LONGEST] for part in parts(text)][:MOST]:
        reader.read(inquiry, word)
    return inquiry


def _number(inquiry: SearchQuery, word: str) -> bool:
    if day := _DAY.fullmatch(word):
        said = "-".join(part for part in day.groups() if part)
        inquiry.add(f"提出日期：{said}", days=(*inquiry.query.days, said.replace("-", "")))
    elif end := _END.fullmatch(word):
        inquiry.add(f"编号末尾：{end[1]}", ends=(*inquiry.query.ends, end[1]))
    return bool(day or end)


def _stage(inquiry: SearchQuery, word: str) -> bool:
    meant = WORDS.get(word) or WORDS.get(word.removesuffix("工单").removesuffix("异议"))
    if meant is None:
        return False
    query = inquiry.query
    inquiry.add(
        f"环节：{word}",
        states=query.states | {one for one in meant if isinstance(one, State)},
        outcomes=query.outcomes | {one for one in meant if isinstance(one, Outcome)},
        results=query.results | {one for one in meant if isinstance(one, Result)},
        traits=query.traits | {one for one in meant if isinstance(one, Trait)},
    )
    return True


def _names(row: Department, word: str) -> bool:
    """区民政局, 民政局, 长宁区民政局, its code, or its usual abbreviation: 市监局 for 区市场监管局."""
    short = row.name.removeprefix("区")
    if word.lower() == row.code.lower() or word in (row.name, short) or (len(short) > 2 and word.endswith(short)):
        return True
    return len(word) > 1 and word.endswith(SUFFIXES) and _runs_through(word, row.name)


def _runs_through(word: str, name: str) -> bool:
    """Whether the abbreviation's characters occur in the full name in the same order."""
    letters: Iterator[str] = iter(name)
    return all(letter in letters for letter in word)
