"""`objection trace` on every fate of a message: sent, retried, held, superseded, given up, gone to somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.outbound import Lane
from bot.ports import Blame, PlatformError
from objection.tracing.trace_lines import lines, waiting
from regulation.states import Action
from scheduler.jobs import JOBS, Scheduler
from store.cases import tickets
from store.messages import inbox, message_trace
from store.messages.cause import caused_by
from store.messages.inbox_writer import InboxWriter
from store.messages.message_trace import Trace
from store.tables import InboxRow, OutboxRow
from tests.bot.district import PLATFORM
from tests.scheduler.fake_platform import times
from tests.scheduler.rig import OFFICER_A, OPERATOR, PROPOSER, Rig

BUSY = PlatformError("系统繁忙", retryable=True, code="-1")
GONE = PlatformError("不在可见范围", retryable=False, code="81013", blame=Blame.RECEIVER)
WRONG = PlatformError("卡片不对", retryable=False, code="41066")
REQUEST = "h" + "0123456789abcdef" * 2


def whom(person: int | None) -> str:
    return f"{person}号"


def told(found: Trace) -> str:
    return "\n".join(line.text for line in lines(found, whom))


def of_request(rig: Rig, asked: str = REQUEST) -> Trace:
    with rig.store.read() as session:
        return message_trace.of_request(session, asked)


def of_ticket(rig: Rig, number: str) -> Trace:
    with rig.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        return message_trace.of_ticket(session, ticket.id, number)


def left(rig: Rig, found: Trace) -> Sequence[str]:
    return waiting(found, whom, rig.now)


def posted(rig: Rig, user: str = PROPOSER, lane: Lane = Lane.TASK) -> None:
    with caused_by(REQUEST):
        rig.post(user, "你好", lane)


def test_sent_after_a_failure(rig: Rig) -> None:
    rig.platform.before = times(1, BUSY)
    posted(rig)
    rig.deliver()
    found = of_request(rig)
    (line,) = left(rig, found)
    again = rig.outbox()[0].next_at + timedelta(hours=8)
    assert "已试 1 次，-1 系统繁忙" in line
    assert line.endswith(f"下次 {again:%Y-%m-%d %H:%M:%S}")
    rig.later(minutes=1)
    rig.deliver()
    found = of_request(rig)
    assert "平台已接收，此前失败 1 次" in told(found)
    assert f"起因：回调 {REQUEST}" in told(found)
    assert left(rig, found) == []


def test_held_by_the_rate_limit(small_rig: Rig) -> None:
    rig = small_rig
    rig.platform.pauses[PROPOSER] = timedelta(minutes=5)
    posted(rig)
    rig.deliver()
    (line,) = left(rig, of_request(rig))
    assert "平台限制发送频率，下次 2026-09-16 10:05:00" in line
    assert "已试" not in line, "nothing was tried"


def test_held_until_service_hours(small_rig: Rig) -> None:
    rig = small_rig
    rig.at("2026-09-19 周六 10:00")
    posted(rig, lane=Lane.REMINDER)
    rig.deliver()
    (line,) = left(rig, of_request(rig))
    assert "非服务时间" in line


def test_given_up(small_rig: Rig) -> None:
    rig = small_rig
    rig.platform.before = times(1, WRONG)
    posted(rig)
    rig.deliver()
    assert "没有送达，在发送台账里，等“重发”，试过 1 次：41066 卡片不对" in told(of_request(rig))


def test_superseded_by_the_next_step(rig: Rig) -> None:
    """The officer's task was not sent in time: the act of the next step withdraws it, and says so."""
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.act(number, Action.RECEIVE, OFFICER_A)
    found = of_ticket(rig, number)
    assert "没有发出：工单已到下一步，不再需要" in told(found)
    assert [step.action for step in found.steps] == ["提出异议", "收办", "平台核查无误", "转交", "签收"]


def test_the_next_person_of_the_ladder_belongs_to_the_same_request(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CLEAR_PLATFORM)
    rig.clear_messages()
    owner = {"department_id": rig.department(), "target": "responsible", "basis": "目录载明"}
    with caused_by(REQUEST):
        rig.act(number, Action.TRANSFER, OPERATOR, **owner)
    rig.platform.before = lambda user, _message: GONE if user == OFFICER_A else None
    rig.deliver()
    rig.deliver()
    found = of_request(rig)
    assert {message.cause for message in found.messages} == {REQUEST}
    assert [step.action for step in found.steps] == ["转交"]
    assert {"dead", "sent"} <= {message.state for message in found.messages}


def test_a_sweep_is_named_as_the_cause(small_rig: Rig) -> None:
    rig = small_rig
    rig.filed()
    rig.clear_messages()
    rig.at("2026-09-21 周一 09:00")
    scheduler = Scheduler(rig.deps)
    for job in JOBS:
        if job.name == "deadlines":
            scheduler._run_job(job)
    found = of_request(rig, "sweep:deadlines")
    assert "起因：定时任务“限期检查”" in told(found)


def test_a_callback_that_waits_and_one_that_was_given_up(rig: Rig) -> None:
    writer = InboxWriter(rig.store)
    for key in ("h1", "h2"):
        writer.put(PLATFORM, key, PROPOSER, b"{}", rig.now, f"70{key}")
    assert not writer.put(PLATFORM, "h1", PROPOSER, b"{}", rig.now)
    writer.close()
    with rig.store.write() as session:
        rows = {row.message_key: row.id for row in session.query(InboxRow)}
        inbox.mark_retry(session, rows["h1"], rig.now + timedelta(seconds=2), "OperationalError")
        inbox.mark_failed(session, rows["h2"], rig.now, "KeyError")
    first, second = of_request(rig, "70h1"), of_request(rig, "70h2")
    assert "平台共送来 2 次，只处理一次" in told(first)
    (line,) = left(rig, first)
    assert "尚未处理，已试 1 次（OperationalError），下次 2026-09-16 10:00:02" in line
    assert "处理失败（KeyError），没有作任何改动" in told(second)


def test_a_refused_act_is_found_by_its_ticket(small_rig: Rig) -> None:
    rig = small_rig
    number = rig.filed()
    rig.send_text(PROPOSER, f"收办 {number}")
    rig.deliver()
    found = of_ticket(rig, number)
    assert f"拒绝 {number}：不是该由此人办理的（NotYours），没有作任何改动，已说明原因" in told(found)
    assert [step.action for step in found.steps] == ["提出异议"]


def test_the_latest_of_an_account(rig: Rig) -> None:
    """What somebody sent and was sent, however their account is spelled; nothing of others."""
    rig.send_text(PROPOSER, "帮助")
    rig.post(PROPOSER, "你好")
    rig.post(OFFICER_A, "与你无关")
    rig.deliver()
    with rig.store.read() as session:
        found = message_trace.of_account(session, PLATFORM, PROPOSER)
        assert message_trace.of_account(session, PLATFORM, PROPOSER.upper()).callbacks == found.callbacks
        assert not message_trace.of_account(session, PLATFORM, "nobody")
    assert [callback.result for callback in found.callbacks] == ["answered"]
    assert {message.person_id for message in found.messages} == {rig.person(PROPOSER).id}
    assert len(found.messages) == 2


def test_a_callback_deleted_after_thirty_days(rig: Rig) -> None:
    """Its messages keep the id, and their steps are found by them."""
    rig.send_text(PROPOSER, "帮助")
    rig.deliver()
    (message,) = rig.outbox()
    with rig.store.write() as session:
        assert inbox.prune(session, rig.now + timedelta(days=1)) == 1
    found = of_request(rig, message.cause)
    assert not found.callbacks
    assert "应答 → " in told(found)


def test_a_message_of_an_older_release_names_no_cause(small_rig: Rig) -> None:
    rig = small_rig
    number = rig.filed()
    with rig.store.write() as session:
        session.execute(update(OutboxRow).values(cause=""))
    assert "起因没有记录（旧版本排入）" in told(of_ticket(rig, number))


@pytest.mark.parametrize("asked", ["", "h", "CN-20261122-0001", "message:0", "message:99999", "%", "7001"])
def test_what_was_never_received_is_empty(small_rig: Rig, asked: str) -> None:
    small_rig.post(PROPOSER, "你好")
    assert not of_request(small_rig, asked or "?")
