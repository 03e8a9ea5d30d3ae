"""Compiles the report of a span: every case in it is counted, or listed as left out with its reason (M15)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from quality import report_columns as known_columns
from quality.case_counts import CENTRE, Cell, cells, ending_of, settled_cells
from quality.case_snapshot import CaseFile, Span, corrected, open_file, verdict_of
from quality.figures import Totals, ranked
from quality.included_cases import CITY_ISSUED, not_averaged, not_counted, presence
from quality.own_rule_counts import OwnRules, in_time, waits_of
from quality.report import Correction, LeftOut, LimitLine, Report, Row, TicketLine
from quality.report_columns import CENTRE as CENTRE_LIMITS
from quality.report_columns import OVERDUE, RANKED, SETTLED, Columns
from regulation.day_charges import Charge, charged
from regulation.decision import Decision
from regulation.law import Law, Laws
from regulation.replay import PlainClock
from regulation.shanghai import local_date
from regulation.states import ClockKind, Party, Verdict
from regulation.statutory_clocks import LEADS, continued
from regulation.whose_day import whose_days
from store.lists.report_source import Label

OWN = (  # the proposer's limits and the city's, which count for no party
    ClockKind.SUPPLEMENT,
    ClockKind.CONFIRM,
    ClockKind.COOPERATE,
    ClockKind.CONSENT,
    ClockKind.CITY_FOLLOW_UP,
)


NOT_IN_PLACE = "修正未到位"


@dataclass(frozen=True, slots=True)
class Counted:
    """What one case adds; `district` unless it counts for no department, `undone` are repairs that were none."""

    charges: Sequence[Charge]
    cells: Sequence[Cell]
    reason: tuple[str, str] | None
    district: bool
    undone: Sequence[PlainClock | None] = ()


@dataclass(slots=True)
class Compiler:
    """Takes one case after the other; `labels` are the departments' names."""

    span: Span
    laws: Laws
    labels: Mapping[int, Label]
    columns: Columns = field(default_factory=lambda: known_columns.COLUMNS)
    totals: defaultdict[int, Totals] = field(default_factory=lambda: defaultdict(Totals))
    days: Counter[str] = field(default_factory=Counter)
    tickets: list[TicketLine] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    named: set[int] = field(default_factory=set)

    def take(self, number: str, decisions: Sequence[Decision]) -> None:
        file = open_file(number, decisions, self.span.until)
        if file is None:
            return
        law = self.laws.of(file.case)
        self.corrections += [self._correction(file, act) for act in file.corrections if self._concerns(file, act)]
        self._enter(file, self._settled(file, law) if self.settled else self._first(file, law), law)

    @property
    def settled(self) -> bool:
        """Whether the settled points are counted by; a report that was closed before keeps its rules."""
        return self.columns.version >= SETTLED

    def _first(self, file: CaseFile, law: Law) -> Counted:
        """By the first format: who ended without a confirmation counts for no department."""
        charges = charged(file.case, file.history, self.span.until, law)
        reason = not_counted(file.case)
        return Counted(charges, cells(file, self.span, law, charges), reason, district=reason is None)

    def _settled(self, file: CaseFile, law: Law) -> Counted:
        """No ending removes a verdict: only medians leave a case out. City orders are timed by nobody here (M8)."""
        charges = whose_days(file.case, file.history, self.span.until, law)
        reason, own = not_averaged(file.case), OwnRules(file, law).read()
        found = settled_cells(file, self.span, law, charges, own, averaged=reason is None)
        undone = [repair.clock for act, repair in own.not_in_place if self.span.holds(act.at) and in_time(repair)]
        return Counted(charges, found, reason, district=reason != CITY_ISSUED, undone=undone)

    def _enter(self, file: CaseFile, found: Counted, law: Law) -> None:
        there = presence(file, self.span)
        if not there.open and not found.cells:
            return
        holders = there.holders | {cell.holder for cell in found.cells}
        counted = holders if found.district else holders & {CENTRE}
        self._count([*found.cells, *(Cell(holder, "cases", 1) for holder in sorted(holders))], counted)
        self.days.update(charge.party.value for charge in found.charges if self.span.holds_day(charge.day))
        self._list(file, holders, found, law)

    def report(self, period: str, known: datetime) -> Report:
        rows = [self._row(holder) for holder in self.totals if holder != CENTRE]
        centre = self.totals[CENTRE].figures(self.columns.centre, CENTRE_LIMITS)
        return Report(
            period=period,
            until=self.span.until.isoformat(),
            known=known.isoformat(),
            departments=ranked(sorted(rows, key=lambda row: (row.code, row.id))),
            centre=Row(CENTRE, "", Party.CENTRE.value, centre),
            days={column.code: self.days[column.code] for column in self.columns.days},
            tickets=self.tickets,
            left_out=self.left_out,
            corrections=self._numbered(),
            names={str(holder): self._label(holder) for holder in sorted(self.named)},
            columns=self.columns,
        )

    def _count(self, found: Iterable[Cell], counted: frozenset[int]) -> None:
        for cell in found:
            if cell.holder in counted:
                self.totals[cell.holder].add(cell)

    def _list(self, file: CaseFile, holders: frozenset[int], found: Counted, law: Law) -> None:
        limits = list(self._limits(file, law, found))
        if found.reason is not None:
            late = [limit.kind for limit in limits if limit.verdict != Verdict.IN_TIME]
            names = [self._name(holder) for holder in sorted(holders - {CENTRE})] if self.settled else []
            self.left_out.append(LeftOut(file.number, len(file.history), *found.reason, late, names))
        if found.district:
            self.tickets.append(self._ticket(file, holders, limits))

    def _ticket(self, file: CaseFile, holders: frozenset[int], limits: list[LimitLine]) -> TicketLine:
        case = file.case
        return TicketLine(
            number=file.number,
            seq=len(file.history),
            filed_on=local_date(case.filed_at).isoformat(),
            closed_on=local_date(case.closed_at).isoformat() if case.closed_at else "",
            state=(case.outcome or case.state).value,
            holders=[self._name(holder) for holder in sorted(holders)],
            limits=limits,
        )

    def _limits(self, file: CaseFile, law: Law, found: Counted) -> Iterator[LimitLine]:
        for clock in file.case.clocks:
            ending = ending_of(file, clock, self.span, law)
            if ending and clock.kind not in OWN:
                waits = waits_of(file, clock) if self.settled else []
                undone = any(clock is each for each in found.undone)
                yield LimitLine(
                    kind=self._kind(file, clock),
                    holder=self._name(clock.department_id or CENTRE),
                    due_on=clock.due_on.isoformat(),
                    stopped_on=local_date(clock.stopped_at).isoformat() if clock.stopped_at else "",
                    verdict=NOT_IN_PLACE if undone else _verdict(clock, ending),
                    waiting=sum(law.calendar.between(wait.since, wait.until) for wait in waits),
                    provisional=clock.provisional if ending == OVERDUE else clock.verdict_if_kept is not None,
                )

    def _kind(self, file: CaseFile, clock: PlainClock) -> str:
        """部门答复（续）: what goes on after the proposer was waited for, with a verdict of its own (own rule)."""
        on = self.settled and clock.kind in LEADS and continued(file.case, clock)
        return f"{clock.kind.value}（续）" if on else clock.kind.value

    def _numbered(self) -> list[Correction]:
        """In the order of their days; every edition has the same numbers."""
        lines = sorted(self.corrections, key=lambda line: (line.on, line.number))
        return [replace(line, no=place) for place, line in enumerate(lines, 1)]

    def _concerns(self, file: CaseFile, act: Decision) -> bool:
        clock = corrected(file.case, act)
        return clock is not None and (self.span.holds(act.at) or self.span.holds(file.fell(clock)))

    def _correction(self, file: CaseFile, act: Decision) -> Correction:
        clock = corrected(file.case, act)
        assert clock is not None
        assert clock.stopped_at is not None
        return Correction(
            number=file.number,
            on=local_date(act.at).isoformat(),
            kind=clock.kind.value,
            holder=self._name(clock.department_id or CENTRE),
            stopped_on=local_date(clock.stopped_at).isoformat(),
            old=act.data["old"],
            new=verdict_of(act).value,
            counted=self.span.holds(file.fell(clock)),
            seq=act.seq,
            by=self._name(act.actor.department_id) if self.settled and act.actor.department_id else "",
        )

    def _row(self, holder: int) -> Row:
        code, name = self._label(holder)
        self.named.add(holder)
        return Row(holder, code, name, self.totals[holder].figures(self.columns.departments, RANKED))

    def _name(self, holder: int) -> str:
        if holder == CENTRE:
            return Party.CENTRE.value
        self.named.add(holder)
        return self._label(holder)[1]

    def _label(self, holder: int) -> tuple[str, str]:
        label = self.labels.get(holder)
        return (label.code, label.name) if label else (str(holder), str(holder))


def _verdict(clock: PlainClock, ending: str) -> str:
    return "期末仍超期" if ending == OVERDUE or clock.verdict is None else clock.verdict.value
