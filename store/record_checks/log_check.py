"""The record in itself: no entry changed, added, lost or out of its place, and its end is the one last written."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, select

from store.cases.history_chain import Break
from store.engine.columns import table_of
from store.record import record_keys
from store.record.merkle_tree import GrowingRoot
from store.record.record_entries import STAGED, Kind, leaf_of
from store.record.staged_entries import StagedList
from store.record_checks.consistent_reads import consistent
from store.tables import RecordEntry, RecordTip
from store.vault import VaultError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from store.engine.session import Store
    from store.record.record_keys import EpochKeys
    from store.vault import Vault

PAGE = 5000
NAME = "存证"
_STAGED = {kind.value for kind in STAGED.values()}
_LOG, _TIP = table_of(RecordEntry), table_of(RecordTip)


@dataclass(slots=True)
class Walk:
    """What one walk over the entries saw. `roots` are the Merkle roots at the sizes asked for."""

    wanted: Collection[int] = ()
    breaks: list[Break] = field(default_factory=list)
    roots: dict[int, str] = field(default_factory=dict)
    found: int = 0
    last: RowMapping | None = None
    tree: GrowingRoot = field(default_factory=GrowingRoot)
    _keys: dict[int, EpochKeys | None] = field(default_factory=dict)
    _epoch: int = 0
    _staged: dict[str, StagedList] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return self.tree.size

    def take(self, session: Session, vault: Vault, row: RowMapping) -> None:
        """The next entry."""
        expected, previous = (self.last["seq"] + 1, self.last["mac"]) if self.last else (1, "")
        leaf = leaf_of(row)
        if row["seq"] != expected:
            self.breaks.append(Break(NAME, 0, f"缺少第{expected}至第{row['seq'] - 1}条"))
        elif leaf.hex() != row["leaf"] or not self._authentic(session, vault, row, previous):
            self.breaks.append(Break(NAME, 0, f"第{row['seq']}条（{named(row)}）被改动，或不是本系统写入的"))
        if row["kind"] == Kind.TIP_LOST.value:
            self.breaks.append(Break(NAME, 0, _tip_lost(row)))
        self._take_staged(row)
        self._epoch = row["step"] if row["kind"] == Kind.KEYS.value else self._epoch
        self.found += bool(row["found"])
        self.last = row
        self.tree.add(leaf)
        if self.size in self.wanted:
            self.roots[self.size] = self.tree.root.hex()

    def _take_staged(self, row: RowMapping) -> None:
        """What an import put in effect is what it had staged."""
        if row["kind"] in _STAGED:
            self._staged.setdefault(row["subject"], StagedList()).take(row["step"], row["digest"])
        elif row["kind"] == Kind.IN_EFFECT.value:
            told = self._staged.pop(row["subject"], StagedList())
            if (told.size, told.digest) != (row["step"], row["digest"]):
                text = f"第{row['seq']}条（{named(row)}）与它的待生效条目不符"
                self.breaks.append(Break(NAME, 0, text))

    def _authentic(self, session: Session, vault: Vault, row: RowMapping, previous: str) -> bool:
        if self._epoch and row["epoch"] != self._epoch:
            return False
        keys = self._of_epoch(session, vault, row["epoch"])
        return keys is None or row["mac"] == keys.entry_mac(row, previous)

    def _of_epoch(self, session: Session, vault: Vault, epoch: int) -> EpochKeys | None:
        """None where the keys can't be used, which is said once."""
        if epoch not in self._keys:
            try:
                self._keys[epoch] = record_keys.of_epoch(session, vault, epoch)
            except VaultError as error:
                self._keys[epoch] = None
                self.breaks.append(Break(NAME, 0, error.told))
        return self._keys[epoch]

    def end(self, session: Session, vault: Vault) -> None:
        """The tip is the last entry, sealed."""
        tip = session.execute(select(_TIP).order_by(_TIP.c.id)).mappings().first()
        if tip is None and self.last is None:
            return
        keys = self._of_epoch(session, vault, tip["epoch"]) if tip else None
        seq, mac = (self.last["seq"], self.last["mac"]) if self.last else (0, "")
        whole = tip is not None and (tip["seq"], tip["mac"]) == (seq, mac)
        if not whole or (keys and tip and keys.tip_seal(seq, mac) != tip["seal"]):
            told = f"应到第{tip['seq']}条，" if tip and tip["seq"] > seq else ""
            self.breaks.append(Break(NAME, 0, f"{told}现到第{seq}条为止：末尾的条目被去掉，或末端被改写"))


def walk(store: Store, wanted: Collection[int] = ()) -> Walk:
    """Every entry in its order, a page a transaction: the service is not held up, and later entries are not missed."""
    seen, after = Walk(wanted), 0
    while True:
        with consistent(store) as session:
            rows = _page(session, after)
            for row in rows:
                seen.take(session, store.vault, row)
            if len(rows) < PAGE:
                seen.end(session, store.vault)
                return seen
            after = rows[-1]["seq"]


def _page(session: Session, after: int) -> list[RowMapping]:
    query = select(_LOG).where(_LOG.c.seq > after).order_by(_LOG.c.seq).limit(PAGE)
    return list(session.execute(query).mappings())


def steps_after(session: Session, size: int) -> tuple[datetime | None, datetime | None]:
    """When the first and the last step were that were sealed, as they were done, after so many entries."""
    steps = select(_LOG.c.at).where(_LOG.c.seq > size, _LOG.c.kind == Kind.STEP.value, ~_LOG.c.found).limit(1)
    return session.scalar(steps.order_by(_LOG.c.seq)), session.scalar(steps.order_by(_LOG.c.seq.desc()))


def _tip_lost(row: RowMapping) -> str:
    if row["seq"] == 1:
        return "以前的存证被全部删除，从这里重新开始"
    if row["step"] >= row["seq"]:
        gone = f"第{row['seq']}至第{row['step']}条写入后又没有了"
        return f"{gone}：数据库被退回到较早的状态，或丢失了已写入的内容"
    return f"第{row['seq']}条以前，末端曾停在第{row['step']}条：有人绕过本系统改过存证"


def named(row: RowMapping) -> str:
    """What an entry is about, in words."""
    kind = row["kind"]
    if kind == Kind.STEP.value:
        return f"{row['subject']} 第 {row['step']} 步"
    return f"{kind} {row['subject']} {row['step'] or ''}".strip().replace("  ", " ")


def epochs(session: Session) -> Iterator[Break]:
    """Every public key is signed by the one before, and is the one that the record names."""
    query = select(_LOG.c.step, _LOG.c.digest).where(_LOG.c.kind == Kind.KEYS.value)
    noted = {row.step: row.digest for row in session.execute(query)}
    before = None
    for row in record_keys.epochs(session):
        signed = record_keys.is_signed(before or row["public"], row["handover"], record_keys.statement(row))
        if not signed or noted.pop(row["epoch"], "") != record_keys.public_digest(row["public"]):
            yield Break("存证密钥", 0, f"第{row['epoch']}期的公钥被换过")
        before = row["public"]
    yield from (Break("存证密钥", 0, f"第{epoch}期的密钥没有了") for epoch in noted)
