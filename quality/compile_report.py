"""Compiles the report of a span: every case in it is counted, or listed as left out with its reason (M15)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from quality import report_columns as known_columns
from quality.case_counts import CENTRE, Cell, cells, ending_of
from quality.case_snapshot import CaseFile, Span, corrected, open_file, verdict_of
from quality.figures import Totals, ranked
from quality.included_cases import not_counted, presence
from quality.report import Correction, LeftOut, LimitLine, Report, Row, TicketLine
from quality.report_columns import CENTRE as CENTRE_LIMITS
from quality.report_columns import OVERDUE, RANKED, Columns
from regulation.day_charges import charged
from regulation.decision import Decision
from regulation.law import Law, Laws
from regulation.shanghai import local_date
from regulation.states import ClockKind, Party, Verdict
from store.lists.report_source import Label

OWN = (ClockKind.SUPPLEMENT, ClockKind.CONFIRM)  # the proposer's limits, which count for no party


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
        charges = charged(file.case, file.history, self.span.until, law)
        there, found = presence(file, self.span), cells(file, self.span, law, charges)
        if not there.open and not found:
            return
        reason = not_counted(file.case)
        holders = there.holders | {cell.holder for cell in found}
        counted = holders if reason is None else holders & {CENTRE}
        self._count([*found, *(Cell(holder, "cases", 1) for holder in sorted(holders))], counted)
        self.days.update(charge.party.value for charge in charges if self.span.holds_day(charge.day))
        self._list(file, counted, reason, law)

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
            corrections=sorted(self.corrections, key=lambda line: (line.on, line.number)),
            names={str(holder): self._label(holder) for holder in sorted(self.named)},
            columns=self.columns,
        )

    def _count(self, found: Iterable[Cell], counted: frozenset[int]) -> None:
        for cell in found:
            if cell.holder in counted:
                self.totals[cell.holder].add(cell)

    def _list(self, file: CaseFile, counted: frozenset[int], reason: tuple[str, str] | None, law: Law) -> None:
        limits = list(self._limits(file, law))
        if reason is not None:
            late = [limit.kind for limit in limits if limit.verdict != Verdict.IN_TIME]
            self.left_out.append(LeftOut(file.number, len(file.history), *reason, late))
            return
        case = file.case
        self.tickets.append(
            TicketLine(
                number=file.number,
                seq=len(file.history),
                filed_on=local_date(case.filed_at).isoformat(),
                closed_on=local_date(case.closed_at).isoformat() if case.closed_at else "",
                state=(case.outcome or case.state).value,
                holders=[self._name(holder) for holder in sorted(counted)],
                limits=limits,
            )
        )

    def _limits(self, file: CaseFile, law: Law) -> Iterator[LimitLine]:
        for clock in file.case.clocks:
            ending = ending_of(clock, self.span, law)
            if ending and clock.kind not in OWN:
                yield LimitLine(
                    kind=clock.kind.value,
                    holder=self._name(clock.department_id or CENTRE),
                    due_on=clock.due_on.isoformat(),
                    stopped_on=local_date(clock.stopped_at).isoformat() if clock.stopped_at else "",
                    verdict="期末仍超期" if ending == OVERDUE or clock.verdict is None else clock.verdict.value,
                    provisional=clock.provisional if ending == OVERDUE else clock.verdict_if_kept is not None,
                )

    def _concerns(self, file: CaseFile, act: Decision) -> bool:
        clock = corrected(file.case, act)
        return clock is not None and (self.span.holds(act.at) or self.span.holds(clock.stopped_at))

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
            counted=self.span.holds(clock.stopped_at),
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
