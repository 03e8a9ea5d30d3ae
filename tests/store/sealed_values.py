"""Fixture: values in every encrypted column of every table, and a search of all stored bytes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select

from regulation.states import Action
from store.cases import stored_drafts, tickets
from store.engine.columns import raw
from store.engine.session import Store
from store.files import attachments
from store.files.file_store import FileStore
from store.messages import held_cards, outbox
from store.messages.inbox_writer import InboxWriter
from store.people import former_names, persons
from store.people.former_names import Named
from store.privacy import own_data
from store.protection.key_rotation import sealed_columns
from store.protection.sealed_columns import context_of, filled
from store.readings import reading_lines
from store.readings.reading_lines import ReadBy, Reading, ReadingKind
from store.record import record_sealing
from store.tables import CardRow, Draft, InboxRow, OutboxRow, StepText
from store.upkeep import import_lists, operator_log
from store.vault import Vault
from tests.staff import upsert_person
from tests.store.district_fixture import CANARIES, NOON, DistrictFixture

TIMES = 3


def fill(district: DistrictFixture, folder: Path, times: int = TIMES) -> None:
    """Fails where an encrypted column was added and nothing here fills it."""
    file_store = FileStore(folder / "files", district.store.vault, limit=1000, types=["pdf"])
    with district.store.write() as session:
        former_names.keep(session, Named.PERSON, dict.fromkeys(range(times), CANARIES[0]), NOON)
    for number in range(times):
        district.advance(district.filed(), Action.REPLY_REPAIR)
        given_back(district)
        _talk(district, file_store, str(number))
    writer = InboxWriter(district.store)
    for number in range(times):
        writer.put("wecom", f"m{number}", f"user{number}", CANARIES[3].encode(), NOON)
    writer.close()
    with district.store.write() as session:
        for number in range(times):
            operator_log.note(session, operator_log.REVIVE, number, by=1, now=NOON, text=CANARIES[0])
    lengths = {place: len(values) for place, values in sealed(district.store).items()}
    assert min(lengths.values()) >= times, lengths


def given_back(district: DistrictFixture) -> None:
    """A department gives a case back, which opens a correction of the catalogue."""
    number = district.filed()
    district.advance(number, Action.TRANSFER)
    with district.store.write() as session:
        owner = persons.upsert_department(session, code="JT", name="区交通委员会", kind="responsible").id
    district.step(number, Action.RETURN, "LiSi", basis="权责清单第12项载明不属于本部门", suggested_department_id=owner)
    district.step(number, Action.TRANSFER, "ZhaoYun", department_id=owner, target="responsible", basis="按权责清单")


def _talk(district: DistrictFixture, file_store: FileStore, number: str) -> None:
    vault = district.store.vault
    with district.store.write() as session:
        person = upsert_person(
            session, vault, name=f"周{number}", department_id=district.departments["ZFB"].id,
            mobile=f"1390000000{number}", accounts={"wecom": f"zhou{number}"}, now=NOON,
        )  # fmt: skip
        draft = stored_drafts.start(
            session, vault, person_id=person.id, form="filing", form_version=1, now=NOON,
            answers={"records": CANARIES[3], "long": "长" * 20_000},
        )  # fmt: skip
        attachments.receive(
            session, vault, file_store, f"%PDF-1.4 {number}".encode(), person_id=person.id, name=f"{CANARIES[0]}.pdf",
            now=NOON, draft_id=draft.id,
        )  # fmt: skip
        outbox.enqueue(
            session, vault, dedupe=f"a{number}", platform="wecom", user=f"zhou{number}",
            payload={"body": CANARIES[4]}, lane=1, now=NOON,
        )  # fmt: skip
        held_cards.remember(
            session, vault, key=f"card{number}", platform="wecom", user="LiSi", sent_at=NOON,
            update_code=f"code{number}", update_until=NOON + timedelta(days=3),
        )  # fmt: skip
        told = import_lists.sealed(vault, [CANARIES[0]])
        import_lists.keep(session, "people", told, by="root", file="people.csv", now=NOON)
        stored_drafts.offer(session, person.id, {"1": f"查询 {CANARIES[0]}"}, NOON)
        own_data.ask(session, vault, person.id, CANARIES[3], NOON)
        for row, words in own_data.open_requests(session, vault):
            own_data.answer(session, vault, row, words, by=person.id, now=NOON)
        reading_lines.add(session, vault, [Reading(ReadingKind.PAGE, ReadBy("wecom", name=CANARIES[0]))], NOON)
    with district.store.write() as session:
        record_sealing.rotate(session, NOON)


def start_draft(store: Store) -> None:
    """Write a value with this store's key; who can't read names can do this."""
    with store.write() as session:
        stored_drafts.start(
            session, store.vault, person_id=1, form="filing", form_version=1, now=NOON, answers={"doubt": "错"}
        )


def sealed(store: Store) -> dict[str, list[str | bytes]]:
    """All encrypted values, by `table:column`."""
    with store.read() as session:
        return {
            f"{table.name}:{column.name}": list(session.scalars(select(raw(column)).where(filled(column))))
            for table, column in sealed_columns()
        }


def found_anywhere(store: Store, needle: str) -> list[str]:
    """Searches every column of every table in the database for a text or its bytes."""
    return [place for place, value in _everything(store) if needle.encode() in _bytes(value)]


def _everything(store: Store) -> Iterator[tuple[str, Any]]:
    found = MetaData()
    found.reflect(store.reading)
    with store.reading.connect() as connection:
        for table in found.sorted_tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings():
                yield from ((f"{table.name}.{name}", value) for name, value in row.items())


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def opens(store: Store, vault: Vault) -> None:
    """Every value decrypts with this key ring, and the product reads what it wrote."""
    store.vault = vault
    contexts = {f"{place[0].name}:{place[1].name}": context_of(place) for place in sealed_columns()}
    for name, values in sealed(store).items():
        context = contexts[name]
        for value in values:
            assert vault.open_bytes(value, context) if isinstance(value, bytes) else vault.open(value, context)
    with store.read() as session:
        ticket = tickets.by_id(session, 1)
        assert ticket is not None
        assert tickets.contact_of(vault, ticket).phone == CANARIES[1]
        assert tickets.source_of(vault, ticket) == CANARIES[2]
        told = {vault.open(text, "texts:sealed") for text in session.scalars(select(StepText.sealed))}
        assert {CANARIES[3], CANARIES[4]} <= told
        person = persons.by_mobile(session, vault, CANARIES[1])
        assert person is not None
        assert persons.mobile_of(vault, person) == CANARIES[1]
        draft = session.scalars(select(Draft)).first()
        assert draft is not None
        assert stored_drafts.answers(vault, draft)["records"] == CANARIES[3]
        card = session.scalars(select(CardRow.id).where(CardRow.key == "card1")).one()
        assert held_cards.live_code(session, vault, card, NOON) == "code1"
        messages = session.scalars(select(InboxRow.payload_sealed)).all()
        assert CANARIES[3].encode() in {vault.open_bytes(message, "inbox:payload_sealed") for message in messages}
        parcels = session.scalars(select(OutboxRow.payload_sealed)).all()
        assert any(CANARIES[4].encode() in vault.open_bytes(parcel, "outbox:payload_sealed") for parcel in parcels)
