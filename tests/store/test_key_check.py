"""A database has check values of its keys; wrong keys are refused before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from store.engine.session import Store, open_engine
from store.messages.inbox_writer import InboxWriter
from store.people import persons
from store.protection import key_check
from store.protection.key_check import KeysDoNotFit, in_use, keep, retire, verify
from store.protection.key_rotation import rotate
from store.vault import Key, Vault, VaultError
from tests.staff import upsert_person
from tests.store.district_fixture import INDEX, NOON, SECRETS, DistrictFixture
from tests.store.sealed_values import fill, found_anywhere

K1, K2 = (Key(name, "aes-256-gcm", SECRETS[name]) for name in ("k1", "k2"))
OTHER = Key("k1", "aes-256-gcm", b"9" * 32)  # of the same name


def problem(store: Store, *keys: Key, index: bytes = INDEX) -> str:
    """The error for this key ring; empty where it fits."""
    try:
        with store.reading.connect() as connection:
            verify(connection, Vault(keys, index))
    except KeysDoNotFit as error:
        return error.told
    return ""


@pytest.fixture(params=["noted", "without notes"])
def district_in_use(district: DistrictFixture, tmp_path: Path, request: pytest.FixtureRequest) -> DistrictFixture:
    """With its check values, and as a release before these left it."""
    fill(district, tmp_path, times=2)
    if request.param == "noted":
        keep(district.store)
    return district


def test_own_keys_are_accepted_in_any_order_and_with_others(district_in_use: DistrictFixture) -> None:
    store = district_in_use.store
    assert [problem(store, *keys) for keys in ((K1,), (K2, K1), (K1, K2))] == ["", "", ""]


@pytest.mark.parametrize(
    ("keys", "index", "told"),
    [
        ((OTHER,), INDEX, "密钥 k1 不是"),
        ((K2, OTHER), INDEX, "密钥 k1 不是"),
        ((K2,), INDEX, "缺少这个数据库所用的密钥 k1"),
        ((K1,), b"x" * 32, "index 一行不是"),
        ((K2,), b"x" * 32, "缺少这个数据库所用的密钥 k1"),
    ],
    ids=["another of this name", "another behind the new one", "left out", "another index", "another file"],
)
def test_foreign_keys_are_refused(
    district_in_use: DistrictFixture, keys: tuple[Key, ...], index: bytes, told: str
) -> None:
    assert told in problem(district_in_use.store, *keys, index=index)


def test_values_encrypted_with_a_wrong_key_do_not_make_it_accepted(district: DistrictFixture, tmp_path: Path) -> None:
    """Without check values: the key file was exchanged, the service ran on, then the right file was restored."""
    fill(district, tmp_path, times=2)
    wrong = Store(district.store.engine.url, Vault([OTHER], INDEX))
    with pytest.raises(VaultError):  # nothing goes on record without the record's keys
        DistrictFixture(wrong, departments=district.departments, people=district.people).filed()
    writer = InboxWriter(wrong)
    writer.put("wecom", "late", "lisi", b"words", NOON)
    writer.close()
    wrong.close()
    assert "密钥 k1 不是" in problem(district.store, OTHER)
    assert problem(district.store, K1) == ""


def test_one_damaged_value_says_nothing_about_the_key(district: DistrictFixture, tmp_path: Path) -> None:
    fill(district, tmp_path, times=2)
    with district.store.write() as session:
        session.execute(text("UPDATE texts SET sealed = 'v1:k1:' || salt WHERE id = 1"))
    assert problem(district.store, K1) == ""


def test_a_single_value_of_an_unknown_key_is_damage_unless_it_is_all_there_is(
    district: DistrictFixture, tmp_path: Path
) -> None:
    fill(district, tmp_path, times=2)
    with district.store.write() as session:
        session.execute(text("UPDATE texts SET sealed = 'v1:k7:' || salt WHERE id = 1"))
    assert problem(district.store, K1) == ""
    with district.store.write() as session:
        session.execute(text("UPDATE texts SET sealed = 'v1:k7:' || salt WHERE id = 2"))
    assert "缺少这个数据库所用的密钥 k7" in problem(district.store, K1)


def test_the_key_of_a_single_value_is_recognised(store: Store) -> None:
    with store.write() as session:
        home = persons.upsert_department(session, code="ZFB", name="区政府办公室", kind="supervising")
        upsert_person(session, store.vault, name="吴九", department_id=home.id, mobile="13700000009", now=NOON)
    assert problem(store, K1) == ""
    assert "缺少这个数据库所用的密钥 k1" in problem(store, K2)


def test_keys_in_use_are_found_without_check_values(district_in_use: DistrictFixture) -> None:
    with district_in_use.store.reading.connect() as connection:
        assert key_check.known_ids(connection) == {"k1"}


def test_an_empty_database_accepts_any_keys_until_it_has_check_values(store: Store) -> None:
    keep(store)
    assert found_anywhere(store, "key-check") == []
    assert problem(store, OTHER) == ""
    keep(store, unused=True)  # as a server does that starts
    assert "密钥 k1 不是" in problem(store, OTHER)
    assert "缺少" in problem(store, K2)


def test_a_database_without_tables_passes_the_key_check(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    with engine.connect() as connection:
        assert not in_use(connection)
        assert verify(connection, Vault([K1], INDEX)) == {}
    engine.dispose()


def test_check_values_reveal_no_key_and_the_check_writes_nothing(district: DistrictFixture, tmp_path: Path) -> None:
    fill(district, tmp_path, times=1)
    assert problem(district.store, K1) == ""
    assert found_anywhere(district.store, "key-check") == []
    keep(district.store)
    assert set(found_anywhere(district.store, "key-check")) == {"meta.key"}
    for secret in (SECRETS["k1"], INDEX):
        assert found_anywhere(district.store, secret.decode()) == found_anywhere(district.store, secret.hex()) == []
    assert found_anywhere(district.store, "v1:k1:") != []
    assert not any(place.startswith("meta") for place in found_anywhere(district.store, "v1:k1:"))


def test_an_old_key_can_be_removed_only_after_the_rotation(district_in_use: DistrictFixture) -> None:
    store = district_in_use.store
    store.vault = Vault([K2, K1], INDEX)
    keep(store)
    assert "缺少这个数据库所用的密钥 k1" in problem(store, K2)
    rotate(store)
    assert "缺少这个数据库所用的密钥 k1" in problem(store, K2)
    retire(store, "k1")
    assert problem(store, K2) == ""
    assert "缺少这个数据库所用的密钥 k2" in problem(store, K1)
    assert "密钥 k1 不是" in problem(store, K2, OTHER)  # the name of an old key stays its own: backups need it


def test_an_old_key_that_still_encrypts_is_required_again(district: DistrictFixture, tmp_path: Path) -> None:
    fill(district, tmp_path, times=1)
    store = district.store
    old = Store(store.engine.url, Vault([K1], INDEX))  # a server that is not restarted
    DistrictFixture(old, departments=district.departments, people=district.people).filed()
    store.vault = Vault([K2, K1], INDEX)
    keep(store)
    rotate(store)
    retire(store, "k1")
    with old.write() as session:
        upsert_person(
            session,
            old.vault,
            name="郑十",
            department_id=1,
            mobile="13600000000",
            accounts={"wecom": "zheng"},
            now=NOON,
        )
    old.close()
    assert "缺少这个数据库所用的密钥 k1" in problem(store, K2)
    store.vault = Vault([K1, K2], INDEX)  # back to the old one
    keep(store)
    with store.reading.connect() as connection:
        assert key_check.known_ids(connection) == {"k1", "k2"}
    assert "缺少" in problem(store, K2)


def test_of_two_concurrent_starts_with_different_keys_one_is_refused(database_url: str) -> None:
    """The second waits until the first has stored its check values, and checks again."""
    first, second = Store(database_url, Vault([K1], INDEX)), Store(database_url, Vault([K2], b"x" * 32))
    keep(first, unused=True)
    with pytest.raises(KeysDoNotFit):
        keep(second, unused=True)
    with first.reading.connect() as connection:
        assert key_check.known_ids(connection) == {"k1"}
    for store in (first, second):
        store.close()
