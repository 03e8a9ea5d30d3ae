"""Key rotation re-encrypts every value: none is left under an old key, none is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, text

from store.engine.session import Store
from store.protection import key_rotation as rotation_module
from store.protection.key_check import keep, left_by_key
from store.protection.key_rotation import Outcome, rotate, sealed_columns
from store.tables import Base
from store.vault import Key, Vault
from tests.staff import upsert_person
from tests.store.district_fixture import INDEX, NOON, SECRETS, DistrictFixture
from tests.store.sealed_values import fill, found_anywhere, opens, sealed, start_draft

ROOT = Path(__file__).parents[2]
K1, K2 = (Key(name, "aes-256-gcm", SECRETS[name]) for name in ("k1", "k2"))
SM, THIRD = Key("SM_4", "sm4-gcm", b"4" * 16), Key("K1", "aes-256-gcm", b"3" * 32)  # K1 is not k1


def ring(*keys: Key) -> Vault:
    return Vault(keys, INDEX)


@pytest.mark.parametrize("new", [K2, SM, THIRD], ids=["aes", "sm4", "differs in case"])
def test_every_encrypted_column_is_re_encrypted(district: DistrictFixture, tmp_path: Path, new: Key) -> None:
    fill(district, tmp_path)
    before = {place: len(values) for place, values in sealed(district.store).items()}
    store, told = district.store, dict[str, int]()
    store.vault = ring(new, K1)
    total = rotate(store, lambda name, count: told.update({name: count}))
    assert told == {place.replace(":", "."): count for place, count in before.items()}
    assert total == sum(told.values())
    assert {place: len(values) for place, values in sealed(store).items()} == before
    assert found_anywhere(store, "v1:k1:") == []
    assert left_by_key(store) == {new.id: total, "k1": 0}
    opens(store, ring(new))
    assert rotate(store) == 0


def test_no_value_is_left_under_two_old_keys(district: DistrictFixture, tmp_path: Path) -> None:
    fill(district, tmp_path)
    store = district.store
    store.vault = ring(K2, K1)
    with store.write() as session:  # an interrupted rotation to k2, then a third key
        for table, column in sealed_columns():
            session.execute(text(f'UPDATE {table.name} SET "{column.name}" = "{column.name}"'))
        upsert_person(
            session, store.vault, name="吴九", department_id=1, mobile="13700000009", accounts={"wecom": "wu"}, now=NOON
        )
    store.vault = ring(SM, K2, K1)
    assert left_by_key(store)["k2"] == 3  # name, number and account
    rotate(store)
    assert left_by_key(store) == {"SM_4": sum(map(len, sealed(store).values())), "k2": 0, "k1": 0}
    assert found_anywhere(store, "v1:k1:") == found_anywhere(store, "v1:k2:") == []
    opens(store, ring(SM))


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_batches_have_no_gaps(
    district: DistrictFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    fill(district, tmp_path, times=5)
    monkeypatch.setattr(rotation_module, "_ROWS", rows)
    monkeypatch.setattr(rotation_module, "_SIZE", 30_000)  # smaller than one of their drafts
    district.store.vault = ring(K2, K1)
    assert rotate(district.store) == sum(map(len, sealed(district.store).values()))
    opens(district.store, ring(K2))


def test_undecryptable_values_are_reported_and_skipped(district: DistrictFixture, tmp_path: Path) -> None:
    fill(district, tmp_path)
    store = district.store
    with store.write() as session:
        session.execute(text("UPDATE texts SET sealed = 'v1:k1:' || salt WHERE id = 2"))
        session.execute(text("UPDATE cards SET update_code_sealed = 'plain' WHERE id = 1"))
    store.vault = ring(K2, K1)
    outcome = Outcome()
    total = rotate(store, outcome=outcome)
    assert set(outcome.unopened) == {("texts", "sealed", (2,)), ("cards", "update_code_sealed", (1,))}
    assert not outcome.late
    assert left_by_key(store) == {"k2": total, "k1": 1, "": 1}


DAMAGES = {
    "another letter": "UPDATE texts SET sealed = 'v1:k1:坏' || salt WHERE id = 2",
    "another key id": "UPDATE texts SET sealed = 'v1:k9:' || salt WHERE id = 2",
    "no token": "UPDATE texts SET sealed = '坏' WHERE id = 2",
    "cut": "UPDATE texts SET sealed = substr(sealed, 1, 9) WHERE id = 2",
    "bytes": "UPDATE texts SET sealed = x'ff00' WHERE id = 2",
    "a text among bytes": "UPDATE inbox SET payload_sealed = 'x' WHERE id = 2",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_any_damage_to_one_value_leaves_the_others_re_encrypted(
    district: DistrictFixture, tmp_path: Path, damage: str
) -> None:
    fill(district, tmp_path)
    store, outcome = district.store, Outcome()
    if " x'" in DAMAGES[damage] and not store.is_sqlite:
        pytest.skip("only SQLite keeps anything in any column")
    with store.write() as session:
        session.execute(text(DAMAGES[damage]))
    store.vault = ring(K2, K1)
    keep(store)
    total = rotate(store, outcome=outcome)
    assert [place[2] for place in outcome.unopened] == [(2,)]
    assert left_by_key(store)["k2"] == total == sum(map(len, sealed(store).values())) - 1


@pytest.mark.parametrize("lives", [2, 4])
def test_a_killed_rotation_is_resumed(district: DistrictFixture, tmp_path: Path, lives: int) -> None:
    fill(district, tmp_path, times=6)
    whole = sum(map(len, sealed(district.store).values()))
    for life in range(1, lives + 1):
        _killed(district.store, after=life * whole // (lives + 2) // life)
    district.store.vault = ring(K2, K1)
    left = left_by_key(district.store)
    assert 0 < left["k1"] < whole
    assert rotate(district.store) == left["k1"]
    assert found_anywhere(district.store, "v1:k1:") == []
    opens(district.store, ring(K2))


def _killed(store: Store, after: int) -> None:
    """A rotation in a separate process, killed after so many values."""
    url = store.engine.url.render_as_string(hide_password=False)
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.store.rotation_process", url, str(after)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == b"now\n"
    victim.kill()
    victim.wait(10)
    victim.stdout.close()


def test_rotation_during_concurrent_writes_and_deletes(district: DistrictFixture, tmp_path: Path) -> None:
    """While the service, restarted with the new key, is in use."""
    fill(district, tmp_path)
    other = Store(district.store.engine.url, ring(K2, K1))
    busy = DistrictFixture(other, departments=district.departments, people=district.people)
    done, failed = threading.Event(), list[Exception]()

    def work() -> None:
        number = 0
        try:
            while not done.is_set():
                busy.filed()
                number += 1
                with other.write() as session:
                    session.execute(text("DELETE FROM outbox WHERE id % 2 = :odd"), {"odd": number % 2})
                    session.execute(text("UPDATE drafts SET answers_sealed = '' WHERE id = 1"))
        except Exception as error:  # noqa: BLE001 -- reported to the test
            failed.append(error)

    writer = threading.Thread(target=work)
    writer.start()
    mine, outcome = Store(district.store.engine.url, ring(K2, K1)), Outcome()
    try:
        rotate(mine, outcome=outcome)
    finally:
        done.set()
        writer.join(30)
    assert (failed, outcome.late, outcome.unopened) == ([], False, {})
    assert left_by_key(mine)["k1"] == 0
    assert found_anywhere(mine, "v1:k1:") == []
    for store in (mine, other):
        store.close()


def test_a_server_still_using_the_old_key_is_detected(district: DistrictFixture, tmp_path: Path) -> None:
    """A service that was not restarted still encrypts with the old key, which is found."""
    fill(district, tmp_path)
    old, outcome = Store(district.store.engine.url, ring(K1)), Outcome()
    district.store.vault = ring(K2, K1)
    rotate(district.store, lambda *_: start_draft(old), outcome)
    old.close()
    assert outcome.late


def test_rotation_of_tables_with_any_primary_key_and_names(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A composite primary key, and columns with the names of bind parameters."""
    odd = Table(
        "odd", MetaData(), Column("key", Text, primary_key=True), Column("at", Integer, primary_key=True),
        Column("token", Text, info={"sealed": "text"}), Column("values", LargeBinary, info={"sealed": "bytes"}),
    )  # fmt: skip
    odd.create(store.engine)
    rows = [
        {
            "key": f"k{number % 3}", "at": number, "token": store.vault.seal("甲", "odd:token"),
            "values": store.vault.seal_bytes(b"x", "odd:values") if number else None,
        }
        for number in range(7)
    ]  # fmt: skip
    with store.write() as session:
        session.execute(odd.insert(), rows)
    places = [(odd, odd.c.token), (odd, odd.c["values"])]
    monkeypatch.setattr(rotation_module, "sealed_columns", lambda: iter(places))
    monkeypatch.setattr("store.protection.sealed_columns.sealed_columns", lambda: iter(places))
    monkeypatch.setattr(rotation_module, "_ROWS", 2)
    store.vault = ring(K2, K1)
    assert rotate(store) == 13
    assert found_anywhere(store, "v1:k1:") == []
    with store.read() as session:
        for row in session.execute(odd.select()):
            assert ring(K2).open(row.token, "odd:token") == "甲"


def test_every_table_has_a_primary_key() -> None:
    assert [table.name for table in Base.metadata.sorted_tables if not table.primary_key.columns] == []
