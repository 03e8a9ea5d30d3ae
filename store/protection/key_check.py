"""Key check: values in the database that reveal a lost or exchanged key file before anything is written.

For each key `meta` has `used <mark>`, or `spare <mark>` where no value is encrypted with it (any more); the mark comes
from `Vault.marks`. A database of an older release has none: there the encrypted values themselves are tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, inspect, not_, or_, select

from store.engine.advisory_lock import Lock, wait_for_advisory_lock
from store.engine.columns import raw, table_of
from store.engine.session import Store
from store.protection.sealed_columns import Place, any_sealed, context_of, count_by_key, filled, standing_columns, under
from store.tables import Meta, Person
from store.upkeep import run_claims
from store.vault import INDEX, Vault, VaultError, key_of

_NOTE = "key-check:"
_USED, _SPARE = "used", "spare"
_OLDEST, _LOOKED_AT = 3, 20  # rows of a column
_LASTING = ("texts", "tickets")  # written once: the oldest rows have the first key of this database
Notes = Mapping[str, tuple[str, str]]  # by key id: used or spare, and the mark


class KeysDoNotFit(VaultError):
    """These are not the keys of this database; nothing was written."""


def in_use(connection: Connection) -> bool:
    """Whether the database has keys already: with a new set of keys nothing of it could be read."""
    return bool(_noted(connection)) or any_sealed(connection)


def known_ids(connection: Connection) -> set[str]:
    """Ids of all keys this database has used; without notes, of those found in its values."""
    return {*_noted(connection), *filter(None, _newest(connection, standing_columns(connection)))} - {INDEX}


def verify(connection: Connection, vault: Vault) -> dict[str, str]:
    """Check the keys against the database, without writing; returns the notes still missing.

    Takes some milliseconds, except for a key not seen before. Raises KeysDoNotFit.
    """
    noted = _noted(connection)
    problems = list(_exchanged(noted, vault)) or list(_unreadable(connection, noted, vault))
    if problems:
        raise KeysDoNotFit("the keys are not this database's", "；".join(problems))
    return dict(_missing(connection, noted, vault)) if _has_notes(connection) else {}


def keep(store: Store, *, unused: bool = False) -> None:
    """Store the notes, once; for a database without encrypted values only with `unused`. Raises KeysDoNotFit."""
    with store.read() as session:
        if not verify(session.connection(), store.vault):
            return
    with store.write() as session:
        wait_for_advisory_lock(session, Lock.KEY_CHECK)
        missing = verify(session.connection(), store.vault)
        if unused or in_use(session.connection()):
            for key_id, note in missing.items():
                run_claims.write_note(session, f"{_NOTE}{key_id}", note)


def left_by_key(store: Store) -> dict[str, int]:
    """How many values each key of the ring encrypts; "" counts those of other keys, where there are any."""
    with store.read() as session:
        counts = count_by_key(session.connection(), [key_id for key_id in store.vault.marks if key_id != INDEX])
    return {key_id: count for key_id, count in counts.items() if key_id or count}


def retire(store: Store, key_id: str) -> None:
    """Note that no value is encrypted with this key any more: it may leave the ring."""
    with store.write() as session:
        run_claims.write_note(session, f"{_NOTE}{key_id}", f"{_SPARE} {store.vault.marks[key_id]}")


def _has_notes(connection: Connection) -> bool:
    return inspect(connection).has_table(Meta.__tablename__)


def _noted(connection: Connection) -> Notes:
    if not _has_notes(connection):
        return {}
    rows = connection.execute(select(Meta.key, Meta.value).where(Meta.key.startswith(_NOTE)))
    found = {key.removeprefix(_NOTE): value.partition(" ") for key, value in rows}
    return {key_id: (kind, mark) for key_id, (kind, _, mark) in sorted(found.items())}


def _exchanged(noted: Notes, vault: Vault) -> Iterator[str]:
    """Contradictions between the notes and these keys."""
    for key_id, (kind, mark) in noted.items():
        own = vault.marks.get(key_id)
        if own is None and kind == _USED:
            yield _absent(key_id)
        elif own is not None and own != mark:
            yield _another(key_id)


def _unreadable(connection: Connection, noted: Notes, vault: Vault) -> Iterator[str]:
    """Contradictions between the values and keys without a note, or keys missing in the ring."""
    unknown, gone = vault.marks.keys() - noted.keys(), noted.keys() - vault.marks.keys()
    if not unknown and not gone:
        return
    columns = sorted(standing_columns(connection), key=lambda place: place[0].name not in _LASTING)
    for key_id in sorted(unknown - {INDEX}):
        if _opens(connection, columns, vault, key_id) is False:
            yield _another(key_id)
    if INDEX in unknown:
        strays = Counter(_unknown_keys(connection, columns, vault))
        used = any(_opens(connection, columns, vault, key_id) for key_id in vault.marks if key_id != INDEX)
        for key_id in sorted(key_id for key_id, count in strays.items() if count > 1 or not used):
            yield _absent(key_id)  # a single one among readable others is damage
        if _indexed(connection, vault) is False:
            yield _another(INDEX)
    for key_id in sorted(gone & set(_newest(connection, columns))) if gone else ():
        yield _absent(key_id)


def _missing(connection: Connection, noted: Notes, vault: Vault) -> Iterator[tuple[str, str]]:
    for key_id, mark in vault.marks.items():
        if key_id in (vault.current, INDEX):
            kind = _USED
        elif key_id in noted:
            continue
        else:
            kind = _SPARE if _opens(connection, standing_columns(connection), vault, key_id) is None else _USED
        if noted.get(key_id) != (kind, mark):
            yield key_id, f"{kind} {mark}"


def _opens(connection: Connection, columns: list[Place], vault: Vault, key_id: str) -> bool | None:
    """Whether the oldest values of this key decrypt; None where there are none.

    Half of them suffice: a damaged one says nothing about the key. The first column with values decides: values
    encrypted with a wrong key since are newer.
    """
    for table, column in columns:
        query = select(raw(column)).where(under(column, key_id)).order_by(*table.primary_key).limit(_OLDEST)
        values = connection.scalars(query).all()
        if values:
            return 2 * sum(_opened(vault, context_of((table, column)), value) for value in values) >= len(values)
    return None


def _opened(vault: Vault, context: str, value: str | bytes) -> bool:
    try:
        vault.open_bytes(value, context) if isinstance(value, bytes) else vault.open(value, context)
    except VaultError:
        return False
    return True


def _unknown_keys(connection: Connection, columns: list[Place], vault: Vault) -> Iterator[str]:
    """Keys of values that are not in the ring."""
    for _, column in columns:
        ours = or_(*(under(column, key_id) for key_id in vault.marks))
        values = connection.scalars(select(raw(column)).where(filled(column), not_(ours)).limit(_LOOKED_AT))
        yield from filter(None, map(key_of, values))


def _newest(connection: Connection, columns: list[Place]) -> Iterator[str]:
    """The keys of the newest rows: a server may still encrypt with a key taken out of use."""
    for table, column in columns:
        last = [key.desc() for key in table.primary_key]
        yield from map(key_of, connection.scalars(select(raw(column)).order_by(*last).limit(_LOOKED_AT)))


def _indexed(connection: Connection, vault: Vault) -> bool | None:
    """Whether this index key finds the stored telephone numbers; None where there are none."""
    people = table_of(Person)
    if not inspect(connection).has_table(people.name):
        return None
    columns = select(people.c.mobile_sealed, people.c.mobile_index).where(people.c.mobile_sealed != "")
    found = connection.execute(columns.order_by(people.c.id).limit(_LOOKED_AT)).all()
    context = f"{people.name}:mobile_sealed"
    readable = [row for row in found if _opened(vault, context, row.mobile_sealed)]
    if not readable:
        return None
    return any(row.mobile_index == vault.index(vault.open(row.mobile_sealed, context), context) for row in readable)


def _absent(key_id: str) -> str:
    return f"缺少这个数据库所用的密钥 {key_id}"


def _another(key_id: str) -> str:
    if key_id == INDEX:
        return "index 一行不是这个数据库所用的"
    return f"密钥 {key_id} 不是这个数据库所用的那一把"
