"""Tables of the record: its entries in one authenticated sequence, its end, keys, signed heads, and import lists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id, opened_text, sealed_text


class RecordEntry(Base):
    """One thing that was written. Triggers refuse to change or delete it.

    `digest` vouches for the row that `kind`, `subject` and `step` name; `mac` covers the entry and the one before it
    with a key that the database does not hold; `leaf` is its hash in the Merkle tree. `found` is true where the row
    was there before the record began.
    """

    __tablename__ = "record_log"
    __table_args__ = (Index(None, "kind", "step"), Index(None, "subject"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    subject: Mapped[str]
    step: Mapped[int]
    digest: Mapped[str]
    at: Mapped[datetime]
    epoch: Mapped[int]
    found: Mapped[bool] = mapped_column(default=False)
    leaf: Mapped[str]
    mac: Mapped[str]


class RecordTip(Base):
    """The end of the record, one row: the last entry, sealed by a MAC, so that a shorter record shows."""

    __tablename__ = "record_tip"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    mac: Mapped[str]
    epoch: Mapped[int]
    seal: Mapped[str]


class RecordEpoch(Base):
    """The keys from one rotation to the next; kept for ever. `handover` is the former signing key's signature."""

    __tablename__ = "record_epochs"

    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record: Mapped[str]  # which record this is: heads of two installations are never compared
    opened_at: Mapped[datetime]
    public: Mapped[str]  # Ed25519, hexadecimal
    handover: Mapped[str]
    keys_sealed: Mapped[str] = sealed_text()


class RecordHead(Base):
    """A signed head over the first entries. Triggers refuse to change or delete it."""

    __tablename__ = "record_heads"

    id: Mapped[Id]
    size: Mapped[int]
    at: Mapped[datetime]
    content: Mapped[str]  # canonical JSON, with its signature


class ImportList(Base):
    """What one import changed, row by row, sealed. Triggers refuse to delete it; `told` counts the lines."""

    __tablename__ = "import_lists"

    id: Mapped[Id]
    at: Mapped[datetime]
    kind: Mapped[str]
    loaded_by: Mapped[str] = opened_text("import_lists:loaded_by")
    file: Mapped[str] = opened_text("import_lists:file")
    told: Mapped[int] = mapped_column(server_default=text("0"))
    list_sealed: Mapped[str] = sealed_text()
