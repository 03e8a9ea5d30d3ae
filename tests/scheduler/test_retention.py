"""M4: retention: personal data of closed tickets is erased after its time; history, verdicts and reports verify."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from doctor.stored_record import tickets as doctor
from regulation.states import Action
from store.cases import history as told
from store.cases import stored_drafts, tickets
from store.files import attachments
from store.protection import erasures
from store.record_checks import row_check
from store.tables import Attachment, OutboxRow
from tests.scheduler.announced_retention import sweep
from tests.scheduler.rig import PROPOSER, Rig
from tests.stored_path import path_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR"
LONG_AFTER = "2028-10-09 周一 10:00"


def attach(rig: Rig, number: str, content: bytes) -> str:
    """A file of a ticket; returns its hash."""
    with rig.store.write() as session:
        row = attachments.receive(
            session,
            rig.store.vault,
            rig.deps.file_store,
            content,
            person_id=rig.person(PROPOSER).id,
            name="证件.png",
            now=rig.now,
            ticket_id=rig.ticket(number).id,
            seq=1,
        )
        return row.sha256


def closed(rig: Rig) -> str:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    return number


def words(rig: Rig, number: str) -> dict[tuple[int, str], str]:
    with rig.store.read() as session:
        return told.texts(session, rig.store.vault, rig.ticket(number))


def health_problems(rig: Rig) -> list[str]:
    return [finding.text for finding in doctor(rig.store, lambda _done, _total: None) if not finding.ok]


def test_contact_texts_and_files_are_erased_and_the_record_verifies(rig: Rig) -> None:
    number, other = closed(rig), rig.filed()
    own, shared = attach(rig, number, PNG + b"1"), attach(rig, number, PNG + b"2")
    assert attach(rig, other, PNG + b"2") == shared
    clocks = [(clock.kind, clock.due_on, clock.verdict) for clock in rig.ticket(number).clocks]
    rig.at(LONG_AFTER)
    assert sweep(rig) == 1
    assert words(rig, number) == {}
    assert tickets.contact_of(rig.store.vault, rig.ticket(number)).name == ""
    assert not path_of(rig.deps.file_store, own).exists()
    assert path_of(rig.deps.file_store, shared).exists()
    assert [(clock.kind, clock.due_on, clock.verdict) for clock in rig.ticket(number).clocks] == clocks
    assert words(rig, other) != {}
    assert health_problems(rig) == []
    found = [each for each in row_check.check_rows(rig.store) if "附件" in each.text]
    assert found == []  # files whose bytes are deleted are no finding


def test_erasure_is_idempotent_due_and_optional(rig: Rig) -> None:
    closed(rig)
    rig.later(days=729)
    assert sweep(rig) == 0
    rig.later(days=2)
    assert sweep(rig, 0) == 0
    rig.later(days=1)
    assert sweep(rig) == 1
    assert sweep(rig) == 0
    rig.later(days=1)
    assert sweep(rig) == 0


def test_later_texts_are_erased_too(rig: Rig) -> None:
    number = closed(rig)
    rig.at(LONG_AFTER)
    sweep(rig)
    rig.act(number, Action.EVALUATE, PROPOSER, score=4, words="迟来的评价，电话 13912345678")
    assert len(words(rig, number)) == 1
    rig.later(days=1)
    assert sweep(rig) == 1
    assert words(rig, number) == {}
    assert health_problems(rig) == []
    with rig.store.read() as session:
        assert len(erasures.of_ticket(session, rig.ticket(number).id)) == 2


def test_dead_letters_are_erased_too(rig: Rig) -> None:
    number = closed(rig)
    rig.at(LONG_AFTER)
    sweep(rig)
    with rig.store.read() as session:
        left = session.query(OutboxRow).filter_by(ticket_id=rig.ticket(number).id).all()
    assert {row.state for row in left} <= {"superseded", "sent", "read"}
    assert {row.payload_sealed for row in left if row.state == "superseded"} <= {b""}


def test_removed_files_are_deleted(rig: Rig) -> None:
    number = rig.filed()
    digest = attach(rig, number, PNG + b"3")
    with rig.store.write() as session:
        attachments.remove(session, session.query(Attachment).one())
    sweep(rig)
    assert not path_of(rig.deps.file_store, digest).exists()


def test_files_of_abandoned_drafts_are_deleted(rig: Rig) -> None:
    digest = attach(rig, rig.filed(), PNG + b"4")
    with rig.store.write() as session:
        person = rig.person(PROPOSER)
        draft = stored_drafts.start(
            session, rig.store.vault, person_id=person.id, form="filing", form_version=1, now=rig.now
        )
        row = session.query(Attachment).one()
        row.ticket_id, row.draft_id = None, draft.id
    sweep(rig)
    assert path_of(rig.deps.file_store, digest).exists()
    with rig.store.write() as session:
        stored_drafts.prune(session, rig.later(days=1))
    sweep(rig)
    assert not path_of(rig.deps.file_store, digest).exists()


@pytest.mark.parametrize("statement", ["UPDATE erasures SET rule = ''", "DELETE FROM erasures"])
def test_the_record_of_erasures_is_append_only(rig: Rig, statement: str) -> None:
    closed(rig)
    rig.at(LONG_AFTER)
    sweep(rig)
    with pytest.raises(DBAPIError, match="final"), rig.store.write() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE texts SET sealed = '', salt = '' WHERE ticket_id = 2 AND field = 'doubt'",
        "UPDATE tickets SET contact_sealed = '' WHERE id = 2",
    ],
)
def test_the_doctor_finds_erasures_without_a_record(rig: Rig, statement: str) -> None:
    closed(rig)
    rig.filed()
    rig.at(LONG_AFTER)
    sweep(rig)
    assert health_problems(rig) == []
    with rig.store.write() as session:
        session.execute(text(statement))
    (found,) = health_problems(rig)
    assert "没有匿名化的记录而已删去" in found


def test_an_altered_record_is_found(small_rig: Rig) -> None:
    closed(small_rig)
    small_rig.at(LONG_AFTER)
    sweep(small_rig)
    with small_rig.store.write() as session:
        session.execute(text("DROP TRIGGER erasures_no_update"))
        session.execute(text("UPDATE erasures SET rule = 'on request'"))
    assert any("匿名化的记录被改动" in found for found in health_problems(small_rig))
