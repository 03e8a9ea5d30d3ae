"""M15: a closed period can be recounted byte for byte, whatever was done since; corrections are recorded."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from quality.closed_reports import NotOver, close, compiled, counted_again, draft, report_on
from quality.period import Period
from quality.report import Report
from quality.report_tables import xlsx_bytes
from regulation.decide import decide
from regulation.states import Action, Verdict
from store.cases import tickets
from store.engine.session import Store
from store.lists import report_source
from store.people import persons
from tests.days import day
from tests.quality.random_history import CIVIL, LAWS, SUPERVISOR, RandomHistory
from tests.store.district_fixture import make_vault

SEPTEMBER = Period(2026, 9)
FIRST = datetime(2026, 10, 9, 2, tzinfo=UTC)  # 周五, the first working day of October


@pytest.fixture
def history(store: Store) -> RandomHistory:
    found = RandomHistory(store, 3)
    found.run(900, hours=2.5)
    assert found.now < FIRST - timedelta(days=1)
    return found


def closed(history: RandomHistory, now: datetime = FIRST, days: int = 5) -> report_source.QualityReport:
    with history.store.write() as session:
        return close(session, SEPTEMBER, now, LAWS, days)


def test_a_closed_report_is_recounted_byte_for_byte(history: RandomHistory) -> None:
    row = closed(history)
    history.now = FIRST
    history.run(400)
    with history.store.write() as session:
        persons.upsert_department(session, code="CIV", name="改名后的民政局", kind="responsible")
    with history.store.read() as session:
        kept = report_source.latest(session, "2026-09")
        assert kept is not None
        assert counted_again(session, kept, LAWS) == kept.content == row.content
    assert hashlib.sha256(kept.content.encode()).hexdigest() == kept.sha256
    assert Report.read(kept.content).as_text() == kept.content
    assert xlsx_bytes(Report.read(kept.content)) == xlsx_bytes(Report.read(row.content))


def test_closing_again_without_corrections_changes_nothing(history: RandomHistory) -> None:
    row = closed(history)
    assert closed(history, FIRST + timedelta(hours=3)).version == row.version == 1


def test_a_draft_is_used_unless_something_was_added(history: RandomHistory) -> None:
    """It is counted while others write; a correction in between is not lost."""
    now = FIRST + timedelta(days=1)
    with history.store.read() as session:
        before = draft(session, SEPTEMBER, now, LAWS)
    _correct(history, now - timedelta(seconds=1))
    with history.store.write() as session:
        row = close(session, SEPTEMBER, now, LAWS, 5, before)
        again = draft(session, SEPTEMBER, now, LAWS)
        assert row.content == counted_again(session, row, LAWS) == again.report.as_text() != before.report.as_text()
        assert close(session, SEPTEMBER, now, LAWS, 5, again).version == row.version


def test_departments_may_reply_before_publication(history: RandomHistory) -> None:
    assert closed(history, days=5).publish_on == day("2026-10-15 周四")  # 2026-10-10 周六 is a working day


def test_a_running_period_can_not_be_closed(history: RandomHistory) -> None:
    with pytest.raises(NotOver), history.store.write() as session:
        close(session, SEPTEMBER, SEPTEMBER.end - timedelta(seconds=1), LAWS, 5)


def test_a_correction_makes_a_second_version_and_is_listed(history: RandomHistory) -> None:
    first = closed(history)
    number, kind, old = _correct(history, FIRST + timedelta(days=1))
    second = closed(history, FIRST + timedelta(days=2))
    assert (second.version, second.publish_on) == (2, first.publish_on)
    before, after = Report.read(first.content), Report.read(second.content)
    added = [line for line in after.corrections if line not in before.corrections]
    assert [(line.number, line.kind, line.old, line.counted) for line in added] == [(number, kind, old, True)]
    assert before.departments != after.departments
    with history.store.read() as session:
        assert counted_again(session, first, LAWS) == first.content
        assert counted_again(session, second, LAWS) == second.content
        october = compiled(session, SEPTEMBER.next(), FIRST + timedelta(days=3), LAWS)
        assert [(line.number, line.counted) for line in october.corrections if line.number == number] == [
            (number, False)
        ]


def _correct(history: RandomHistory, now: datetime) -> tuple[str, str, str]:
    """The supervising office corrects the verdict of one late reply in September."""
    with history.store.write() as session:
        for number in history.ids:
            ticket = tickets.get(session, number)
            assert ticket is not None
            for clock in ticket.clocks:
                known = clock.verdict is not None and clock.stopped_at and SEPTEMBER.holds(clock.stopped_at)
                if known and clock.department_id == CIVIL and ticket.outcome is None and clock.verdict != Verdict.VOID:
                    old, new = clock.verdict, Verdict.VOID
                    given = {
                        "start_seq": clock.start_seq,
                        "kind": clock.kind.value,
                        "department_id": CIVIL,
                        "verdict": new.value,
                        "reason": "平台停机，非部门责任",
                    }
                    law = LAWS.of(ticket)
                    decision = decide(ticket, Action.CORRECT_VERDICT, SUPERVISOR, now, law, given)
                    tickets.record(session, history.store.vault, ticket, decision, law)
                    return number, clock.kind.value, str(old)
    raise AssertionError("no verdict to correct: take another seed")


def test_a_tampered_history_is_detected(history: RandomHistory) -> None:
    row = closed(history)
    with history.store.write() as session:
        session.execute(text("DROP TRIGGER history_no_update"))
        session.execute(text("UPDATE history SET decision = replace(decision, '超期', '按时')"))
    with history.store.read() as session:
        assert counted_again(session, row, LAWS) != row.content


def test_a_closed_report_can_not_be_rewritten(database_url: str) -> None:
    store = Store(database_url, make_vault())
    with store.write() as session:
        close(session, SEPTEMBER, FIRST, LAWS, 5)
    for statement in ("UPDATE quality_reports SET content = '{}'", "DELETE FROM quality_reports"):
        with pytest.raises(DatabaseError, match="final"), store.write() as session:
            session.execute(text(statement))
    with store.read() as session:
        report, row = report_on(session, SEPTEMBER, FIRST, LAWS)
        assert row is not None
        assert (report.tickets, report.departments) == ([], [])
    store.close()
