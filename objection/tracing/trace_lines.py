"""The lines of a trace in the order of time: received, handled, acted, queued, sent, seen; and what waits and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from objection.tracing import reasons
from objection.tracing.reasons import Whom
from regulation.shanghai import SHANGHAI
from store.messages.message_trace import Trace, TracedCallback, TracedMessage, TracedStep


class Line(NamedTuple):
    """One event; `order` sorts those of one instant as they followed from each other."""

    at: datetime
    order: int
    text: str


def lines(trace: Trace, whom: Whom) -> Sequence[Line]:
    """What happened, the oldest first."""
    found = [
        *(line for callback in trace.callbacks for line in _of_callback(callback, whom)),
        *(
            Line(step.at, 2, f"步骤 {step.number} 第{step.seq}步 {step.action}（{step.role}，{whom(step.actor_id)}）")
            for step in trace.steps
        ),
        *(line for message in trace.messages for line in _of_message(message, whom)),
        *(_ended(message, trace.steps) for message in trace.messages if message.state in ("dead", "superseded")),
    ]
    return sorted(found, key=lambda line: line[:2])


def waiting(trace: Trace, whom: Whom, now: datetime) -> Sequence[str]:
    """What has not left or was not handled, why, and when it is tried next."""
    calls = [
        f"回调 {callback.request}：{reasons.came_of(callback)}，下次 {stamp(max(callback.next_at, now))}"
        for callback in trace.callbacks
        if callback.state == "received"
    ]
    unsent = [
        f"消息 {message.id} {reasons.title_of(message)} → {reasons.to(message, whom)}：{_waits(message, now)}"
        for message in trace.messages
        if message.state in ("pending", "sending")
    ]
    return [*calls, *unsent]


def stamp(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _waits(message: TracedMessage, now: datetime) -> str:
    told = reasons.waits(message, now)
    return f"{told}{stamp(message.next_at)}" if told.endswith("下次 ") else told


def _of_callback(callback: TracedCallback, whom: Whom) -> Iterator[Line]:
    again = f"，平台共送来 {callback.repeats + 1} 次，只处理一次" if callback.repeats else ""
    who = whom(callback.person_id) if callback.person_id else "通讯录以外的帐号"
    yield Line(callback.received_at, 0, f"收到回调 {callback.request}（{callback.platform}，{who}）{again}")
    if callback.done_at is not None:
        tries = f"，第 {callback.attempts + 1} 次成功" if callback.attempts and callback.state == "done" else ""
        yield Line(callback.done_at, 1, f"处理回调 {callback.request}：{reasons.came_of(callback)}{tries}")


def _of_message(message: TracedMessage, whom: Whom) -> Iterator[Line]:
    name = f"消息 {message.id}"
    yield Line(
        message.created_at,
        3,
        f"{name} 排入：{reasons.title_of(message)} → {reasons.to(message, whom)}（{message.platform}），"
        f"{reasons.cause_of(message)}",
    )
    if message.sent_at is not None:
        tries = f"，此前失败 {message.attempts} 次" if message.attempts else ""
        how = f"（{message.reason}）" if message.reason else ""
        yield Line(message.sent_at, 4, f"{name} 平台已接收{tries}{how}")
    if message.read_at is not None:
        yield Line(message.read_at, 5, f"{name} 收件人已阅")


def _ended(message: TracedMessage, steps: Iterable[TracedStep]) -> Line:
    """Given up at its last attempt; withdrawn by the next step of its ticket, where there was one."""
    what = "没有送达，在发送台账里，等“重发”" if message.state == "dead" else "没有发出"
    tries = f"，试过 {message.attempts} 次" if message.attempts else ""
    later = (step.at for step in steps if step.number == message.number and step.seq > message.seq)
    at = message.taken_at or min(later, default=message.created_at)
    return Line(at, 6, f"消息 {message.id} {what}{tries}：{reasons.why(message)}")
