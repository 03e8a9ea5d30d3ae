"""M5: the record grows by one authenticated entry for each row, survives rotation, and seals what was there before."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from sqlalchemy import delete, select, text

from doctor import sealed_record, stored_record
from regulation.states import Action
from store.engine.columns import table_of
from store.engine.migration import run_migrations
from store.engine.session import Store, open_engine, savepoint
from store.record import record_keys, record_sealing, sealed_as_found, signed_heads
from store.record.record_entries import Kind
from store.record.row_tables import ROW_TABLES
from store.tables import Base, Meta, RecordEntry
from store.upkeep import operator_log
from tests.store.district_fixture import NOON, DistrictFixture, make_vault
from tests.store.forger import unguarded

_LOG = table_of(RecordEntry)
RECORD = ("record_log", "record_tip", "record_epochs", "record_heads")


def findings(store: Store) -> list[str]:
    found = [*sealed_record.record(store, ()), *stored_record.tickets(store, lambda *_: None)]
    return [each.text for each in found if not each.ok]


def entries(store: Store, kind: Kind) -> list[tuple[str, int]]:
    with store.read() as session:
        query = select(_LOG.c.subject, _LOG.c.step).where(_LOG.c.kind == kind.value).order_by(_LOG.c.seq)
        return [(row.subject, row.step) for row in session.execute(query)]


def test_every_step_has_one_entry(district: DistrictFixture) -> None:
    number = district.filed()
    district.advance(number, Action.EVALUATE)
    assert entries(district.store, Kind.STEP) == [(number, seq) for seq in range(1, 11)]
    assert entries(district.store, Kind.FILING) == entries(district.store, Kind.CONTACT) == [(number, 0)]
    assert findings(district.store) == []


def test_an_undone_act_leaves_no_entry(district: DistrictFixture) -> None:
    """A trial of an act (preview) and a refused one are rolled back to their savepoint; the transaction goes on."""
    with district.store.write() as session:
        with suppress(RuntimeError), savepoint(session):
            operator_log.note(session, operator_log.REVIVE, 1, by=1, now=NOON)
            raise RuntimeError
        operator_log.note(session, operator_log.RELEASE, 2, by=1, now=NOON)
    assert [subject for subject, _ in entries(district.store, Kind.DEED)] == [operator_log.RELEASE]
    with suppress(RuntimeError), district.store.write() as session:
        operator_log.note(session, operator_log.REVIVE, 3, by=1, now=NOON)
        raise RuntimeError
    district.filed()
    assert findings(district.store) == []


@pytest.fixture
def second(district: DistrictFixture) -> Iterator[Store]:
    """Another machine on the same database."""
    with closing(Store(district.store.engine.url, make_vault())) as store:
        yield store


def test_two_machines_and_many_threads_write_one_sequence(district: DistrictFixture, second: Store) -> None:
    def work(store: Store) -> None:
        for number in range(10):
            with store.write() as session:
                operator_log.note(session, operator_log.REVIVE, number, by=1, now=NOON)

    workers = [threading.Thread(target=work, args=(store,)) for store in (district.store, second) * 3]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(entries(district.store, Kind.DEED)) == 60
    assert findings(district.store) == []


def test_a_rotation_hands_over_and_the_other_machine_follows(district: DistrictFixture, second: Store) -> None:
    with second.write() as session:
        operator_log.note(session, operator_log.REVIVE, 1, by=1, now=NOON)
    with district.store.write() as session:
        record_sealing.rotate(session, NOON)
    with second.write() as session:
        operator_log.note(session, operator_log.REVIVE, 2, by=1, now=NOON)
    with district.store.read() as session:
        last = session.execute(select(_LOG.c.epoch).order_by(_LOG.c.seq.desc()).limit(1)).scalar_one()
        keys = signed_heads.keys_of(session)
        first, then = record_keys.epochs(session)
        assert record_keys.is_signed(first["public"], then["handover"], record_keys.statement(then))
    assert (last, [key["epoch"] for key in keys]) == (2, [1, 2])
    assert findings(district.store) == []


def as_of_an_older_release(store: Store) -> None:
    """The database as a release without the record left it, migrated: the migration noted what was there."""
    before = {kind.kind.value: _last(store, kind.kind) for kind in ROW_TABLES}
    with store.read() as session:
        before[Kind.STEP.value] = session.execute(text("SELECT max(id) FROM history")).scalar_one()
        before[Kind.FILING.value] = session.execute(text("SELECT max(id) FROM tickets")).scalar_one()
    with store.engine.begin() as connection:
        unguarded(connection)
        for table in RECORD:
            connection.execute(delete(Base.metadata.tables[table]))
        note = {name: last for name, last in before.items() if last}
        values = {"key": record_sealing.BEFORE, "value": json.dumps(note, ensure_ascii=False)}
        connection.execute(table_of(Meta).insert().values(values))
    record_sealing._KNOWN.clear()
    signed_heads._GROWING.clear()


def _last(store: Store, kind: Kind) -> int:
    with store.read() as session:
        return next(table for table in ROW_TABLES if table.kind is kind).last(session)


def test_what_was_there_before_is_sealed_as_found(district: DistrictFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """In batches, while new steps are written; a row changed before goes in as it is, one changed later is named."""
    monkeypatch.setattr(sealed_as_found, "SIZE", 3)
    store, number = district.store, district.filed()
    district.advance(number, Action.RECEIVE)
    as_of_an_older_release(store)
    assert "没有存证：升级后还没有启动过（请启动服务，或执行 objection migrate），或被整个去掉" in findings(store)
    newer = district.filed()
    assert findings(store) == ["升级以前的记录还没有封存完：请让服务运行，或执行 objection migrate"]
    done = sealed_as_found.seal_all(store, district.now)
    assert done > 10
    assert findings(store) == []
    with store.read() as session:
        assert not sealed_as_found.is_due(session)
        found = session.execute(select(_LOG.c.subject, _LOG.c.step).where(_LOG.c.found, _LOG.c.kind == Kind.STEP.value))
        assert {tuple(row) for row in found} == {(number, seq) for seq in range(1, 6)}
    assert newer in dict(entries(store, Kind.STEP))
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE people SET roles = 'administrator' WHERE id = 3"))
    assert any(each.startswith("李四：人员第3号") for each in findings(store))


def test_what_is_slipped_in_after_the_upgrade_is_not_sealed(district: DistrictFixture) -> None:
    """The boundary is an entry itself: who writes it into the database later moves nothing."""
    store = district.store
    district.filed()
    as_of_an_older_release(store)
    sealed_as_found.seal_all(store, district.now)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = '{\"管理操作\": 99}' WHERE key = 'record:before'"))
        connection.execute(
            text("INSERT INTO deeds (id, at, person_id, act, subject, note) VALUES (9, :at, 1, 'revive', 1, '')"),
            {"at": NOON},
        )
    sealed_as_found.seal_all(store, district.now)
    assert any("管理操作：第9号没有存证，不是本系统写入的" in each for each in findings(store))


def test_the_database_alone_gives_no_key(district: DistrictFixture) -> None:
    with district.store.read() as session:
        (row,) = record_keys.epochs(session)
        keys = record_keys.of_epoch(session, district.store.vault, 1)
    assert keys.mac.hex() not in str(dict(row))
    assert keys.signing.hex() not in str(dict(row))
    assert "mac=" not in repr(keys)


def test_migration_notes_what_is_there(empty_database_url: str) -> None:
    """An older database with one department: it is sealed as found, and nothing that came later."""
    engine = open_engine(empty_database_url)
    run_migrations(engine, "0015")
    older = "INSERT INTO departments (id, code, name, kind, active) VALUES (:id, :code, :code, 'centre', :yes)"
    with engine.begin() as connection:
        connection.execute(text(older), {"id": 5, "code": "DSJ", "yes": True})
    run_migrations(engine, "head")
    with engine.begin() as connection:
        connection.execute(text(older), {"id": 6, "code": "EVIL", "yes": True})
    engine.dispose()
    with closing(Store(empty_database_url, make_vault())) as store:
        assert sealed_as_found.seal_all(store, NOON) == 1
        assert entries(store, Kind.DEPARTMENT) == [("DSJ", 5)]
        assert findings(store) == ["部门：第6号没有存证，不是本系统写入的。请保全数据库并与备份比对"]
