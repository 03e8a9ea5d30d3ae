"""Checks of the database: schema, clock, history chains and replay, erasures, closed reports, queues (M5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.ports import Finding
from clock.skew import TOLERATED, skew_line
from doctor.check_result import CheckResult
from quality import closed_reports
from quality.report_columns import NewerFormat
from store.cases import history, history_chain
from store.engine.database_url import shown
from store.engine.migration import is_newer
from store.engine.session import current_revision, head_revision
from store.lists import audit, report_source
from store.protection import erasures
from store.record import sealed_as_found
from store.record_checks import limit_check, row_check
from store.record_checks.consistent_reads import consistent
from store.upkeep.write_probe import database_time
from store.vault import VaultError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import LawsInForce
    from store.engine.session import Store

CHAIN, REPLAY, LIMITS, REPORTS = "历史链", "历史重放", "期限时刻", "质量报告"
Watch = Callable[[int, int], None]  # called with checked and total count


def schema(store: Store) -> Finding:
    """Whether the database has the schema that this program needs."""
    found, wanted = current_revision(store.reading), head_revision()
    if found == wanted:
        where = shown(str(store.engine.url))
        return Finding("数据库", True, f"{store.engine.dialect.name}，{where}，结构 {wanted}")
    if is_newer(found):
        return Finding("数据库", False, f"结构是 {found}，比这一版程序（{wanted}）新。请用新版的程序")
    return Finding("数据库", False, f"结构是 {found or '空的'}，应为 {wanted}。请执行 objection migrate")


def clock(store: Store, real: datetime) -> Iterator[Finding]:
    """Whether this machine's clock is the database's, where that has one of its own."""
    with store.read() as session:
        theirs = database_time(session)
    if theirs is not None:
        right = abs(real - theirs) <= TOLERATED
        text = f"与数据库相差 {abs(real - theirs).total_seconds():.0f} 秒"
        yield Finding("数据库时钟", right, text if right else skew_line(theirs, real, "数据库时间"))


def tickets(store: Store, watch: Watch, size: int = history_chain.PAGE, *, texts: bool = True) -> Iterator[Finding]:
    """Every ticket, page by page: hash chain, texts against their digests, erasures, and replay.

    One read transaction a page, so that the running server is not delayed and memory stays bounded. Without `texts`,
    or once one doesn't decrypt, texts are not checked.
    """
    lines, replayed, last, done = CheckResult(CHAIN), CheckResult(REPLAY), 0, 0
    with store.read() as session:
        total, steps = history_chain.size(session)
        lines.take(history_chain.verify_numbering(session))
        lines.take(list(erasures.verify_records(session)))
        lines.take(row_check.missing_cases(session))
        complete = not sealed_as_found.is_due(session)
    while True:
        with consistent(store) as session:
            page = history_chain.heads(session, last, size)
            if not page:
                break
            lines.take(history_chain.verify_lines(session, page))
            try:
                lines.take(history.verify_texts(session, store.vault, page) if texts else [])
            except VaultError as error:
                yield Finding("密钥", False, error.told)
                texts = False
            lines.take(row_check.check_cases(session, store.vault if texts else None, page, complete=complete))
            lines.take(erasures.verify_gone(session, page))
            replayed.take(history.replay_checks(session, page))
        last, done = page[-1].id, done + len(page)
        watch(done, max(total, done))
    yield from lines.findings(f"{done} 件工单、{steps} 步，完整，没有被改动")
    yield from replayed.findings(f"{done} 件工单按办理记录重放，与库中所记一致")


def limits(store: Store, laws: LawsInForce, now: datetime) -> Iterator[Finding]:
    """Every running limit ends, and is looked at, when its due day says."""
    result = CheckResult(LIMITS)
    with store.read() as session:
        count = limit_check.running(session)
        result.take(list(limit_check.check_instants(session, laws(session).rulebooks, now)))
    yield from result.findings(f"{count} 个在计的期限，截止和提醒的时刻与到期日一致")


def reports(store: Store, laws: LawsInForce, watch: Watch) -> Iterator[Finding]:
    """Every closed period's report, each version: its hash, and the count made again from the history."""
    with store.read() as session:
        kept = report_source.versions(session)
    wrong = []
    for done, (period, version) in enumerate(kept, start=1):
        with store.read() as session:
            row = report_source.version_of(session, period, version)
            try:
                if row is None or not closed_reports.stands(session, row, laws.as_of(session, row.known)):
                    wrong.append(f"{period} 第{version}版与按办理记录重新统计的结果不同。请保全数据库并与备份比对")
            except NewerFormat as refusal:
                wrong.append(f"{period} 第{version}版没有核对。{refusal.text}")
        watch(done, len(kept))
    yield from (Finding(REPORTS, False, text) for text in wrong)
    if not wrong:
        yield Finding(REPORTS, True, f"{len(kept)} 份已结账的报告重新统计，逐字节相同" if kept else "还没有结账的月份")


def undelivered(session: Session) -> Finding:
    """Dead letters, and messages whose handling was given up: both wait on the ledger (发送台账)."""
    dead, failed = audit.dead_messages(session), audit.failed_calls(session)
    texts = [text for number, text in ((dead, f"{dead} 条没有送达"), (failed, f"{failed} 条没有处理成")) if number]
    if texts:
        return Finding("发送台账", False, f"{'、'.join(texts)}，请中心运营处理")
    return Finding("发送台账", True, "没有发不出去的消息")


def waiting(messages: int, calls: int) -> Finding:
    """Messages that should have been sent, or callbacks that should have been handled, half an hour ago."""
    if messages or calls:
        queues = f"待发消息有 {messages} 条、未处理的消息有 {calls} 条滞留超过半小时"
        return Finding("收发队列", False, f"{queues}。请查看服务是否在运行、平台是否连得上，以及日志")
    return Finding("收发队列", True, "没有滞留的消息")
