"""Columns that no entry vouches for because others give them: compared with what they are made of (M5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from store.cases.history_chain import Break
from store.people.persons import is_mobile, mobile_of
from store.privacy.notices_shown import version_of
from store.record import signed_heads
from store.record_checks.head_check import as_kept
from store.tables import NoticeReader, PrivacyNotice, RecordHead

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Person
    from store.vault import Vault


def person(vault: Vault, row: Person) -> Iterator[Break]:
    """The telephone number; whether names and accounts are found by their own hashes is part of the entry itself."""
    if not is_mobile(vault, row, mobile_of(vault, row)):
        yield Break(row.name, 0, f"人员第{row.id}号的手机号被换过")


def notices_shown(session: Session) -> Iterator[Break]:
    """A privacy notice has its own digest as its version, and whatever was shown is kept."""
    kept = {row.version: row.content for row in session.scalars(select(PrivacyNotice))}
    for version, content in kept.items():
        if version_of(content) != version:
            yield Break("隐私告知", 0, f"{version} 版的文字被改动")
    shown = session.scalars(select(NoticeReader.version).distinct())
    yield from (Break("隐私告知", 0, f"{version} 版不见了，而有人看过") for version in sorted({*shown} - kept.keys()))


def heads(session: Session) -> Iterator[Break]:
    """Size and instant of a kept head are those that it was signed with."""
    for row in session.scalars(select(RecordHead).order_by(RecordHead.id)):
        head = as_kept(row.content)
        if (head["size"], head["at"]) != (row.size, signed_heads.told(row.at)):
            yield Break("存证", 0, f"{head['at']} 的存证所记的条数或时间被改动")
