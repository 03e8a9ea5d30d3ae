"""Signed heads: size and Merkle root of the record, signed with Ed25519 and handed out; as a file with its proofs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from regulation.shanghai import local_date
from store.engine import at_commit
from store.engine.canonical_json import canonical
from store.engine.columns import table_of
from store.record import record_keys, record_sealing, row_entries
from store.record.merkle_tree import GrowingRoot, Tree
from store.tables import RecordEntry, RecordEpoch, RecordHead

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.engine.session import Store
    from store.vault import Vault

FORMAT, FILE_FORMAT = "objection-head/1", "objection-head-file/1"
_LOG, _ROW, _KEYS = table_of(RecordEntry), table_of(RecordHead), table_of(RecordEpoch)
SHORT = 16  # hexadecimal digits of a root that a fingerprint has
_GROWING: WeakKeyDictionary[Engine, GrowingRoot] = WeakKeyDictionary()
_COUNTING = Lock()
Head: TypeAlias = dict[str, Any]


def present(store: Store, now: datetime) -> Head | None:
    """A signed head over everything committed; None for an empty record. Nothing is written."""
    with _COUNTING, store.read() as session:
        growing = _GROWING.setdefault(store.engine, GrowingRoot())
        for leaf in session.scalars(select(_LOG.c.leaf).where(_LOG.c.seq > growing.size).order_by(_LOG.c.seq)):
            growing.add(bytes.fromhex(leaf))
        return _signed(session, store.vault, growing, now) if growing.size else None


def _signed(session: Session, vault: Vault, growing: GrowingRoot, now: datetime) -> Head | None:
    keys = record_keys.newest(session, vault)
    if keys is None:
        return None
    head = {
        "format": FORMAT,
        "record": keys.record,
        "size": growing.size,
        "root": growing.root.hex(),
        "at": told(now),
        "epoch": keys.epoch,
        "key": keys.public,
    }
    return head | {"signature": keys.sign(canonical(head).encode())}


def told(at: datetime) -> str:
    """An instant as heads say it."""
    return at.astimezone(UTC).isoformat()


def keep(session: Session, head: Head, now: datetime) -> None:
    """Keep a head, and that it was signed: a list of heads can't be shortened either."""
    row = RecordHead(size=head["size"], at=now, content=canonical(head))
    session.add(row)
    session.flush()
    record_sealing.add(session, [row_entries.head(at_commit.vault_of(session), row, now)])


def is_genuine(head: Mapping[str, Any]) -> bool:
    """Whether the signature is that of the key the head names; whose key that is says `keys_of`."""
    told = {name: value for name, value in head.items() if name != "signature"}
    return head.get("format") == FORMAT and record_keys.is_signed(
        str(head.get("key", "")), str(head.get("signature", "")), canonical(told).encode()
    )


def latest(session: Session, until: datetime | None = None) -> Head | None:
    """The newest head that was kept, up to an instant."""
    query = select(_ROW.c.content).order_by(_ROW.c.id.desc()).limit(1)
    found = session.scalar(query if until is None else query.where(_ROW.c.at <= until))
    return json.loads(found) if found else None


def before(session: Session, head: Head) -> Head | None:
    """The head that was kept before one."""
    query = select(_ROW.c.content).where(_ROW.c.size < head["size"]).order_by(_ROW.c.id.desc()).limit(1)
    found = session.scalar(query)
    return json.loads(found) if found else None


def covering(session: Session, seq: int) -> Head | None:
    """The first head that covers an entry: it stays the same however long the record grows."""
    found = session.scalar(select(_ROW.c.content).where(_ROW.c.size >= seq).order_by(_ROW.c.id).limit(1))
    return json.loads(found) if found else None


def keys_of(session: Session, until: int | None = None) -> list[dict[str, Any]]:
    """The public keys from the first on, each signed by the one before; those of later epochs left out."""
    query = select(_KEYS) if until is None else select(_KEYS).where(_KEYS.c.epoch <= until)
    rows = session.execute(query.order_by(_KEYS.c.epoch)).mappings()
    return [
        {
            "epoch": row["epoch"],
            "key": row["public"],
            "opened": row["opened_at"].astimezone(UTC).isoformat(),
            "record": row["record"],
            "handover": row["handover"],
        }
        for row in rows
    ]


def tree(session: Session, size: int) -> Tree:
    """The first entries as a tree, for proofs."""
    leaves = session.scalars(select(_LOG.c.leaf).where(_LOG.c.seq <= size).order_by(_LOG.c.seq))
    return Tree.of([bytes.fromhex(leaf) for leaf in leaves])


def is_contained(session: Session, head: Head) -> bool:
    """Whether the record still begins with what an earlier head covers."""
    return tree(session, head["size"]).root.hex() == str(head["root"])


def file_of(session: Session, head: Head, before: Head | None) -> str:
    """What is handed out: the head, the public keys, and the proof that the head before is contained in it."""
    since = None
    if before is not None:
        proof = [node.hex() for node in tree(session, head["size"]).consistency(before["size"])]
        since = {"size": before["size"], "root": before["root"], "proof": proof}
    told = {"format": FILE_FORMAT, "head": head, "since": since, "keys": keys_of(session)}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def sentence(head: Mapping[str, Any]) -> str:
    """A head as it is printed: `objection doctor --head` reads size and root in it."""
    on = local_date(datetime.fromisoformat(head["at"])).isoformat()
    return f"记录存证（{on}签）：{head['size']}条，根值 {head['root']}"


def fingerprint(head: Mapping[str, Any]) -> str:
    """The same for a card or a picture; `objection doctor --head` reads it, too."""
    return f"存证{head['size']}条，指纹 {head['root'][:SHORT]}"


def read_file(text: str) -> Sequence[Head]:
    """The heads of a file; ValueError where it is none."""
    told = json.loads(text)
    if not isinstance(told, dict) or told.get("format") not in (FILE_FORMAT, FORMAT):
        raise ValueError("no head")
    return [told["head"] if told["format"] == FILE_FORMAT else told]
