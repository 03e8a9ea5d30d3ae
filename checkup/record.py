"""The database answers, has this version's schema, and its history is the one that was written (M5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.ports import Finding
from store import erasures, outbox
from store.chain import Break, verify_chain
from store.history import verify_texts
from store.session import current_revision, head_revision
from store.vault import VaultError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.session import Store

SHOWN = 20  # broken places; one is enough to act on


def schema(store: Store) -> Finding:
    """Whether the database has the schema that this program needs."""
    found, wanted = current_revision(store.reading), head_revision()
    if found == wanted:
        return Finding("数据库", True, f"{store.engine.dialect.name}，结构 {wanted}")
    return Finding("数据库", False, f"结构是 {found or '空的'}，应为 {wanted}。请执行 objection migrate")


def history(store: Store, session: Session) -> Iterator[Finding]:
    """The hash chain of every ticket, the words it vouches for, and the record of those that were erased."""
    try:
        breaks: Sequence[Break] = [
            *verify_chain(session),
            *verify_texts(session, store.vault),
            *erasures.verify(session),
        ]
    except VaultError as error:
        yield Finding("密钥", False, f"{error}")
        return
    for place in breaks[:SHOWN]:
        yield Finding("历史链", False, f"{place.number} 第 {place.seq} 步：{place.text}。请保全数据库并与备份比对")
    if len(breaks) > SHOWN:
        yield Finding("历史链", False, f"另有 {len(breaks) - SHOWN} 处")
    if not breaks:
        yield Finding("历史链", True, "完整，没有被改动")


def undelivered(session: Session) -> Finding:
    """Messages that no platform took: they wait in the operators' 发送台账."""
    dead = len(outbox.dead(session, limit=1000))
    if dead:
        return Finding("发送台账", False, f"{dead} 条没有送达，请中心运营处理")
    return Finding("发送台账", True, "没有发不出去的消息")
