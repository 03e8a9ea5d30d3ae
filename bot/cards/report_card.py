"""Card of the quality report (质量报告), with a link to its page; no personal data, no data values (M4, M15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.language import date_text
from bot.ports import Card, CardKind, Field
from quality.period import Period
from quality.published.publication import Publication
from quality.report import FEWEST, Report, Row
from quality.report_columns import CENTRE
from quality.report_text import title
from quality.report_visibility import Seen, placed

BEST = 3  # ranks named on a card; the page has all
LATE = ("late", "overdue")
FIELDS = 6


def report_card(seen: Seen, fingerprint: str = "", *, now: datetime | None = None) -> Card:
    """Figures of the district, or of the reader's own department; the page shows the rest.

    A published one carries the record's fingerprint, a running one the moment of its figures.
    """
    stands = f"尚未结账，截至{date_text.stamp(now)}的数字" if now and seen.row is None else standing(seen)
    fields = _district(seen) if seen.whole else _own(seen.departments, published=seen.published)
    return Card(
        CardKind.NOTICE,
        title=title(seen.report),
        subtitle=f"{stands}；{fingerprint}" if fingerprint and seen.published else stands,
        fields=tuple(fields)[:FIELDS],
        link=f"/report/{seen.report.period}",
    )


def running_card(period: Period) -> Card:
    """Where counting would exceed the time limit of an answer: the page counts instead."""
    return Card(
        CardKind.NOTICE,
        title=f"{period.name}公共数据异议质量报告",
        subtitle="尚未结账，截至目前的数字请打开页面查看",
        link=f"/report/{period}",
    )


def standing(seen: Seen) -> str:
    """Whether the figures are final."""
    if seen.row is None:
        return "尚未结账，截至目前的数字"
    if seen.published:
        return f"已公布（第{seen.row.version}版）"
    return f"部门可在{date_text.day(seen.row.publish_on)}公布之前提出意见"


def public_card(report: Report, publication: Publication) -> Card:
    """The public edition, for everybody: counts and ranks alone."""
    rows, centre = report.departments, [report.centre]
    best = [f"第{row.figures['rank']}名{row.name}" for row in placed(rows) if row.figures["rank"]]
    fields = (
        _cases(report),
        Field("答复", _timely(rows, "reply")),
        Field("修正", _repairs(rows)),
        Field("不认可", f"提出方{_sum(rows, 'rejected')}次，部门退回{_sum(rows, 'returned')}次"),
        Field("大数据中心", f"超期{sum(_late(centre, code) for code in CENTRE)}项"),
        Field("名次", "、".join(best[:BEST]) or f"各部门不足{FEWEST}件，本期不排名"),
    )
    return Card(
        CardKind.NOTICE,
        title=title(report),
        subtitle="；".join(filter(None, (publication.sentence.rstrip("。"), publication.fingerprint))),
        fields=fields,
        link=f"/report/{report.period}/public",
    )


def _district(seen: Seen) -> Iterable[Field]:
    rows = seen.departments
    yield _cases(seen.report)
    yield Field("答复", _timely(rows, "reply"))
    yield Field("修正", _repairs(rows))
    yield Field("不认可", f"提出方{_sum(rows, 'rejected')}次，部门退回{_sum(rows, 'returned')}次")
    yield Field("延期", f"{_sum(rows, 'extended')}次，超上限{_sum(rows, 'extended_beyond')}次")
    if seen.centre is not None:
        late = sum(_late([seen.centre], code) for code in CENTRE)
        yield Field("大数据中心", f"超期{late}项")


def _own(rows: Sequence[Row], *, published: bool) -> Iterable[Field]:
    yield Field("异议数", f"{_sum(rows, 'cases')}件")
    yield Field("答复", _timely(rows, "reply"))
    yield Field("修正", _repairs(rows))
    yield Field("不认可", f"提出方{_sum(rows, 'rejected')}次，本部门退回{_sum(rows, 'returned')}次")
    yield Field("办结用时", "、".join(_days(row) for row in rows))
    yield Field("名次", "、".join(_place(row, published=published) for row in rows))


def _cases(report: Report) -> Field:
    """Those that are in no figure of a department are told beside."""
    counted = {line.number for line in report.tickets}
    others = len({line.number for line in report.left_out} - counted)
    return Field("工单", f"计入{len(counted)}件{f'，另{others}件不计' if others else ''}")


def _repairs(rows: Sequence[Row]) -> str:
    undone = sum(int(row.figures.get("not_in_place") or 0) for row in rows)
    return f"{_timely(rows, 'repair')}{f'，未到位{undone}件' if undone else ''}"


def _timely(rows: Sequence[Row], code: str) -> str:
    return f"按时{_sum(rows, f'{code}_in_time')}件，超期{_late(rows, code)}件"


def _late(rows: Sequence[Row], code: str) -> int:
    return sum(_sum(rows, f"{code}_{ending}") for ending in LATE)


def _sum(rows: Sequence[Row], code: str) -> int:
    return sum(int(row.figures[code] or 0) for row in rows)


def _days(row: Row) -> str:
    days = row.figures["days"]
    if days is None:
        return "本期无办结"
    return f"{f'{days:g}' if days >= 1 else '不足1'}个工作日（中位数）"


def _place(row: Row, *, published: bool) -> str:
    place = row.figures["rank"]
    unplaced = "本期不排名" if published or int(row.figures["cases"] or 0) < FEWEST else "公布后可见"
    return f"第{place}名" if place else unplaced
