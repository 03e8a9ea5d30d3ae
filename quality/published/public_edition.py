"""Public edition of a published report: counts, verdicts, ranks by rule; no person, no ticket, no ticket text (M15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from quality.report import Report
from quality.report_columns import SETTLED
from quality.report_tables import Cell, Note, Notes, Table, figure_tables, xlsx_bytes

_ENDED = ("部门", "原因", "依据", "件数")
_CORRECTED = ("编号", "更正日期", "期限", "承担方", "原认定", "更正为", "是否计入本期", "更正单位", "理由")
FEW = "不排名"


def public_tables(report: Report, notes: Notes) -> dict[str, Table]:
    """Every table of the public edition by its short name."""
    name = "不计入中位数的工单" if report.columns.version >= SETTLED else "不计入部门的工单"
    return {
        **figure_tables(report),
        "left-out": Table(name, _ENDED, left_out_counts(report)),
        "corrections": Table("督办更正", _CORRECTED, list(corrections(report, notes))),
    }


def public_xlsx(report: Report, notes: Notes) -> bytes:
    return xlsx_bytes(report, public_tables(report, notes).values())


def left_out_counts(report: Report) -> list[Sequence[Cell]]:
    """How many tickets of each department are in no median, by reason."""
    counts = Counter(("、".join(line.departments), line.reason, line.clause) for line in report.left_out)
    return [(*key, count) for key, count in sorted(counts.items())]


def corrections(report: Report, notes: Mapping[tuple[str, int], Note]) -> Iterator[Sequence[Cell]]:
    """Every corrected verdict with its number, unit and reason, without ticket and person."""
    for place, line in enumerate(report.corrections, 1):
        counted = "是" if line.counted else "否（前期）"
        reason = notes.get((line.number, line.seq), Note()).reason
        yield line.no or place, line.on, line.kind, line.holder, line.old, line.new, counted, line.by, reason
