"""Sealing: at the end of a transaction its entries get their places in the record, each bound to the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from store.engine import at_commit
from store.engine.advisory_lock import Lock, wait_for_advisory_lock
from store.engine.columns import table_of
from store.engine.prepared import Prepared
from store.record import record_keys
from store.record.record_entries import Entry, Kind, leaf_of
from store.record.record_keys import EpochKeys
from store.tables import Meta, RecordEntry, RecordTip

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault

_LOG, _TIP = table_of(RecordEntry), table_of(RecordTip)
_ONE = 1  # the tip's row
BEFORE = "record:before"  # note of the migration: the last row of each kind that was there before the record
JOINED = "record:joined"  # the same of the kinds that joined the record later
EXTENT = 1  # of the kinds that are sealed: told with the entry that ends the sealing as found, read from it only
_MOVING = ("seq", "mac", "epoch", "seal")
_ADD = Prepared(lambda _: insert(_LOG), [column.name for column in _LOG.columns])
_FEW = 6  # entries that are written by one statement
_MOVE = Prepared(
    lambda _: (
        update(_TIP)
        .where(_TIP.c.id == _ONE, _TIP.c.seq == bindparam("was_seq"), _TIP.c.seal == bindparam("was_seal"))
        .values({name: bindparam(f"new_{name}", type_=_TIP.c[name].type) for name in _MOVING})
    )
)
_LAST = select(_LOG.c.seq, _LOG.c.mac, _LOG.c.epoch).order_by(_LOG.c.seq.desc()).limit(1)


class Tip(NamedTuple):
    """The end of the record, with the keys that carry it on."""

    seq: int
    mac: str
    keys: EpochKeys

    @property
    def seal(self) -> str:
        return self.keys.tip_seal(self.seq, self.mac)


# As last written by this process. A wrong one is noticed, because it does not move the stored one, and read anew.
_KNOWN: WeakKeyDictionary[Engine, Tip] = WeakKeyDictionary()
_COMMITTED: WeakKeyDictionary[Engine, int] = WeakKeyDictionary()  # the last entry that this process knows to be there


def add(session: Session, entries: Iterable[Entry]) -> None:
    """Queue entries; they are written just before the commit, so that nobody waits for the rest of this transaction."""
    at_commit.later(session, _seal, list(entries))


def _seal(session: Session, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    connection, vault = session.connection(), at_commit.vault_of(session)
    engine = connection.engine
    tip = _KNOWN.get(engine)
    rows, end = _extended(session, vault, tip, entries) if tip else ([], None)
    if tip is None or end is None or not _moved(session, tip, end):
        rows, end = _carried_on(session, vault, entries, entries[0].at)
    _write(connection, rows)
    _KNOWN[engine] = end
    at_commit.after(session, partial(_COMMITTED.__setitem__, engine, end.seq))


def _write(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if len(rows) > _FEW:
        _ADD.run_all(connection, rows)
        return
    _adding(len(rows)).run(connection, {f"{name}_{at}": row[name] for at, row in enumerate(rows) for name in row})


@cache
def _adding(count: int) -> Prepared:
    return Prepared(
        lambda _: insert(_LOG).values(
            [
                {each.name: bindparam(f"{each.name}_{at}", type_=each.type) for each in _LOG.columns}
                for at in range(count)
            ]
        )
    )


def begin(session: Session, now: datetime) -> None:
    """Begin the record where nothing was written yet, so that what was there before can be sealed as it is."""
    if session.execute(select(_TIP).where(_TIP.c.id == _ONE)).first() is None:
        rows, _ = _carried_on(session, at_commit.vault_of(session), [], now)
        _write(session.connection(), rows)


def _carried_on(
    session: Session, vault: Vault, entries: Sequence[Entry], now: datetime
) -> tuple[list[dict[str, Any]], Tip]:
    """The rows after the tip as it is stored."""
    tip, first = _locked(session, vault, now)
    rows, end = _extended(session, vault, tip, [*first, *entries])
    _moved(session, tip, end)
    return rows, end


def _moved(session: Session, tip: Tip, end: Tip) -> bool:
    values = {"was_seq": tip.seq, "was_seal": tip.seal, "new_seq": end.seq, "new_mac": end.mac}
    values |= {"new_epoch": end.keys.epoch, "new_seal": end.seal}
    return _MOVE.run(session.connection(), values).rowcount == 1


def _extended(session: Session, vault: Vault, tip: Tip, entries: Sequence[Entry]) -> tuple[list[dict[str, Any]], Tip]:
    """The rows of these entries after the tip, and the new tip; an entry of new keys is the last of its epoch."""
    rows = []
    for entry in entries:
        row = {name: getattr(entry, name) for name in ("kind", "subject", "step", "digest", "at", "found")}
        row |= {"seq": tip.seq + 1, "epoch": tip.keys.epoch, "kind": entry.kind.value}
        row["leaf"] = leaf_of(row).hex()
        row["mac"] = tip.keys.entry_mac(row, tip.mac)
        rows.append(row)
        tip = tip._replace(seq=row["seq"], mac=row["mac"])
        if entry.kind is Kind.KEYS and entry.step != tip.keys.epoch:
            tip = tip._replace(keys=record_keys.of_epoch(session, vault, entry.step))
    return rows, tip


def _locked(session: Session, vault: Vault, now: datetime) -> tuple[Tip, list[Entry]]:
    """The tip as stored, locked until the commit, and what has to be said before all else.

    A record without a tip begins here. Where the tip is not the end of the entries, somebody else wrote: it is said,
    for ever, and the record goes on after its last entry.
    """
    stored = select(_TIP).where(_TIP.c.id == _ONE).with_for_update()
    found = session.execute(stored).first()
    if found is None:  # nothing to lock yet; only here: the row's lock may be held already, where its move failed
        wait_for_advisory_lock(session, Lock.RECORD)
        found = session.execute(stored).first()
    known = _KNOWN.get(session.connection().engine)
    if found is not None and known is not None and known.keys.epoch == found.epoch:
        tip = Tip(found.seq, found.mac, known.keys)  # a running server goes on while its keys are sealed anew
        if tip.seal == found.seal:
            return tip, _set_back(session, found.seq, now)
    last = session.execute(_LAST).first()
    if found is None and last is None:
        return _begun(session, vault, now)
    seq, mac = (last.seq, last.mac) if last else (0, "")
    if found is not None and (found.seq, found.mac) == (seq, mac) and record_keys.is_there(session, found.epoch):
        tip = Tip(seq, mac, record_keys.of_epoch(session, vault, found.epoch))
        if tip.seal == found.seal:
            return tip, _set_back(session, found.seq, now)
    tip = Tip(seq, mac, _present(session, vault, now))
    _write_tip(session, tip, is_new=found is None)
    return tip, [Entry(Kind.TIP_LOST, "", found.seq if found else 0, "", now)]


def _set_back(session: Session, seq: int, now: datetime) -> list[Entry]:
    """Where this process has committed more than is there now: an older state was put back under its hands."""
    committed = _COMMITTED.get(session.connection().engine, 0)
    return [Entry(Kind.TIP_LOST, "", committed, "", now)] if seq < committed else []


def _begun(session: Session, vault: Vault, now: datetime) -> tuple[Tip, list[Entry]]:
    earlier = record_keys.newest(session, vault)
    keys = earlier or record_keys.open_epoch(session, vault, now)
    tip = Tip(0, "", keys)
    _write_tip(session, tip, is_new=True)
    emptied = [Entry(Kind.TIP_LOST, "", 0, "", now)] if earlier else []
    return tip, [*emptied, _of_keys(keys, now), *(waiting(session, BEFORE, JOINED, now=now) or [all_sealed(now)])]


def waiting(session: Session, *notes: str, now: datetime) -> list[Entry]:
    """The entries that say of each kind which rows were there before it was sealed, as the migrations noted it."""
    noted = session.scalars(select(Meta.value).where(Meta.key.in_(notes)))
    last = {name: row for told in noted for name, row in json.loads(told).items()}
    return [Entry(Kind.FOUND, name, row, "", now) for name, row in sorted(last.items())]


def all_sealed(now: datetime) -> Entry:
    """No row of these kinds is sealed as found from here on."""
    return Entry(Kind.FOUND, "", EXTENT, "", now)


def _present(session: Session, vault: Vault, now: datetime) -> EpochKeys:
    return record_keys.newest(session, vault) or record_keys.open_epoch(session, vault, now)


def _write_tip(session: Session, tip: Tip, *, is_new: bool) -> None:
    values = {"seq": tip.seq, "mac": tip.mac, "epoch": tip.keys.epoch, "seal": tip.seal}
    if is_new:
        session.execute(_TIP.insert().values(values | {"id": _ONE}))
    else:
        session.execute(_TIP.update().where(_TIP.c.id == _ONE).values(values))


def rotate(session: Session, now: datetime) -> EpochKeys:
    """New keys from the next entry on; what the former ones vouch for stays verified by them."""
    keys = record_keys.open_epoch(session, at_commit.vault_of(session), now)
    add(session, [_of_keys(keys, now)])
    return keys


def _of_keys(keys: EpochKeys, now: datetime) -> Entry:
    return Entry(Kind.KEYS, keys.record, keys.epoch, record_keys.public_digest(keys.public), now)


def size(session: Session) -> int:
    """How many entries the record has."""
    return session.scalar(select(func.max(_LOG.c.seq))) or 0
