"""M4: what was not archived is never erased; an erasure is announced 30 days before; the last closing counts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.tickets.perform import perform
from regulation.case import SYSTEM
from regulation.states import Action
from scheduler.deps import Retention
from scheduler.sweeps import retention, retention_warnings
from store.cases import history, who_acted
from store.protection import retention_lists
from store.tables import OutboxRow, Person
from tests.scheduler.announced_retention import archiving, sweep
from tests.scheduler.deliver_once import deliver
from tests.scheduler.rig import DIRECTOR, OFFICER_A, OPERATOR, PROPOSER, SUPERVISOR, Rig

# Closed on 2026-09-16: 730 days end on 2028-09-15 周五, 30 days before that is 2028-08-16 周三.
BEFORE, ANNOUNCING, LAST, PAST = (
    "2028-08-15 周二 10:00",
    "2028-08-16 周三 10:05",
    "2028-09-15 周五 09:00",
    "2028-09-18 周一 11:00",
)


def closed(rig: Rig) -> str:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    return number


def has_texts(rig: Rig, number: str) -> bool:
    with rig.store.read() as session:
        return bool(history.texts(session, rig.store.vault, rig.ticket(number)))


def by_hand(rig: Rig) -> Rig:
    """Without a folder for archives."""
    rig.deps = replace(rig.deps, retention=Retention(730))
    return rig


def received(rig: Rig, user: str) -> Sequence[str]:
    """The messages about retention that somebody was sent, as text."""
    deliver(rig.deps, rig.now)
    return [sent.text for sent in rig.platform.arrived if sent.user == user and "留存" in sent.text]


def run_jobs(rig: Rig) -> int:
    retention_warnings.sweep(rig.deps, rig.now)
    return retention.sweep(rig.deps, rig.now)


def test_what_was_not_archived_waits_and_the_centre_is_told_every_week(rig: Rig) -> None:
    number = closed(by_hand(rig))
    rig.at(ANNOUNCING)
    assert run_jobs(rig) == 0
    for when in (PAST, "2028-09-19 周二 11:00", "2028-09-25 周一 11:00"):
        rig.at(when)
        assert run_jobs(rig) == 0
    assert has_texts(rig, number)
    said = [words for words in received(rig, OPERATOR) if "待归档：1件工单到期未导出" in words]
    assert len(said) == 2
    assert number in said[0]


def test_after_the_export_it_is_erased(rig: Rig) -> None:
    number = closed(by_hand(rig))
    rig.at(ANNOUNCING)
    run_jobs(rig)
    with rig.store.write() as session:
        ticket = rig.ticket(number)
        retention_lists.note_archive(session, ticket.id, ticket.seq, way="page", sha256="0" * 64, now=rig.now)
    rig.at(PAST)
    assert run_jobs(rig) == 1
    assert not has_texts(rig, number)


def test_what_was_written_after_the_export_is_not_erased_unarchived(rig: Rig) -> None:
    number = closed(by_hand(rig))
    rig.at(ANNOUNCING)
    run_jobs(rig)
    with rig.store.write() as session:
        ticket = rig.ticket(number)
        retention_lists.note_archive(session, ticket.id, ticket.seq, way="page", sha256="0" * 64, now=rig.now)
    rig.act(number, Action.EVALUATE, PROPOSER, score=4, words="迟来的评价")
    rig.at(PAST)
    assert run_jobs(rig) == 0
    assert has_texts(rig, number)


def test_with_a_folder_it_is_exported_first_and_the_file_verifies(rig: Rig) -> None:
    number = closed(rig)
    rig.deps = archiving(rig)
    rig.at(ANNOUNCING)
    assert run_jobs(rig) == 0
    rig.at(PAST)
    assert run_jobs(rig) == 1
    (place,) = (rig.folder / "archives").glob("*.zip")
    assert place.name == f"{number}-009.zip"
    assert place.stat().st_mode & 0o777 == 0o600
    verifier = Path("archive/verify.py").resolve()
    done = subprocess.run([sys.executable, "-I", str(verifier), str(place)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    assert "地址为99号".encode() in place.read_bytes()


def test_a_second_archive_replaces_no_first(rig: Rig) -> None:
    """The first has what was erased since."""
    number = closed(rig)
    rig.at(PAST)
    assert sweep(rig) == 1
    rig.act(number, Action.EVALUATE, PROPOSER, score=4, words="迟来的评价")
    rig.later(days=1)
    assert sweep(rig) == 1
    assert sorted(place.name[-8:] for place in (rig.folder / "archives").iterdir()) == ["-009.zip", "-010.zip"]


def test_where_the_folder_cannot_be_written_nothing_is_erased(rig: Rig) -> None:
    number = closed(rig)
    (rig.folder / "archives").write_text("a file where the folder should be")
    rig.at(PAST)
    assert sweep(rig) == 0
    assert has_texts(rig, number)


def test_announced_30_days_before_to_the_centre_alone(rig: Rig) -> None:
    number = closed(by_hand(rig))
    rig.at(BEFORE)
    run_jobs(rig)
    assert received(rig, OPERATOR) == []
    rig.at(ANNOUNCING)
    run_jobs(rig)
    rig.later(hours=1)
    run_jobs(rig)
    for user in (OPERATOR, DIRECTOR):
        (said,) = received(rig, user)
        assert "个人信息留存：1件工单即将到期" in said
        assert number in said
        assert "其中1件还没有导出档案" in said
        assert "2028-09-15 周五起" in said
    assert not any(received(rig, user) for user in (PROPOSER, OFFICER_A, SUPERVISOR))


def test_administrators_are_told_how_many_without_numbers(rig: Rig) -> None:
    number = closed(by_hand(rig))
    with rig.store.write() as session:
        session.get_one(Person, rig.person(SUPERVISOR).id).roles = "administrator"
    rig.at(ANNOUNCING)
    run_jobs(rig)
    (said,) = received(rig, SUPERVISOR)
    assert "1件工单即将到期" in said
    assert number not in said


def test_nothing_is_erased_before_the_announcement_is_30_days_old(rig: Rig) -> None:
    """After an interruption, or on the day this rule came: announced today, erased in 30 days."""
    closed(rig)
    rig.deps = archiving(rig)
    rig.at("2028-10-09 周一 10:00")
    assert run_jobs(rig) == 0
    rig.at("2028-11-07 周二 10:00")
    assert run_jobs(rig) == 0
    rig.at("2028-11-08 周三 10:01")
    assert run_jobs(rig) == 1


def test_a_reopened_ticket_starts_its_time_anew(rig: Rig) -> None:
    """Retention counts from the last closing, and so does its announcement."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.deliver()
    rig.at("2026-09-25 周五 10:00")
    with rig.store.write() as session:
        perform(rig.stage(session), rig.ticket(number), Action.LAPSE_CONFIRMATION, SYSTEM)
    rig.deps = archiving(rig)
    rig.at("2028-08-28 周一 10:00")
    run_jobs(rig)
    assert len(received(rig, OPERATOR)) == 1
    rig.act(number, Action.REOPEN, DIRECTOR, reason="提出方来电说仍未改正")
    rig.act(number, Action.CONFIRM, PROPOSER)
    rig.at("2028-10-09 周一 10:00")
    assert run_jobs(rig) == 0
    rig.at("2030-07-30 周二 10:00")
    run_jobs(rig)
    assert len(received(rig, OPERATOR)) == 2
    rig.at("2030-08-29 周四 10:01")
    assert run_jobs(rig) == 1


def test_outside_service_hours_nobody_is_told(rig: Rig) -> None:
    closed(by_hand(rig))
    rig.at("2028-08-16 周三 22:00")
    run_jobs(rig)
    with rig.store.read() as session:
        assert session.query(OutboxRow).filter(OutboxRow.dedupe.startswith("retention")).count() == 0


def test_the_proposers_name_goes_and_that_of_the_office_stays(rig: Rig) -> None:
    """Who acted in office stays part of the act; the proposer's name is personal data."""
    number = closed(rig)
    rig.at(PAST)
    assert sweep(rig) == 1
    with rig.store.read() as session:
        ticket = rig.ticket(number)
        who = who_acted.of_ticket(session, rig.store.vault, ticket, history.lines(session, ticket))
    assert who[1].erased
    assert who[1].name == "提出方"
    assert {each.name for each in who.values()} == {"提出方", "李娜", "王芳"}
