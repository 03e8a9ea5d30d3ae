"""Verification of the reading log line by line: changed, exchanged, added or taken away (M5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.cases.history_chain import Break
from store.engine.canonical_json import canonical
from store.readings.reading_chain import NAME, lines
from store.readings.reading_lines import BEGIN, digest_of, hash_of, opened
from store.vault import VaultError

if TYPE_CHECKING:
    from sqlalchemy import RowMapping
    from sqlalchemy.orm import Session

    from store.vault import Vault


def verify(session: Session, vault: Vault) -> Iterator[Break]:
    """Every line that was changed, added or taken away; erased words are no fault, changed ones are."""
    expected, before = 1, BEGIN
    for row in lines(session):
        if row["seq"] != expected:
            yield Break(NAME, row["seq"], f"第{expected}至第{row['seq'] - 1}条不在了")
        elif hash_of(row, before) != row["hash"]:
            yield Break(NAME, row["seq"], "与前一条接不上，被改动或换过")
        if row["told_sealed"] and not _fits(row, vault):
            yield Break(NAME, row["seq"], "谁、看了什么被改动")
        expected, before = row["seq"] + 1, row["hash"]


def _fits(row: RowMapping, vault: Vault) -> bool:
    try:
        told = opened(vault, row["told_sealed"])
    except VaultError:
        return False
    same = (told["person_id"], told["ticket"]) == (row["person_id"], row["ticket_id"])
    return same and digest_of(row["salt"], canonical(told)) == row["digest"]
