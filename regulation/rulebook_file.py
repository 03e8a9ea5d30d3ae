"""A rulebook's file is read whole or not at all; what is wrong is named by file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from regulation.rulebook import Clause, Ground, Limit, Phrases, Policy, Rulebook, Rulebooks
from regulation.shanghai import DAY_END
from regulation.states import Action, ClockKind, Outcome, Party, Role

SHIPPED = Path(__file__).parent / "rulebooks"
LISTS = ("kinds", "stages", "sources", "supplement_items", "targets", "special_causes", "channels")
OF_SECOND_EDITION = {  # limits of the own rules, which the first edition did not have
    ClockKind.COOPERATE, ClockKind.CONSENT, ClockKind.RULING, ClockKind.JUDGE, ClockKind.DELAY,
    ClockKind.CENTRE_CONFIRM, ClockKind.CITY_FOLLOW_UP,
}  # fmt: skip
IN_THE_LAW = [role for role in Role if role is not Role.AUDITOR]  # who audits acts in no case
LONGEST_OWN = 60  # working days: a limit that no clause sets keeps nobody waiting for longer
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
M = TypeVar("M")


class RulebookError(ValueError):
    """A rulebook can't be used; the text names the file, the key, and what is expected there."""


def load_rulebook(path: Path) -> Rulebook:
    """Read one rulebook; raises RulebookError, or OSError where the file can't be read."""
    top = _Table(path.name, "", _whole(path))
    book = _rulebook(top)
    top.finish()
    return book


def load_rulebooks(folders: Iterable[Path] = (SHIPPED,)) -> Rulebooks:
    """Every `*.toml` of these folders; two with one id are refused."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
    if not paths:
        raise RulebookError("rulebooks: no *.toml found; one district's rulebook is needed")
    return Rulebooks([load_rulebook(path) for path in paths])


def _whole(path: Path, seen: tuple[str, ...] = ()) -> dict[str, Any]:
    """The file's keys over those of the rulebook that it `extends`, which lies beside it or is shipped."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulebookError(f"{path.name}: not TOML in UTF-8: {error}") from error
    extended = raw.pop("extends", None)
    if extended is None:
        return raw
    found = (folder / f"{extended}.toml" for folder in (path.parent, SHIPPED))
    base = next((file for file in found if file.is_file()), None)
    if base is None or extended in seen:
        raise RulebookError(f"{path.name}: extends: no rulebook {extended!r} beside it or among those shipped")
    return _over(_whole(base, (*seen, str(extended))), raw)


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; everything else, lists too, is replaced; `false` drops a table of the base."""
    merged = dict(base)
    for key, value in own.items():
        if value is False and isinstance(merged.get(key), dict):
            del merged[key]
            continue
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _over(merged[key], value) if both else value
    return merged


class _Table:
    """One table of the file; remembers which keys were read, so that a misspelt one is refused."""

    def __init__(self, file: str, where: str, raw: Mapping[str, Any]) -> None:
        self.file, self.where, self.raw = file, where, raw
        self.read: set[str] = set()
        self.children: list[_Table] = []

    def error(self, key: str, problem: str) -> RulebookError:
        return RulebookError(f"{self.file}: {self.where}{key}: {problem}")

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        self.read.add(key)
        value = self.raw.get(key, default)
        if value is None:
            raise self.error(key, "missing")
        if type(value) is not kind or value == "":  # no bool for a number, no datetime for a date
            raise self.error(key, f"expected {kind.__name__}, found {value!r}")
        return value

    def positive(self, key: str, default: int | None = None, *, most: int | None = None) -> int:
        value = self.take(key, int, default)
        if value < 1 or (most is not None and value > most):
            span = "1 or more" if most is None else f"a number from 1 to {most}"
            raise self.error(key, f"expected {span}, found {value}")
        return value

    def table(self, key: str, optional: bool = False) -> _Table:
        value = self.take(key, dict, {} if optional else None)
        child = _Table(self.file, f"{self.where}{key}.", value)
        self.children.append(child)
        return child

    def strings(self) -> dict[str, str]:
        """Code → text, every entry."""
        for code in self.raw:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
                raise self.error(code, "a code is lower-case letters, digits and underscores")
        return {code: self.take(code, str) for code in self.raw}

    def sentences(self, key: str) -> tuple[str, ...]:
        value = self.take(key, list, [])
        if not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(key, "expected a list of texts")
        return tuple(value)

    def named(self, members: Iterable[E], read: Callable[[_Table, str, E], M]) -> dict[E, M]:
        """One entry for each member of an enumeration, by the member's name."""
        return {member: read(self, member.name, member) for member in members}

    def finish(self) -> None:
        unknown = [key for key in self.raw if key not in self.read]
        if unknown:
            raise self.error(unknown[0], "unknown key")
        for child in self.children:
            child.finish()


def _rulebook(top: _Table) -> Rulebook:
    clauses = top.table("clauses")
    lists = top.table("lists")
    edition = top.positive("edition", 1)
    kinds = [kind for kind in ClockKind if edition >= 2 or kind not in OF_SECOND_EDITION]
    book = Rulebook(
        id=top.take("id", str),
        title=top.take("title", str),
        number=top.take("number", str),
        issuer=top.take("issuer", str),
        effective=top.take("effective", date),
        edition=edition,
        close=_close(top),
        limits=top.table("limits").named(kinds, _limit),
        clauses={id: _clause(clauses.table(id), id) for id in clauses.raw},
        decline_grounds=_grounds(top.table("decline_grounds")),
        lists={name: lists.table(name).strings() for name in LISTS},
        roles=top.table("roles").named(IN_THE_LAW, lambda table, key, _: table.take(key, str)),
        parties=top.table("parties").named(Party, lambda table, key, _: table.take(key, str)),
        outcomes=top.table("outcomes").named(Outcome, lambda table, key, own: table.take(key, str, own.value)),
        own_rules=top.sentences("own_rules"),
        policy=_policy(top.table("policy")),
    )
    _check_clauses(top, book)
    return book


def _clause(table: _Table, id: str) -> Clause:
    return Clause(id, table.take("where", str), table.take("text", str))


def _close(top: _Table) -> time:
    value = top.take("due_at", str, "day_end")
    if value == "day_end":
        return DAY_END
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) or value == "00:00":
        raise top.error("due_at", f"expected 'day_end' or a close of business such as '17:30', found {value!r}")
    return time.fromisoformat(value)


def _limit(limits: _Table, key: str, kind: ClockKind) -> Limit:
    table = limits.table(key)
    days = table.positive("days")
    limit = Limit(
        kind=kind,
        days=days,
        cap=table.positive("cap", days),
        clause=table.take("clause", str),
        starts=table.take("starts", str),
        reasons=table.table("reasons", optional=True).strings(),
        own_rule=table.take("own_rule", bool, False),
        begins=_begins(table),
        own_begins=frozenset(table.sentences("own_begins")),
    )
    if limit.own_rule and days > LONGEST_OWN:
        raise table.error("days", f"an own rule is a number of working days from 1 to {LONGEST_OWN}, found {days}")
    if unnamed := sorted(limit.own_begins - set(limit.begins)):
        raise table.error("own_begins", f"{unnamed[0]!r} is not named under begins")
    if limit.cap < days:
        raise table.error("cap", f"a cap is a total: {limit.cap} is less than the limit of {days} days")
    if limit.cap > days and not limit.reasons:
        raise table.error("reasons", "a limit that can be extended needs its grounds")
    return limit


def _begins(limit: _Table) -> dict[str, str]:
    """Name of the act → what happened."""
    table = limit.table("begins", optional=True)
    unknown = next((name for name in table.raw if name not in Action.__members__), None)
    if unknown is not None:
        raise table.error(unknown, "expected the name of an act, such as TRANSFER")
    return {name: table.take(name, str) for name in table.raw}


def _grounds(grounds: _Table) -> dict[str, Ground]:
    return {code: _ground(grounds.table(code), code) for code in grounds.raw}


def _ground(table: _Table, code: str) -> Ground:
    text, clause = table.take("text", str), table.take("clause", str)
    ticks = table.table("ticks", optional=True).strings()
    named, supplemented = (table.take(key, bool, False) for key in ("names_rule", "after_supplement"))
    return Ground(code, text, clause, ticks, named, supplemented)


def _policy(table: _Table) -> Policy:
    lateness = table.take("joint_lateness", str, "lead")
    if lateness not in ("lead", "related"):
        raise table.error("joint_lateness", f"expected 'lead' or 'related', found {lateness!r}")
    scores = table.take("scores", list, [1, 5])
    if len(scores) != 2 or not all(type(score) is int for score in scores) or scores[0] >= scores[1]:
        raise table.error("scores", f"expected [lowest, highest], found {scores!r}")
    return Policy(
        returns_before_ruling=table.positive("returns_before_ruling", 1, most=5),
        joint_lateness=lateness,
        joint_lead_days=table.positive("joint_lead_days", 1, most=5),
        answer_minimum=table.positive("answer_minimum", 1, most=50),
        text_maximum=table.positive("text_maximum", 2000, most=20_000),
        non_answers=table.sentences("non_answers"),
        phrases=_phrases(table.table("phrases")) if "phrases" in table.raw else None,
        longest_extension=table.positive("longest_extension", 250, most=250),
        scores=(scores[0], scores[1]),
        withdrawal_undo_days=table.positive("withdrawal_undo_days", 5),
        telling_attempts=table.positive("telling_attempts", 3),
        return_days=table.positive("return_days", 1),
        rounds_before_end=table.positive("rounds_before_end", 3),
        special_lapses_before_end=table.positive("special_lapses_before_end", 2),
    )


def _phrases(table: _Table) -> Phrases:
    names = table.table("names", optional=True).strings()  # parts that several patterns share
    kept = {field.name for field in fields(Phrases)} - {"minimum"}
    patterns = {name: _pattern(table, name, names) for name in sorted(kept)}
    return Phrases(minimum=table.positive("minimum", 4), **patterns)


def _pattern(table: _Table, key: str, names: Mapping[str, str]) -> re.Pattern[str]:
    """One of several regular expressions, tried in their order; `{name}` stands for a named part."""
    every = table.sentences(key)
    if not every:
        raise table.error(key, "missing")
    whole = "|".join(every)
    for name, part in names.items():
        whole = whole.replace(f"{{{name}}}", f"(?:{part})")
    if unknown := re.search(r"\{[a-z_]+\}", whole):
        raise table.error(key, f"no name {unknown[0]} in names")
    try:
        return re.compile(whole)
    except re.error as error:
        raise table.error(key, f"no regular expression: {error}") from error


def _check_clauses(top: _Table, book: Rulebook) -> None:
    """Whatever cites a clause must cite one whose sentence is quoted."""
    cited = {f"limits.{kind.name}.clause": limit.clause for kind, limit in book.limits.items()}
    cited |= {f"decline_grounds.{code}.clause": ground.clause for code, ground in book.decline_grounds.items()}
    for key, clause in cited.items():
        if clause not in book.clauses:
            raise top.error(key, f"cites {clause!r}, which [clauses] does not quote")
