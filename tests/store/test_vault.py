"""Encryption at rest (M4, M9): contact data and free texts are not readable in the database's files."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import text

from regulation.states import Action
from store.cases import stored_drafts, tickets
from store.engine.session import Store
from store.files import attachments
from store.files.file_store import FileStore
from store.messages import held_cards, inbox, outbox, taking
from store.messages.inbox_writer import InboxWriter
from store.people import former_names, persons
from store.people.former_names import Named
from store.privacy import own_data
from store.protection.key_rotation import rotate, sealed_columns
from store.readings import reading_lines
from store.readings.reading_lines import ReadBy, Reading, ReadingKind
from store.upkeep import import_lists, operator_log
from store.vault import Key, Vault, VaultError, new_key_line, new_keys, read_keys
from tests.store.district_fixture import CANARIES, INDEX, NOON, DistrictFixture, make_vault
from tests.store.sealed_values import given_back

AES = Vault([Key("k1", "aes-256-gcm", b"1" * 32)], INDEX)
SM4 = Vault([Key("sm", "sm4-gcm", b"4" * 16)], INDEX)


@pytest.mark.parametrize("vault", [AES, SM4], ids=["aes", "sm4"])
def test_ciphertext_is_bound_to_its_column(vault: Vault) -> None:
    token = vault.seal("13800000000", "people:mobile_sealed")
    assert token.startswith(f"v1:{vault.current}:")
    assert vault.open(token, "people:mobile_sealed") == "13800000000"
    assert vault.open_bytes(vault.seal_bytes(b"\0:\xff", "a:b"), "a:b") == b"\0:\xff"
    with pytest.raises(VaultError, match="another column"):
        vault.open(token, "tickets:contact_sealed")
    assert vault.seal("", "a:b") == vault.open("", "a:b") == ""


def test_encryption_is_randomised_and_the_index_is_keyed() -> None:
    assert AES.seal("13800000000", "a:b") != AES.seal("13800000000", "a:b")
    assert AES.index("13800000000", "a:b") == SM4.index("13800000000", "a:b")
    assert AES.index("13800000000", "a:b") != AES.index("13800000000", "a:c")
    assert AES.index("", "a:b") == ""


def test_sm4_gcm_follows_its_published_vector() -> None:
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    context = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffff"
    )
    plain += bytes.fromhex("eeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa")
    box = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    box.authenticate_additional_data(context)
    assert (box.update(plain) + box.finalize()).startswith(bytes.fromhex("17f399f08c67d5ee19d0dc9969c4bb7d"))
    assert box.tag == bytes.fromhex("83de3541e4c2b58177e065a9bf7b62ec")
    own = Vault([Key("sm", "sm4-gcm", key)], INDEX)
    raw = base64.b64decode(own.seal("x", "a:b").split(":")[2])
    box2 = Cipher(algorithms.SM4(key), modes.GCM(raw[:12], raw[-16:])).decryptor()
    box2.authenticate_additional_data(b"a:b")
    assert box2.update(raw[12:-16]) + box2.finalize() == b"x"
    with pytest.raises(InvalidTag):
        Cipher(algorithms.SM4(key), modes.GCM(raw[:12], bytes(16))).decryptor().finalize()


@pytest.mark.parametrize(
    ("token", "problem"),
    [
        ("13800000000", "not a sealed value"),
        ("v2:k1:AAAA", "not a sealed value"),
        ("v1:k1:***", "not a sealed value"),
        ("v1:k9:" + "A" * 60, "key 'k9', which is not in the ring"),
        ("v1:k1:" + "A" * 60, "damaged"),
    ],
)
def test_decryption_errors_give_the_reason(token: str, problem: str) -> None:
    with pytest.raises(VaultError, match=problem):
        AES.open(token, "a:b")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("", "index"),
        ("k1 aes-256-gcm", "line 1: expected"),
        ("k1 aes-256-gcm !!!", "line 1: expected"),
        ("k1 rot13 " + base64.b64encode(b"1" * 32).decode(), "algorithm 'rot13'"),
        ("k1 aes-256-gcm " + base64.b64encode(b"1" * 31).decode(), "needs 32 bytes, found 31"),
        ("\n# no key\nindex hmac-sha256 " + base64.b64encode(INDEX).decode(), "no key to seal with"),
        ("index hmac-sha256 QUJD\n" + new_key_line("k1"), "index key: needs at least 32 bytes"),
        (new_key_line("k1") + "\n" + new_key_line("k1") + "\n" + new_key_line("index"), "same id"),
    ],
    ids=range(8),
)
def test_a_bad_key_file_is_named_by_its_line_never_by_its_key(lines: str, problem: str) -> None:
    with pytest.raises(VaultError, match=problem) as caught:
        read_keys(lines)
    assert "MTEx" not in str(caught.value)


@pytest.mark.parametrize("algorithm", ["aes-256-gcm", "sm4-gcm"])
def test_generated_keys_are_valid(algorithm: str) -> None:
    vault = read_keys(new_keys(algorithm))
    assert vault.open(vault.seal("字", "a:b"), "a:b") == "字"
    assert "secret" not in repr(Key("k1", "sm4-gcm", b"secret-secret-16"))


def fill(district: DistrictFixture, file_store: FileStore) -> None:
    """Put a canary into every encrypted column."""
    store, now = district.store, NOON
    number = district.filed()
    district.advance(number, Action.REPLY_REPAIR)
    given_back(district)
    writer = InboxWriter(store)
    writer.put("wecom", "m1", "ZhangSan", CANARIES[3].encode(), now)
    writer.close()
    with store.write() as session:
        told = import_lists.sealed(store.vault, [CANARIES[0]])
        import_lists.keep(session, "people", told, by="root", file="people.csv", now=now)
        former_names.keep(session, Named.PERSON, {1: CANARIES[0]}, now)
        person = district.people["ZhangSan"]
        draft = stored_drafts.start(
            session, store.vault, person_id=person.id, form="filing", form_version=1, now=now,
            answers={"records": CANARIES[3]},
        )  # fmt: skip
        attachments.receive(
            session, store.vault, file_store, b"%PDF-1.4", person_id=person.id, name=f"{CANARIES[0]}.pdf",
            now=now, draft_id=draft.id,
        )  # fmt: skip
        outbox.enqueue(
            session, store.vault, dedupe="a", platform="wecom", user="LiSi",
            payload={"body": CANARIES[4]}, lane=1, now=now,
        )  # fmt: skip
        held_cards.remember(
            session, store.vault, key="card", platform="wecom", user="LiSi", sent_at=now, update_code=CANARIES[2]
        )
        stored_drafts.offer(session, person.id, {"1": f"查询 {CANARIES[0]}"}, now)
        operator_log.note(session, operator_log.REVIVE, 1, by=person.id, now=now, text=f"代{CANARIES[0]}")
        own_data.ask(session, store.vault, person.id, CANARIES[3], now)
        for row, _ in own_data.open_requests(session, store.vault):
            own_data.answer(session, store.vault, row, CANARIES[4], by=person.id, now=now)
        reading_lines.add(session, store.vault, [Reading(ReadingKind.PAGE, ReadBy("wecom", name=CANARIES[0]))], now)
        told = import_lists.sealed(store.vault, [f"第 2 行 新增 {CANARIES[0]}"])
        import_lists.keep(session, "people", told, by="wang.min", file="a.csv", now=now)


def bytes_at_rest(store: Store) -> bytes:
    if store.is_sqlite:
        path = Path(str(store.engine.url.database))
        return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    with store.engine.connect() as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        rows = [connection.scalars(text(f"SELECT t::text FROM {name} t")).all() for name in names]
        dump = "\n".join(row for table in rows for row in table)
    return dump.encode() + b"".join(bytes.fromhex(part.split('"')[0]) for part in dump.split("\\\\x")[1:])


def test_no_plaintext_in_the_database_file(district: DistrictFixture, tmp_path: Path) -> None:
    fill(district, FileStore(tmp_path / "files", district.store.vault, limit=1000, types=["pdf"]))
    found = bytes_at_rest(district.store)
    assert district.departments["LHSR"].name.encode() in found  # the search itself works
    names = (name for user, person in district.people.items() for name in (person.name, user, user.lower()))
    for canary in (*CANARIES, *names):
        assert canary.encode() not in found
        assert base64.b64encode(canary.encode())[:-4] not in found


def test_rotation_re_encrypts_every_column_and_frees_the_old_key(district: DistrictFixture, tmp_path: Path) -> None:
    fill(district, FileStore(tmp_path / "files", district.store.vault, limit=1000, types=["pdf"]))
    store = district.store
    store.vault = make_vault("k2", "k1")
    told: dict[str, int] = {}
    assert rotate(store, lambda name, count: told.update({name: count})) == sum(told.values()) > 0
    assert rotate(store) == 0
    assert set(told) == {f"{table.name}.{column.name}" for table, column in sealed_columns()}
    store.vault = make_vault("k2")
    with store.write() as session:
        ticket = tickets.by_id(session, 1)
        assert ticket is not None
        assert tickets.contact_of(store.vault, ticket).phone == CANARIES[1]
        assert tickets.source_of(store.vault, ticket) == CANARIES[2]
        found = persons.by_mobile(session, store.vault, CANARIES[1])
        assert found is not None
        assert persons.mobile_of(store.vault, found) == CANARIES[1]
        message = inbox.take(session, store.vault, inbox.first_of_each(session, NOON, 1)[0].row)
        assert message is not None
        assert message.payload == CANARIES[3].encode()
        assert taking.due(session, store.vault, NOON + timedelta(hours=1))[0].payload == {"body": CANARIES[4]}


def test_a_missing_old_key_stops_the_rotation_and_loses_nothing(district: DistrictFixture) -> None:
    district.filed()
    district.store.vault = make_vault("k2")
    with pytest.raises(VaultError, match="'k1', which is not in the ring"):
        rotate(district.store)
    district.store.vault = make_vault("k2", "k1")
    assert rotate(district.store) > 0


NEW, OLD = (Key(name, "aes-256-gcm", secret * 32) for name, secret in (("k2", b"2"), ("k1", b"1")))


def test_a_running_ring_takes_the_new_key_where_it_meets_it() -> None:
    """A rotation needs no restart: what another process sealed is read, and sealed with from then on."""
    running, token = Vault([OLD], INDEX), Vault([NEW, OLD], INDEX).seal("张三", "people:name")
    with pytest.raises(VaultError, match="not in the ring"):
        running.open(token, "people:name")
    running.read_again_by(lambda: Vault([NEW, OLD], INDEX))
    before = running.seal("李四", "people:name")
    assert running.open(token, "people:name") == "张三"
    assert running.current == "k2"
    assert running.seal("李四", "people:name").startswith("v1:k2:")
    assert running.open(before, "people:name") == "李四"


OTHERS = {
    "another index": Vault([NEW, OLD], b"x" * 32),
    "another key of the same name": Vault([NEW, Key("k1", "aes-256-gcm", b"9" * 32)], INDEX),
}


@pytest.mark.parametrize("file", OTHERS)
def test_keys_of_another_database_are_left(file: str) -> None:
    running, token = Vault([OLD], INDEX), Vault([NEW], INDEX).seal("张三", "people:name")
    running.read_again_by(lambda: OTHERS[file])
    with pytest.raises(VaultError, match="not in the ring"):
        running.open(token, "people:name")
    assert running.current == "k1"


def test_a_damaged_value_does_not_read_the_file_again_and_again() -> None:
    read: list[int] = []

    def again() -> Vault:
        read.append(1)
        raise OSError("the file is being written")

    running = Vault([OLD], INDEX)
    running.read_again_by(again)
    for number in range(100):
        with pytest.raises(VaultError):
            running.open(f"v1:none{number}:{'A' * 80}", "people:name")
    assert len(read) == 1
