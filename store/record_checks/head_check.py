"""Signed heads against the record: those kept here, and those handed out, which show a restored or rewritten record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from regulation.shanghai import SHANGHAI
from store.cases.history_chain import Break
from store.record import record_keys, signed_heads
from store.record.other_lists import OTHER_LISTS
from store.record.record_entries import Kind
from store.tables import RecordEntry, RecordHead

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.record_checks.log_check import Walk

_LINE = re.compile(
    rf"(\d+)条，[^0-9a-f]{{1,20}}([0-9a-f]{{{signed_heads.SHORT},64}})\b"
)  # as printed, or its fingerprint


def kept(session: Session) -> list[signed_heads.Head]:
    """The heads in the database, the first one first."""
    return [as_kept(content) for content in session.scalars(select(RecordHead.content).order_by(RecordHead.id))]


def as_kept(content: str) -> signed_heads.Head:
    """A head of the database; an unreadable one has no root."""
    try:
        return signed_heads.read_file(content)[0]
    except (ValueError, KeyError, TypeError):
        return {"size": 0, "at": "?"}


def handed_out(text: str) -> list[signed_heads.Head]:
    """The heads in a file, or as printed: size and root without a signature. ValueError where there is none."""
    try:
        return list(signed_heads.read_file(text))
    except (ValueError, KeyError):
        printed = [{"size": int(size), "root": root} for size, root in _LINE.findall(text)]
    if not printed:
        raise ValueError("no head")
    return printed


def check_signatures(session: Session, heads: Iterable[Mapping[str, Any]]) -> Iterator[Break]:
    """Each is signed by a key of this record. A printed one has no signature to check."""
    known = {row["public"] for row in record_keys.epochs(session)}
    for head in heads:
        if ("signature" in head or "format" in head or "root" not in head) and not (
            signed_heads.is_genuine(head) and head["key"] in known
        ):
            yield Break("存证", 0, f"{head.get('at', '')} 的存证不是本系统签名的，或被改动")


def check_roots(heads: Iterable[Mapping[str, Any]], seen: Walk) -> Iterator[Break]:
    """Each head's entries are still there as they were. `seen` walked over them with the heads' sizes."""
    same = 0
    for head in sorted(heads, key=lambda head: int(head["size"])):
        size, at = int(head["size"]), str(head.get("at", ""))[:19]
        if size > seen.size:
            lost = size - seen.size
            yield Break("存证", 0, f"{at} 的存证有{size}条，库中只有{seen.size}条：少了{lost}条，如整库退回到备份")
        elif not _is_root(seen.roots.get(size, ""), str(head.get("root", ""))):
            yield Break(
                "存证", 0, f"{at} 的存证（{size}条）与库中不符：第{same + 1}至第{size}条中有改写，如退回备份后重写"
            )
        else:
            same = size


def _is_root(root: str, told: str) -> bool:
    """Whether this is the root that was told, whole or as a fingerprint."""
    return len(told) >= signed_heads.SHORT and root.startswith(told)


def check_other_lists(session: Session) -> Iterator[Break]:
    """Heads of lists that are kept elsewhere."""
    query = select(RecordEntry.step, RecordEntry.digest, RecordEntry.at).where(RecordEntry.kind == Kind.OTHER.value)
    for each in OTHER_LISTS:
        noted = session.execute(query.where(RecordEntry.subject == each.name).order_by(RecordEntry.step)).all()
        there = each.digests(session, {row.step for row in noted})
        wrong = next((row for row in noted if there.get(row.step) != row.digest), None)
        if wrong:
            told = f"前{wrong.step}条与{wrong.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}的存证不符，被改动或去掉"
            yield Break(each.name, 0, told)
