"""Public edition of a published report: counts, verdicts, ranks by rule; no person, no ticket, no ticket text (M15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from quality.published.publication import Publication
from quality.report import Report
from quality.report_tables import Cell, Note, Notes, Table, figure_tables, xlsx_bytes
from quality.report_text import cited, left_out_name, paper_heading, rule_of, summary, title
from quality.report_visibility import placed

_ENDED = ("部门", "原因", "依据", "件数")
_CORRECTED = ("编号", "更正日期", "期限", "承担方", "原认定", "更正为", "是否计入本期", "更正单位", "理由")


def public_tables(report: Report, notes: Notes, head: str = "") -> dict[str, Table]:
    """Every table of the public edition by its short name."""
    return {
        **figure_tables(report, paper_heading),
        "left-out": Table(left_out_name(report), _ENDED, _left_out(report)),
        "corrections": Table("督办更正", _CORRECTED, list(corrections(report, notes))),
        **({"record": Table("存证", ("公布之日的记录存证",), [(head,)])} if head else {}),
    }


def public_text(report: Report, publication: Publication, notes: Notes) -> str:
    """The public edition as text, one line per party and list."""
    lines = [f"{report.period} {title(report)}（公开版）", publication.sentence, rule_of(report)]
    lines += [summary(row, report.columns.departments) for row in placed(report.departments)]
    lines.append(summary(report.centre, report.columns.centre))
    lines.append("工作日归属：" + "、".join(f"{name} {days}" for name, days in figure_tables(report)["days"].rows))
    lines += [
        f"{left_out_name(report)}：{name} {reason}（{clause}）{count}件"
        for name, reason, clause, count in left_out_counts(report)
    ]
    for no, on, kind, holder, old, new, _counted, unit, reason in corrections(report, notes):
        lines.append(f"督办更正{no}：{holder} {kind} {old}→{new}（{on}，{unit}）理由：{reason}")
    return "\n".join([*lines, *([publication.head] if publication.head else [])]) + "\n"


def public_xlsx(report: Report, notes: Notes, head: str) -> bytes:
    return xlsx_bytes(report, public_tables(report, notes, head).values())


def _left_out(report: Report) -> list[Sequence[Cell]]:
    return [(name, reason, cited(str(clause)), count) for name, reason, clause, count in left_out_counts(report)]


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
