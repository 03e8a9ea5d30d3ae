"""Parser for search queries: numbers, days, telephones, identifiers, departments, stages, kinds; the rest are words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.language import date_text
from bot.language.day_span import read_span
from bot.language.punctuation import PAUSES, parts
from bot.language.state_synonyms import LONGEST_FIRST, WORDS
from bot.language.text import folded, half_width, harmless, quoted
from regulation.states import Outcome, Result, State
from store.catalogue import entries
from store.characters import seen
from store.identity.record_identity import Mark, Sort
from store.identity.spelled_codes import codes_in, folded_one_to_one, without_codes
from store.lists.search import Query, Trait
from store.people import persons
from store.simplified import simplified

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.rulebook import Rulebook
    from store.tables import Department

MOST, LONGEST = 8, 40  # most keywords, and characters of each
SUFFIXES = ("局", "委", "办", "院", "站", "队", "所", "处", "会", "部", "镇", "中心", "街道")
_DAY = re.compile(r"(20\d\d)-?(0[1-9]|1[0-2])(?:-?([0-3]\d))?")
_END = re.compile(r"(?:cn-?|#|尾号|末尾|编号)?((?:(?:(?:20\d\d)?[01]\d)?[0-3]\d-)?\d{1,6})号?", re.IGNORECASE)


_PHONE = re.compile(
    r"(?<![0-9A-Za-z-])(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?![0-9A-Za-z-])"
)
# What people put before or behind the word that is meant; alone it says nothing.
_BEFORE = (
    "提出单位", "提出部门", "提出人", "提出方", "申请人", "反映人", "代录人", "联系人", "姓名", "单位", "来自",
    "联系电话", "手机号码", "手机号", "手机", "电话", "数据名称", "数据名", "数据",
    "目录", "内容", "关键词", "提到", "日期", "时间",
    "统一社会信用代码", "信用代码", "代码", "身份证号码", "身份证号", "身份证", "证号", "编号", "号码",
)  # fmt: skip
_BEHIND = (
    "提出的异议",
    "提的异议",
    "反映的问题",
    "提出的",
    "提交的",
    "提的",
    "报的",
    "反映的",
    "的异议",
    "的工单",
    "的单子",
    "的",
)


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
    today: date

    def read(self, inquiry: SearchQuery, word: str) -> None:
        """The first that matches: number, stage, kind, department; else a compound of these, else a keyword."""
        typed, whole = (simplified(copy(word)).strip() for copy in (half_width, folded))
        plain = whole.removesuffix("的")
        attempts = (_number, self._day, _stage, self._kind, self._department, self._composed)
        if any(attempt(inquiry, plain) for attempt in attempts):
            return
        bare = _meant(whole)
        if not bare or (bare != plain and any(attempt(inquiry, bare) for attempt in attempts)):
            return
        self._word(inquiry, plain if plain.isascii() else _meant(typed))  # a title is matched as it is spelled

    def _day(self, inquiry: SearchQuery, word: str) -> bool:
        span = read_span(word, self.today)
        if span is not None:
            days = [date_text.day(day) for day in dict.fromkeys(span)]
            inquiry.add(f"提出日期：{'至'.join(days)}", spans=(*inquiry.query.spans, span))
        return span is not None

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


def parse_query(session: Session, rulebook: Rulebook, text: str, today: date) -> SearchQuery:
    """At most MOST words; a line of punctuation only is an empty query."""
    kinds = rulebook.lists["kinds"]
    reader = _Reader(session, persons.owners(session), {word: code for code, word in kinds.items()}, today)
    inquiry = SearchQuery()
    for word in [part[:LONGEST] for part in parts(_identified(inquiry, text))][:MOST]:
        reader.read(inquiry, word)
    return inquiry


def _identified(inquiry: SearchQuery, text: str) -> str:
    """The text without the codes and telephone numbers in it, which may be written in groups."""
    plain = folded_one_to_one(seen(text))
    codes = list(codes_in(plain))
    for code in codes:
        inquiry.add(
            "编号（身份证号、统一社会信用代码等）", marks=(*inquiry.query.marks, Mark(Sort(code.kind), code.value))
        )
    plain = without_codes(plain, codes)
    phones = list(_PHONE.finditer(plain))
    for phone in phones:
        inquiry.add(f"电话尾号：{phone[1][-4:]}", phones=(*inquiry.query.phones, phone[1]))
    if not codes and not phones:
        return text
    left = list(seen(text))
    for start, end in (*((code.start, code.end) for code in codes), *(phone.span() for phone in phones)):
        left[start:end] = " " * (end - start)
    return "".join(left)


def _meant(word: str) -> str:
    """张伟 of 提出人张伟 and 张伟提的; "" where only such a word was said."""
    if word in _BEFORE or word in _BEHIND:
        return ""
    for before in _BEFORE:
        if word.startswith(before) and len(word) > len(before) + 1:
            word = word.removeprefix(before).lstrip("是为" + PAUSES)
            break
    for behind in _BEHIND:
        if word.endswith(behind) and len(word) > len(behind) + 1:
            return word.removesuffix(behind)
    return word


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
