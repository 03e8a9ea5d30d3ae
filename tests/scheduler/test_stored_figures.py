"""Gauges of the database: by lane, state and kind; doctor and the audit count the same."""

from __future__ import annotations

from bot.outbound import Lane
from doctor import stored_record
from regulation.states import Action, ClockKind
from scheduler import stored_figures
from scheduler.sweeps import auditor
from store.lists import overdue_limits, queue_sizes
from store.messages import inbox, outbox
from store.messages.inbox_writer import InboxWriter
from store.people import web_sessions
from store.tables import InboxRow
from tests.bot.district import PLATFORM
from tests.scheduler.deliver_once import due
from tests.scheduler.rig import OFFICER_A, PROPOSER, Rig

Values = dict[tuple[str, ...], float]


def figures(rig: Rig) -> Values:
    with rig.store.read() as session:
        families = list(stored_figures.collect(session, rig.now))
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def test_what_doctor_and_the_audit_count_is_what_is_shown(rig: Rig) -> None:
    rig.post(PROPOSER, "甲", Lane.TASK)
    rig.post(PROPOSER, "乙", Lane.DIGEST)
    (lost, _) = due(rig.deps, rig.now)
    writer = InboxWriter(rig.store)
    for key in ("h1", "h2"):
        writer.put(PLATFORM, key, PROPOSER, b"{}", rig.now)
    writer.close()
    with rig.store.write() as session:
        outbox.mark_dead(session, lost, "41066")
        first = session.query(InboxRow).filter_by(message_key="h1").one()
        inbox.mark_failed(session, first.id, rig.now, "KeyError")
    found = figures(rig)
    assert found["objection_outbox_messages", "task", "dead"] == 1
    assert found["objection_outbox_messages", "digest", "pending"] == 1
    assert found["objection_outbox_messages", "result", "dead"] == 0
    assert (found["objection_inbox_callbacks", "received"], found["objection_inbox_callbacks", "failed"]) == (1, 1)
    with rig.store.read() as session:
        finding = stored_record.undelivered(session)
    assert (finding.ok, finding.text) == (False, "1 条没有送达、1 条没有处理成，请中心运营处理")
    counted = auditor.inspect(rig.deps, rig.now)
    assert counted["消息处理失败"] == 1


def test_overdue_by_kind_counts_what_digests_name(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    assert figures(rig)["objection_overdue_limits", "reply"] == 0
    rig.later(days=30)
    with rig.store.read() as session:
        passed = overdue_limits.passed(session, rig.now)
        counts = overdue_limits.counts(session, rig.now)
    assert [limit.kind for limit in passed] == [ClockKind.REPLY]
    assert sum(counts.values()) == len(passed)
    assert figures(rig)["objection_overdue_limits", "reply"] == 1
    assert counts.keys() == set(ClockKind)


def test_the_margin_of_a_notice_that_has_not_left(rig: Rig) -> None:
    """Until the first limit of its case; nothing where every notice has left."""
    number = rig.filed()
    rig.clear_messages()
    assert ("objection_notice_margin_seconds",) not in figures(rig)
    rig.advance(number, Action.TRANSFER)
    limit = rig.clock_of(number).due_at
    rig.post(OFFICER_A, "与工单无关", Lane.TASK)
    assert figures(rig)["objection_notice_margin_seconds",] == (limit - rig.now).total_seconds()
    with rig.store.read() as session:
        assert queue_sizes.nearest_limit(session) == limit
    rig.clear_messages()
    assert ("objection_notice_margin_seconds",) not in figures(rig)


def test_open_sessions_and_tickets(rig: Rig) -> None:
    rig.filed()
    with rig.store.write() as session:
        web_sessions.begin(session, rig.person(PROPOSER).id, rig.now)
    found = figures(rig)
    assert found["objection_web_sessions",] == 1
    assert sum(value for (name, *_), value in found.items() if name == "objection_open_tickets") == 1
    rig.later(minutes=31)
    assert figures(rig)["objection_web_sessions",] == 0
