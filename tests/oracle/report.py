"""Oracle of the report: one month counted from the acts alone; it shares no code with `quality/` (G5, M15).

`settled` counts by the settled points; without it, as reports were counted that were closed before them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from statistics import median

from tests.oracle import own_rules
from tests.oracle.case import CaseModel
from tests.oracle.law import CLOSED, JOINT, PARTY
from tests.oracle.limits import CAPS, CENTRE, COUNTED, Act, Limit
from tests.oracle.steps import correct, given_days, take
from tests.oracle.workdays import Workdays

LEFT_OUT = {"不予收办": "M10", "视为放弃": "P3", "已撤回": "M5"}
RATED = {True: ("accept", "check", "platform", "transfer", "notice"), False: ("reply", "repair")}
ENDS = ("late", "overdue")
FEWEST = 5  # least number of cases for a department's rank
Figure = tuple[str, str, int]  # holder, code, amount
# The act, until which day, in which state, with which department the case stayed, and the day that the act belongs to.
Span = tuple[Act, date, str, str, date]


@dataclass(frozen=True, slots=True)
class Filed:
    """One case: its number, its channel, and all its acts."""

    number: str
    received: datetime
    city_order: bool
    fusion: bool
    acts: Sequence[Act]
    edition: int = 2

    def case(self, workdays: Workdays) -> CaseModel:
        """The case before its first act."""
        return CaseModel(workdays, self.city_order, self.received, self.fusion, edition=self.edition)


@dataclass(slots=True)
class Count:
    """One month's figures by (department code, figure); the centre's code is empty."""

    first: date
    after: date
    now: datetime
    workdays: Workdays
    settled: bool = True
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    cases: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: Counter[str] = field(default_factory=Counter)
    counted: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def until(self) -> date:
        """The first day that is not over at the time of counting."""
        return min(self.after, self.now.date())

    def take(self, filed: Filed) -> None:
        """Count one case as of the end of the month, with later corrections."""
        known = [act for act in filed.acts if act.at < self.now]
        acts = [act for act in known if act.day < self.after]
        if not acts:
            return
        case = filed.case(self.workdays)
        spans = list(self._spans(case, acts))
        for act in known[len(acts) :]:
            if act.word == "更正认定":
                correct(case, act)
        charges = list(self._charges(filed, spans, case))
        found = [*self._limits(case), *self._acts(acts, filed), *self._special(case), *self._effort(case, charges)]
        why = own_rules.reason(case) if self.settled else reason(case)
        if self.settled:
            found = [*self._own(filed, acts, case, spans, found, averaged=not why), *self._proposers(charges)]
        holders = self._holders(case, spans) | {holder for holder, _, _ in found}
        there = any(state != CLOSED and until >= self.first for _, until, state, _, _ in spans)
        if there or found:
            alone = bool(why) and (not self.settled or case.city_order)  # counts for the centre alone
            self._enter(filed.number, why, found, holders, alone=alone)
            self.days.update(party for day, party, _ in charges if self._in(day))

    def _enter(self, number: str, reason: str, found: Iterable[Figure], holders: set[str], *, alone: bool) -> None:
        for holder, code, amount in found:
            if holder == CENTRE or not alone:
                self.numbers[holder, code] += amount
                self.values[holder, code].append(amount)
        for holder in holders & {CENTRE} if alone else holders:
            self.cases[holder].add(number)
        if reason:
            self.left_out[number] = reason
        if not alone:
            self.counted.add(number)

    def _proposers(self, charges: Sequence[tuple[date, str, str]]) -> Iterator[Figure]:
        """Confirmation, cooperation, consent and supplement, in a column of its own."""
        for day, party, department in charges:
            if party == "proposer" and self._in(day):
                yield department, "proposer_days", 1

    def _own(
        self, filed: Filed, acts: Sequence[Act], case: CaseModel, spans: Sequence[Span], found: Iterable[Figure],
        *, averaged: bool,
    ) -> Iterator[Figure]:  # fmt: skip
        """Only medians leave a case out; a repair that was none is in no on-time share."""
        late = {(limit.name, limit.round, limit.holder): limit.late for limit in case.limits}
        kept = [figure for figure in found if figure[1] not in ("kept", "broken")]
        shams = list(own_rules.sham_repairs(filed.case(self.workdays), acts))
        for act, holder, code in own_rules.promises(filed.case(self.workdays), acts, [each[3] for each in shams]):
            if self._in(act.day):
                yield holder, code, 1
        for act, limit, holder, _ in shams:
            if self._in(act.day):
                yield holder, "not_in_place", 1
                if limit and late.get((limit.name, limit.round, limit.holder)) is False:
                    yield holder, "undone", 1
                    ended = (holder, f"{COUNTED[limit.name]}_in_time", 1)
                    kept = _without(kept, ended) if limit.stopped and self._in(limit.stopped.date()) else kept
        yield from (figure for figure in kept if averaged or figure[1] != "days")
        for act, holder, code in own_rules.acts(filed.case(self.workdays), acts):
            if self._in(act.day):
                yield holder, code, 1
        if self._in(acts[0].day) and self.workdays.count(filed.received.date(), acts[0].day) > 1:
            yield CENTRE, "entered_late", 1
        for act in acts:
            if self._in(act.day) and own_rules.late_entry(act, self.workdays):
                yield CENTRE, "entered_late", 1
        yield from self._extended(filed, acts, case, spans)

    def _extended(self, filed: Filed, acts: Sequence[Act], case: CaseModel, spans: Sequence[Span]) -> Iterator[Figure]:
        approved = set(own_rules.approved(filed.case(self.workdays), acts))
        for limit in case.limits:
            if (limit.name, limit.round, limit.holder) in approved and self._ending(limit) == "in_time":
                yield limit.holder, "on_extension", 1
        waits = {until: since for since, until in own_rules.refused(_steps(spans))}
        for act, holder in own_rules.waited(filed.case(self.workdays), acts):
            if self._in(act.day):
                yield holder, "waited", self.workdays.count(waits[act.day], act.day)

    def _in(self, day: date) -> bool:
        return self.first <= day < self.after

    def _spans(self, case: CaseModel, acts: Sequence[Act]) -> Iterator[Span]:
        """After each act: until which day, in which state, with which department the case stayed."""
        for act, following in zip(acts, [*acts[1:], None], strict=True):
            belongs = own_rules.belongs_to(case, act)
            take(case, act)
            yield act, following.day if following else date.max, _waits_in(case), case.department, belongs

    def _limits(self, case: CaseModel) -> Iterator[Figure]:
        for limit in case.limits:
            if limit is case.waiting():  # an extension asked for in time holds the verdict open
                continue
            if limit.name in COUNTED and (ending := self._ending(limit)):
                yield limit.holder, f"{COUNTED[limit.name]}_{ending}", 1

    def _ending(self, limit: Limit) -> str:
        if limit.stopped is None:
            return "overdue" if limit.due < self.until else ""
        if limit.late is None or not self._in(limit.stopped.date()):
            return ""
        return "late" if limit.late else "in_time"

    def _acts(self, acts: Sequence[Act], filed: Filed) -> Iterator[Figure]:
        """An act counts for the department that had the case before it."""
        case = filed.case(self.workdays)
        for act in acts:
            if self._in(act.day):
                yield from figures(case, act)
            take(case, act)

    def _special(self, case: CaseModel) -> Iterator[Figure]:
        if case.outcome == "特例办结" and case.closed and self._in(case.closed.date()) and case.department:
            yield case.department, "special", 1

    def _charges(self, filed: Filed, spans: Sequence[Span], case: CaseModel) -> Iterator[tuple[date, str, str]]:
        """Each working day after the filing is charged to whoever had the case at the start of the day."""
        if self.settled:
            received, city = filed.received.date(), filed.city_order
            yield from own_rules.days(_steps(spans), received, self.until, self.workdays, city_order=city)
            return
        last = case.closed.date() if case.closed else self.until
        for day in self.workdays.among(filed.received.date(), last):
            place = max([0, *(i for i, (act, *_) in enumerate(spans) if act.day < day)])
            _, _, state, department, _ = spans[place]
            party = "city" if filed.city_order else PARTY[state]
            yield day, party, department if party == "department" else CENTRE

    def _effort(self, case: CaseModel, charges: Sequence[tuple[date, str, str]]) -> Iterator[Figure]:
        spent = Counter(holder for _, party, holder in charges if party in ("centre", "department"))
        for day, party, holder in charges:
            if party in ("centre", "department") and self._in(day):
                yield holder, "charged", 1
        if case.closed and self._in(case.closed.date()) and case.outcome in ("确认办结", "逾期未确认"):
            for holder in sorted({limit.holder for limit in case.limits if limit.name in COUNTED}):
                yield holder, "days", spent[holder]

    def _holders(self, case: CaseModel, spans: Sequence[Span]) -> set[str]:
        """Departments that had the case in the month, related ones while their own limit ran."""
        there = [(s, d) for _, until, s, d, _ in spans if s != CLOSED and until >= self.first]
        found = {department for _, department in there if department}
        found |= {CENTRE for state, _ in there if PARTY[state] == "centre" and not case.city_order}
        parts = [limit for limit in case.limits if limit.name == JOINT]
        return found | {part.holder for part in parts if not part.stopped or part.stopped.date() >= self.first}

    def figure(self, holder: str, code: str) -> float | int | None:
        """The expected value of a figure."""
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
        """Limits kept, of those that ended or were overdue."""
        kept = sum(self.numbers[holder, f"{code}_in_time"] for code in RATED[holder == CENTRE])
        lost = sum(self.numbers[holder, f"{code}_{end}"] for code in RATED[holder == CENTRE] for end in ENDS)
        lost += self.numbers[holder, "undone"]
        return Fraction(kept, kept + lost) if kept + lost else None

    def _rank(self, holder: str) -> int | None:
        shares = {each: self.share(each) for each, own in self.cases.items() if each and len(own) >= FEWEST}
        own = shares.get(holder)
        return None if own is None else 1 + sum(1 for share in shares.values() if share is not None and share > own)


def figures(case: CaseModel, act: Act) -> Iterator[Figure]:
    """The figure that an act adds to, and whose, by the case before it."""
    holder = case.department
    by_result = CENTRE if case.result == "平台已修复" or not holder else holder
    match act.word:
        case "完成修正" | "平台修复完成" if case.promised is not None:
            kept = "kept" if act.day <= case.promised else "broken"
            yield CENTRE if act.word == "平台修复完成" else holder, kept, 1
        case "不同意特例":
            yield holder, "rejected", 1
        case "不认可" if case.result != "市平台已反馈":
            yield by_result, "rejected", 1
        case "退回":
            yield holder, "returned", 1
        case "申请延期" if given_days(case, act, case.running(*CAPS)[0]) <= case.running(*CAPS)[0].cap:
            yield CENTRE if case.state == "平台修复中" else holder, "extended", 1
        case "批准延期":
            yield CENTRE if case.state == "平台修复中" else holder, "extended_beyond", 1
        case "要求补正" if case.asked:
            yield CENTRE, "deviations", 1
        case "评价" if case.result != "市平台已反馈":
            yield by_result, "score", act.data["score"]


def reason(case: CaseModel) -> str:
    """The clause for which a case counts for no department."""
    if case.city_order:
        return "M8"
    if case.outcome in LEFT_OUT:
        return LEFT_OUT[case.outcome]
    return "P10" if case.state == "市平台处理中" or case.result == "市平台已反馈" else ""


def month(year: int, number: int, now: datetime, workdays: Workdays, *, settled: bool = True) -> Count:
    """A month counted as of an instant."""
    after = date(year + number // 12, number % 12 + 1, 1)
    return Count(date(year, number, 1), after, now, workdays, settled)


def _steps(spans: Sequence[Span]) -> list[own_rules.Step]:
    return [(act, day, state, department) for act, _, state, department, day in spans]


def _waits_in(case: CaseModel) -> str:
    """Until the proposer was told, the centre is waited for (M14, own rule)."""
    return "待告知结果" if case.to_tell and case.own_limit else case.state


def _without(figures: list[Figure], one: Figure) -> list[Figure]:
    place = figures.index(one)
    return [*figures[:place], *figures[place + 1 :]]


def _tenths(value: Fraction) -> float:
    return int(value * 10 + Fraction(1, 2)) / 10
