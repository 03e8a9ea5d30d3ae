"""Visibility of a report: overseers see the district, a leader their own departments, the rest once published (M4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from quality.report import Correction, LeftOut, Report, Row, TicketLine
from regulation.case import Actor
from regulation.states import Role, Verdict
from store.lists.report_source import QualityReport

WHOLE = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Seen:
    """The part of a report that is visible to one reader; `places` are the district's ranks, empty until published."""

    report: Report
    row: QualityReport | None
    whole: bool
    published: bool
    departments: tuple[Row, ...]
    places: tuple[Row, ...]
    centre: Row | None
    tickets: tuple[TicketLine, ...]
    left_out: tuple[LeftOut, ...]
    corrections: tuple[Correction, ...]


def may_read(actors: Iterable[Actor]) -> bool:
    """Whether somebody who may act as any of `actors` may read reports."""
    return any(actor.roles & (WHOLE | {Role.LEADER}) for actor in actors)


def seen(report: Report, row: QualityReport | None, actors: Sequence[Actor], today: date) -> Seen:
    """What somebody who may act as any of `actors` sees; nothing where no part is visible to them."""
    if any(actor.roles & WHOLE for actor in actors):
        return whole(report, row, today)
    own = {one for actor in actors if Role.LEADER in actor.roles for one in actor.departments}
    return of_departments(report, row, own, today)


def whole(report: Report, row: QualityReport | None, today: date) -> Seen:
    """What the supervising office, the centre's director and auditors see."""
    return Seen(
        report=report,
        row=row,
        whole=True,
        published=_published(row, today),
        departments=tuple(report.departments),
        places=placed(report.departments),
        centre=report.centre,
        tickets=tuple(report.tickets),
        left_out=tuple(report.left_out),
        corrections=tuple(report.corrections),
    )


def of_departments(report: Report, row: QualityReport | None, own: Collection[int], today: date) -> Seen:
    """What the leader of some departments sees."""
    published = _published(row, today)
    mine = tuple(each for each in report.departments if each.id in own)
    names = {each.name for each in mine}
    return Seen(
        report=report,
        row=row,
        whole=False,
        published=published,
        departments=mine if published else tuple(_unplaced(each) for each in mine),
        places=placed(report.departments) if published and own else (),
        centre=None,
        tickets=tuple(_own_limits(line, names) for line in report.tickets if names & set(line.holders)),
        left_out=tuple(_left_out(report, names, published=published)),
        corrections=tuple(line for line in report.corrections if line.holder in names),
    )


def _left_out(report: Report, names: set[str], *, published: bool) -> Iterator[LeftOut]:
    """A leader's own at once, with their own lateness only; all others' after publication."""
    if not names:
        return
    own = {line.number: _own_limits(line, names).limits for line in report.tickets}
    for line in report.left_out:
        if names & set(line.departments):
            limits = own.get(line.number, ())
            yield replace(line, late=[limit.kind for limit in limits if limit.verdict != Verdict.IN_TIME])
        elif published and line.departments:
            yield line


def _published(row: QualityReport | None, today: date) -> bool:
    return row is not None and today >= row.publish_on


def placed(rows: Iterable[Row]) -> tuple[Row, ...]:
    """By rank, those without one last."""
    return tuple(sorted(rows, key=lambda row: (row.figures["rank"] or float("inf"), row.code)))


def _unplaced(row: Row) -> Row:
    return replace(row, figures={**row.figures, "rank": None})


def _own_limits(line: TicketLine, names: set[str]) -> TicketLine:
    """Other departments' lateness on the same ticket is not visible to a leader."""
    return replace(line, limits=[limit for limit in line.limits if limit.holder in names])
