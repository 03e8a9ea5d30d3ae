"""Checks of the sealed record: entries, rows, signed heads, heads handed out; and what no check can know (M5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.ports import Finding
from doctor.check_result import CheckResult
from regulation.shanghai import SHANGHAI
from store.readings import reading_chain
from store.record import sealed_as_found
from store.record.row_tables import ROW_TABLES
from store.record_checks import derived_columns, head_check, log_check, reading_check, row_check
from store.vault import VaultError

if TYPE_CHECKING:
    from store.engine.session import Store

RECORD = "存证"
UNKNOWN = (
    "查不出的：同时掌握数据库和密钥文件的人整体改写的，以及停机时整库退回到最后一份交出的存证以后的"
    "（不到一分钟的退回不留痕迹；服务运行中退回的，下一次写入时会记下）。"
    "请把交出的存证（摘要、公布的质量报告、存证文件）另存他处，用 objection doctor --head 比对"
)
NOT_SEALED = (
    "不在存证之内的：卡片、草稿、收到的消息、未发出的消息和提醒的记录、定时任务的时段、检索用词、附件的检查结果、"
    "规则文件在本库的生效日（每件工单适用的规则在登记时已封存）、各台设置的比对。"
    "改动它们会误事，但不改变办理记录"
)
UNSIGNED = timedelta(days=2)  # with steps meanwhile: a head is signed every day
NONE = "没有存证：升级后还没有启动过（请启动服务，或执行 objection migrate），或被整个去掉"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A head that was handed out: where it was read, and what it says."""

    place: str
    text: str


def in_folder(folder: Path) -> list[HandedOut]:
    """The heads that this machine keeps as files, beside the database."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(HandedOut(path.name, path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError):
            found.append(HandedOut(path.name, ""))
    return found


def record(store: Store, handed: Sequence[HandedOut]) -> Iterator[Finding]:
    """Every finding about the record; the steps of each case are checked with its history."""
    result, heads = CheckResult(RECORD), []
    for each in handed:
        try:
            heads += head_check.handed_out(each.text)
        except (ValueError, KeyError, TypeError):
            yield Finding(RECORD, False, f"{each.place} 不是存证，没有比对")
    with store.read() as session:
        kept = head_check.kept(session)
        is_due = sealed_as_found.is_due(session)
        result.take(list(head_check.check_signatures(session, [*kept, *heads])))
        result.take(list(head_check.check_other_lists(session)))
        result.take(list(log_check.epochs(session)))
        result.take([*derived_columns.heads(session), *derived_columns.notices_shown(session)])
    seen = log_check.walk(store, {int(head["size"]) for head in (*kept, *heads)})
    result.take(seen.breaks)
    result.take(list(head_check.check_roots([*kept, *heads], seen)))
    if not seen.size:
        yield _none(store, result)
        return
    yield from _rows(store, result, complete=not is_due)
    yield from result.findings(_whole(seen, kept, heads))
    if is_due:
        yield Finding(RECORD, False, "升级以前的记录还没有封存完：请让服务运行，或执行 objection migrate")
    if seen.found:
        yield Finding(RECORD, True, f"其中 {seen.found} 条是升级时按原样封存的，此前有无改动查不出")
    yield from _unsigned(store, kept)
    yield Finding(RECORD, True, UNKNOWN)
    yield Finding(RECORD, True, NOT_SEALED)


def _unsigned(store: Store, kept: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """Steps of more than two days without a signed head: its job was kept from running."""
    with store.read() as session:
        first, last = log_check.steps_after(session, int(kept[-1]["size"]) if kept else 0)
    since = datetime.fromisoformat(kept[-1]["at"]) if kept else first
    if since and last and last - since > UNSIGNED:
        told = f"{_local(since.isoformat())}以后有办理而没有签过存证"
        yield Finding(RECORD, False, f"{told}：定时任务没有运行，或被人停用。请查看日志和 /healthz")


def _none(store: Store, result: CheckResult) -> Finding:
    """A new database has nothing to seal yet."""
    with store.read() as session:
        is_used = any(table.last(session) for table in ROW_TABLES)
    return Finding(RECORD, not (is_used or result.count), NONE if is_used or result.count else "还没有记录")


def readings(store: Store) -> Iterator[Finding]:
    """Who read what: every line fits the one before, and nobody's words were changed."""
    result = CheckResult(reading_chain.NAME)
    with store.read() as session:
        head = reading_chain.head(session)
        result.take(list(reading_check.verify(session, store.vault)))
    yield from result.findings(f"{head.size if head else 0} 条，没有被改动或去掉")


def _rows(store: Store, result: CheckResult, *, complete: bool) -> Iterator[Finding]:
    try:
        result.take(list(row_check.check_rows(store, complete=complete)))
    except VaultError as error:
        yield Finding(RECORD, False, error.told)


def _whole(seen: log_check.Walk, kept: Sequence[dict[str, Any]], heads: Sequence[dict[str, Any]]) -> str:
    at = f"，最近一份存证签于 {_local(kept[-1]['at'])}" if kept else "，还没有签过存证"
    return f"{seen.size} 条，连续完整，与库中各表一致{at}；另比对了交出的存证 {len(heads)} 份"


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
