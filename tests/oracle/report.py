"""The quality report counted a second time, from the diary alone, with no line of the bot's own counting (G5, M15)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from statistics import median

from tests.oracle.case import CLOSED, JOINT, PARTY, Standing
from tests.oracle.limits import Act, Limit
from tests.oracle.report_acts import CENTRE, figures, reason
from tests.oracle.steps import correct, take
from tests.oracle.workdays import Workdays

CODES = {
    "收办意见": "accept", "平台核查": "check", "平台修复": "platform", "转交": "transfer", "部门答复": "reply",
    "部门修正": "repair", "结果告知": "notice", JOINT: "joint",
}  # fmt: skip
RATED = {True: ("accept", "check", "platform", "transfer", "notice"), False: ("reply", "repair")}
ENDS = ("late", "overdue")
FEWEST = 5  # cases below which a department has no place


@dataclass(frozen=True, slots=True)
class Filed:
    """One case of the diary: its number, how it came, and everything that was done to it."""

    number: str
    received: datetime
    city_order: bool
    acts: Sequence[Act]


@dataclass(slots=True)
class Count:
    """One month's figures by (department's code, figure); the centre's code is empty."""

    first: date
    after: date
    now: datetime
    workdays: Workdays
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    cases: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: Counter[str] = field(default_factory=Counter)
    counted: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def until(self) -> date:
        """The first day that is not over when the counting ends."""
        return min(self.after, self.now.date())

    def take(self, filed: Filed) -> None:
        """Count one case as it stood at the end of the month, later corrections included."""
        known = [act for act in filed.acts if act.at < self.now]
        acts = [act for act in known if act.day < self.after]
        if not acts:
            return
        case = Standing(self.workdays, filed.city_order, filed.received)
        spans = list(self._spans(case, acts))
        for act in known[len(acts) :]:
            if act.word == "更正认定":
                correct(case, act)
        found = [*self._limits(case), *self._acts(acts, filed), *self._special(case)]
        charges = list(self._charges(filed, spans, case))
        found += self._effort(case, charges)
        holders = self._holders(case, spans) | {holder for holder, _, _ in found}
        there = any(state != CLOSED and until >= self.first for _, until, state, _ in spans)
        if there or found:
            self._enter(filed.number, reason(case), found, holders)
            self.days.update(party for day, party, _ in charges if self._in(day))

    def _enter(self, number: str, reason: str, found: Iterable[tuple[str, str, int]], holders: set[str]) -> None:
        for holder, code, amount in found:
            if holder == CENTRE or not reason:
                self.numbers[holder, code] += amount
                self.values[holder, code].append(amount)
        for holder in holders & {CENTRE} if reason else holders:
            self.cases[holder].add(number)
        if reason:
            self.left_out[number] = reason
        else:
            self.counted.add(number)

    def _in(self, day: date) -> bool:
        return self.first <= day < self.after

    def _spans(self, case: Standing, acts: Sequence[Act]) -> Iterator[tuple[Act, date, str, str]]:
        """After each act: until which day it stood so, in which state, with which department."""
        for act, following in zip(acts, [*acts[1:], None], strict=True):
            take(case, act)
            yield act, following.day if following else date.max, case.state, case.department

    def _limits(self, case: Standing) -> Iterator[tuple[str, str, int]]:
        for limit in case.limits:
            if limit.name in CODES and (ending := self._ending(limit)):
                yield limit.holder, f"{CODES[limit.name]}_{ending}", 1

    def _ending(self, limit: Limit) -> str:
        if limit.stopped is None:
            return "overdue" if limit.due < self.until else ""
        if limit.late is None or not self._in(limit.stopped.date()):
            return ""
        return "late" if limit.late else "in_time"

    def _acts(self, acts: Sequence[Act], filed: Filed) -> Iterator[tuple[str, str, int]]:
        """An act counts for whoever had the case before it."""
        case = Standing(self.workdays, filed.city_order, filed.received)
        for act in acts:
            if self._in(act.day):
                yield from figures(case, act)
            take(case, act)

    def _special(self, case: Standing) -> Iterator[tuple[str, str, int]]:
        if case.outcome == "特例办结" and case.closed and self._in(case.closed.date()) and case.department:
            yield case.department, "special", 1

    def _charges(
        self, filed: Filed, spans: Sequence[tuple[Act, date, str, str]], case: Standing
    ) -> Iterator[tuple[date, str, str]]:
        """Each working day after the filing, to whoever had the case when the day began."""
        last = case.closed.date() if case.closed else self.until
        for day in self.workdays.among(filed.received.date(), last):
            place = max([0, *(i for i, (act, _, _, _) in enumerate(spans) if act.day < day)])
            _, _, state, department = spans[place]
            party = "city" if filed.city_order else PARTY[state]
            yield day, party, department if party == "department" else CENTRE

    def _effort(self, case: Standing, charges: Sequence[tuple[date, str, str]]) -> Iterator[tuple[str, str, int]]:
        spent = Counter(holder for _, party, holder in charges if party in ("centre", "department"))
        for day, party, holder in charges:
            if party in ("centre", "department") and self._in(day):
                yield holder, "charged", 1
        if case.closed and self._in(case.closed.date()) and case.outcome in ("确认办结", "逾期未确认"):
            for holder in sorted({limit.holder for limit in case.limits if limit.name in CODES}):
                yield holder, "days", spent[holder]

    def _holders(self, case: Standing, spans: Sequence[tuple[Act, date, str, str]]) -> set[str]:
        """Who had the case during the month, related departments as long as their own limit ran."""
        there = [(s, d) for _, until, s, d in spans if s != CLOSED and until >= self.first]
        found = {department for _, department in there if department}
        found |= {CENTRE for state, _ in there if PARTY[state] == "centre" and not case.city_order}
        parts = [limit for limit in case.limits if limit.name == JOINT]
        return found | {part.holder for part in parts if not part.stopped or part.stopped.date() >= self.first}

    def figure(self, holder: str, code: str) -> float | int | None:
        """What the report should say under this name."""
        values = self.values[holder, code]
        match code:
            case "cases":
                return len(self.cases[holder])
            case "days":
                return float(median(values)) if values else None
            case "score":
                return _tenths(Fraction(sum(values), len(values))) if values else None
            case "scored":
                return len(self.values[holder, "score"])
            case "rate":
                share = self.share(holder)
                return None if share is None else _tenths(share * 100)
            case "rank":
                return self._rank(holder)
        return self.numbers[holder, code]

    def share(self, holder: str) -> Fraction | None:
        """Limits kept, of those that ended or had passed."""
        kept = sum(self.numbers[holder, f"{code}_in_time"] for code in RATED[holder == CENTRE])
        lost = sum(self.numbers[holder, f"{code}_{end}"] for code in RATED[holder == CENTRE] for end in ENDS)
        return Fraction(kept, kept + lost) if kept + lost else None

    def _rank(self, holder: str) -> int | None:
        shares = {each: self.share(each) for each, own in self.cases.items() if each and len(own) >= FEWEST}
        own = shares.get(holder)
        return None if own is None else 1 + sum(1 for share in shares.values() if share is not None and share > own)


def month(year: int, number: int, now: datetime, workdays: Workdays) -> Count:
    """A month to be counted as it was known at an instant."""
    after = date(year + number // 12, number % 12 + 1, 1)
    return Count(date(year, number, 1), after, now, workdays)


def _tenths(value: Fraction) -> float:
    return int(value * 10 + Fraction(1, 2)) / 10
