"""The reading log: who read whose personal data, what, when and from where, one line each (个人信息保护法 51, 54条).

Each line's hash covers the hash of the line before. The lines get their numbers one after another, under a lock that is
held for the end of a transaction only.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from store.engine.advisory_lock import Lock, wait_for_advisory_lock
from store.engine.canonical_json import canonical
from store.engine.columns import table_of
from store.engine.db_errors import UNUSABLE
from store.tables import ReadingLine

if TYPE_CHECKING:
    from sqlalchemy import RowMapping
    from sqlalchemy.orm import Session

    from store.engine.session import Store
    from store.tables import Person
    from store.vault import Vault

CONTEXT = "readings:told_sealed"
BEGIN = "0" * 64
_ROW = table_of(ReadingLine)
_LAST = select(_ROW.c.seq, _ROW.c.hash).where(_ROW.c.seq == select(func.max(_ROW.c.seq)).scalar_subquery())


class ReadingKind(StrEnum):
    """What was done, in the words of the list."""

    PAGE = "打开工单页面"
    CARD = "查看工单"
    LIST = "查看清单"
    FILE = "下载附件"
    ARCHIVE = "导出档案"
    EXPORT = "导出"
    SEARCH = "查询"
    TELEPHONE = "查看联系电话"
    REPORT = "查看质量报告"
    LEDGER = "打开发送台账"
    TRACE = "追踪消息"
    UPLOADS = "打开上传页面"
    AUDIT = "查看审计记录"
    CASES = "查看工单目录"
    OWN = "查阅本人信息"


class NotRecorded(Exception):
    """The line could not be written: what was asked for must not be shown."""


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Who reads, as the directory has them now, and from where: chat, address of the browser, or command line."""

    place: str
    account: str = ""
    person_id: int = 0
    name: str = ""
    unit: str = ""

    @classmethod
    def of(cls, person: Person, account: str, place: str) -> ReadBy:
        return cls(place, account, person.id, person.name, person.department.name)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading; `what` names the file, the words searched for, or the list, `number` the case."""

    kind: ReadingKind
    by: ReadBy
    ticket_id: int | None = None
    number: str = ""
    what: str = ""


def add(session: Session, vault: Vault, readings: Iterable[Reading], now: datetime) -> None:
    """Add lines at the end of the caller's transaction; nothing else should follow in it, for the lock's sake."""
    wanted = list(readings)
    if not wanted:
        return
    wait_for_advisory_lock(session, Lock.READINGS)
    last = session.connection().execute(_LAST).first()
    seq, before = (last.seq, last.hash) if last else (0, BEGIN)
    rows = []
    for reading in wanted:
        rows.append(_line(vault, reading, seq := seq + 1, before, now))
        before = rows[-1]["hash"]
    session.connection().execute(insert(_ROW), rows)


def record(store: Store, now: datetime, *readings: Reading) -> None:
    """Add lines in a short transaction of their own. Raises NotRecorded, after a second try."""
    for last in (False, True):
        try:
            with store.write() as session:
                add(session, store.vault, readings, now)
            return
        except UNUSABLE as error:
            if last:
                raise NotRecorded from error


def _line(vault: Vault, reading: Reading, seq: int, before: str, now: datetime) -> dict[str, Any]:
    told = canonical({**asdict(reading.by), "ticket": reading.ticket_id, "number": reading.number,
                      "what": reading.what})  # fmt: skip
    salt = secrets.token_hex(16)
    row = {"seq": seq, "at": now, "kind": reading.kind.value, "digest": digest_of(salt, told)}
    return row | {
        "person_id": reading.by.person_id, "ticket_id": reading.ticket_id, "salt": salt,
        "told_sealed": vault.seal(told, CONTEXT), "hash": hash_of(row, before),
    }  # fmt: skip


def digest_of(salt: str, told: str) -> str:
    """The salted digest of a line's words: they can be erased, and what is left can't be guessed from it (0008)."""
    return hashlib.sha256(f"{salt}{told}".encode()).hexdigest()


def hash_of(row: Mapping[str, Any] | RowMapping, before: str) -> str:
    told = {"seq": row["seq"], "at": row["at"].astimezone(UTC).isoformat(), "kind": row["kind"]}
    told |= {"digest": row["digest"], "before": before}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def opened(vault: Vault, sealed: str) -> dict[str, Any]:
    """Who and what of a line; empty where it was erased."""
    told: dict[str, Any] = json.loads(vault.open(sealed, CONTEXT)) if sealed else {}
    return told
