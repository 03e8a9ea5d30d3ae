"""An attacker with the database's password and this program, but without the key file: hashes are made anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, Table, text

from doctor.sealed_record import HandedOut
from store.cases.history_chain import line_hash
from store.engine.columns import table_of
from store.engine.session import Store
from store.record import signed_heads
from store.tables import Base, HistoryLine, Ticket

_FINAL = {
    "history": ("history_append_only",), "deeds": ("deeds_final",), "correction_lines": ("correction_lines_final",),
    "erasures": ("erasures_final",), "record_log": ("record_log_final",), "record_heads": ("record_heads_final",),
    "record_epochs": ("record_epochs_final",), "import_lists": ("import_lists_final",), "closures": ("closures_final",),
}  # fmt: skip
_LINES, _TICKETS = table_of(HistoryLine), table_of(Ticket)


class Forger:
    """Rewrites rows; `rebuild` makes a case's plain hash chain whole again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sql(self, statement: str, **values: Any) -> None:
        self._connection.execute(text(statement), values)

    def all(self, statement: str, **values: Any) -> Sequence[Any]:
        return self._connection.execute(text(statement), values).all()

    def copy_last_line(self, number: str) -> None:
        """One more step, as the last one."""
        mine = _LINES.c.ticket_id == self._id(number)
        rows = self._connection.execute(_LINES.select().where(mine).order_by(_LINES.c.seq.desc())).mappings()
        line = dict(rows.first() or {})
        del line["id"]
        said = json.loads(line["decision"]) | {"texts": {}, "seq": line["seq"] + 1}
        decision = json.dumps(said, ensure_ascii=False, sort_keys=True)
        self._connection.execute(_LINES.insert().values(line | {"seq": line["seq"] + 1, "decision": decision}))
        self.rebuild(number)

    def change_line(self, number: str, seq: int, **values: Any) -> None:
        here = (_LINES.c.ticket_id == self._id(number)) & (_LINES.c.seq == seq)
        self._connection.execute(_LINES.update().where(here).values(values))
        self.rebuild(number)

    def change_digest(self, number: str, seq: int, field: str, digest: str) -> None:
        """A line vouches for another text."""
        here = (_LINES.c.ticket_id == self._id(number)) & (_LINES.c.seq == seq)
        said = json.loads(self._connection.execute(_LINES.select().where(here)).mappings().one()["decision"])
        said["texts"][field] = digest
        self.change_line(number, seq, decision=json.dumps(said, ensure_ascii=False, sort_keys=True))

    def rebuild(self, number: str) -> None:
        """Every line's hash, and the head."""
        own = self._id(number)
        previous, last = "", 0
        for row in self._connection.execute(
            _LINES.select().where(_LINES.c.ticket_id == own).order_by(_LINES.c.seq)
        ).mappings().all():  # fmt: skip
            line = dict(row) | {"prev_hash": previous}
            previous, last = line_hash(number, line), row["seq"]
            new = {"prev_hash": line["prev_hash"], "hash": previous}
            self._connection.execute(_LINES.update().where(_LINES.c.id == row["id"]).values(new))
        head = {"history_head": previous, "seq": last}
        self._connection.execute(_TICKETS.update().where(_TICKETS.c.id == own).values(head))

    def remove_case(self, number: str) -> None:
        own = self._id(number)
        for table in (
            "texts",
            "clocks",
            "history",
            "flags",
            "flag_events",
            "attachments",
            "outbox",
            "cards",
            "erasures",
            "archive_exports",
        ):
            self.sql(f"DELETE FROM {table} WHERE ticket_id = :own", own=own)
        self.sql("DELETE FROM tickets WHERE id = :own", own=own)
        self.sql("UPDATE day_numbers SET last = last - 1")

    def _id(self, number: str) -> int:
        found = self._connection.execute(_TICKETS.select().where(_TICKETS.c.number == number)).mappings().one()
        return int(found["id"])


def unguarded(connection: Connection) -> None:
    """The triggers that keep the record are dropped, as their owner may."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            if "_no_" in name:
                connection.execute(text(f"DROP TRIGGER {name}"))
        return
    for table, names in _FINAL.items():
        for name in names:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table}"))


def forge(store: Store, how: Any, *values: Any) -> None:
    """One rewrite in one transaction."""
    with store.engine.begin() as connection:
        unguarded(connection)
        how(Forger(connection), *values)


def snapshot(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row as the database holds it: our own columns would encrypt and hash once more on the way back."""
    with store.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in _raw_tables(connection)
        }


def _raw_tables(connection: Connection) -> list[Table]:
    known, names = MetaData(), [table.name for table in Base.metadata.sorted_tables]
    known.reflect(connection, only=names)
    return [known.tables[name] for name in names]


def restore(store: Store, rows: dict[str, list[dict[str, Any]]]) -> None:
    with store.engine.begin() as connection:
        tables = _raw_tables(connection)
        unguarded(connection)
        for table in reversed(tables):
            connection.execute(table.delete())
        for table in tables:
            if rows[table.name]:
                connection.execute(table.insert(), rows[table.name])


def printed(handed: HandedOut) -> HandedOut:
    """A head as the sentence that reports and digests carry."""
    return HandedOut("印出的", signed_heads.sentence(signed_heads.read_file(handed.text)[0]))
