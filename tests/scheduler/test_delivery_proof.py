"""M14: a press on a card by whom it was sent to proves its delivery, whatever the platform answered."""

from __future__ import annotations

import pytest

from bot.ports import PlatformError
from regulation.states import Action, ClockKind, State, Verdict
from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import CircuitBreaker
from scheduler.delivery.record_outcome import record_outcome
from store.messages.delivery_proof import BY_PRESS, BY_READING
from tests.days import day
from tests.scheduler.deliver_once import due
from tests.scheduler.fake_platform import Sent
from tests.scheduler.rig import DIRECTOR, OPERATOR, PROPOSER, Rig
from tests.web.test_files_and_archive import Browser

CUT = PlatformError("connection lost", retryable=True, sent_unknown=True)
BUSY = PlatformError("busy", retryable=True, code="-1")
DOWN = PlatformError("connection refused", retryable=True, code="")


def cut_to(rig: Rig, user: str) -> None:
    """What is sent to this person arrives, and the platform's answer is lost."""
    rig.platform.after = lambda to, _message: CUT if to == user else None


def newest(rig: Rig, user: str) -> Sent:
    return [sent for sent in rig.platform.arrived if sent.user == user][-1]


def untold_result(rig: Rig) -> str:
    """The result has arrived at the proposer; its answer was lost, and nothing gets through any more."""
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    rig.deliver()
    cut_to(rig, PROPOSER)
    rig.act(number, Action.NOTIFY, OPERATOR)
    rig.deliver()
    rig.platform.before = lambda _user, _message: DOWN
    ticket = rig.ticket(number)
    assert (ticket.state, ticket.to_tell) == (State.NOTIFYING, Action.NOTIFY)
    return number


def assert_told(rig: Rig, number: str, moment: str) -> None:
    ticket = rig.ticket(number)
    notice = next(clock for clock in ticket.clocks if clock.kind is ClockKind.NOTICE)
    assert (ticket.state, ticket.to_tell) == (State.CONFIRMING, "")
    assert (notice.verdict, notice.stopped_at) == (Verdict.IN_TIME, rig.at(moment))


def test_a_press_on_the_result_tells_it(rig: Rig) -> None:
    """At the instant of the press, and before what was pressed: 不认可 only opens a question."""
    number = untold_result(rig)
    rig.at("2026-09-16 周三 15:00")
    rig.press(PROPOSER, "不认可", newest(rig, PROPOSER))
    assert_told(rig, number, "2026-09-16 周三 15:00")
    (row,) = rig.outbox(lane=0, generation=rig.ticket(number).seq - 1)
    assert (row.state, row.sent_at, row.reason, row.payload_sealed) == ("sent", rig.now, BY_PRESS, b"")


def test_what_was_pressed_is_not_sent_again(rig: Rig) -> None:
    number = untold_result(rig)
    rig.press(PROPOSER, "已阅", newest(rig, PROPOSER))
    rig.platform.before = rig.platform.after = lambda _user, _message: None
    rig.later(days=1)
    rig.deliver()
    assert rig.platform.repeats == []
    (row,) = rig.outbox(lane=0, ticket_id=rig.ticket(number).id, reason=BY_PRESS)
    assert (row.state, row.attempts) == ("read", 1)


def test_a_refused_press_is_a_proof_as_well(rig: Rig) -> None:
    """The refusal undoes what the press began, not that the message arrived."""
    number = untold_result(rig)
    rig.at("2026-09-16 周三 15:00")
    card = newest(rig, PROPOSER)
    card.message["template_card"]["button_list"][0]["key"] = f"收办 {number}"
    rig.press(PROPOSER, card.message["template_card"]["button_list"][0]["text"], card)
    assert_told(rig, number, "2026-09-16 周三 15:00")


def test_a_press_by_somebody_else_proves_nothing(rig: Rig) -> None:
    number = untold_result(rig)
    for other in (OPERATOR, DIRECTOR):
        rig.press(other, "不认可", newest(rig, PROPOSER))
    assert rig.ticket(number).to_tell == Action.NOTIFY


def test_an_older_card_tells_nothing_of_a_newer_notice(rig: Rig) -> None:
    cut_to(rig, PROPOSER)
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    rig.deliver()
    card = newest(rig, PROPOSER)
    rig.platform.before = lambda _user, _message: DOWN
    rig.act(number, Action.NOTIFY, OPERATOR)
    rig.deliver()
    rig.press(PROPOSER, card.message["template_card"]["action_menu"]["action_list"][0]["text"], card)
    assert rig.outbox(reason=BY_PRESS)
    assert rig.ticket(number).to_tell == Action.NOTIFY


def test_a_press_while_the_answer_is_under_way(rig: Rig) -> None:
    """The lost answer is recorded after the press: it brings the message back neither to the queue nor to unread."""
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    rig.deliver()
    rig.act(number, Action.NOTIFY, OPERATOR)
    breaker = CircuitBreaker()
    for failure in (CUT, None):
        rig.later(seconds=30)
        rig.platform.after = lambda _user, _message, failure=failure: failure  # type: ignore[misc]
        parcels = due(rig.deps, rig.now)
        outcomes = [attempt(rig.deps, parcel, rig.now) for parcel in parcels]
        if failure is not None:
            rig.press(PROPOSER, "已阅", newest(rig, PROPOSER))
        for outcome in outcomes:
            record_outcome(rig.deps, outcome, breaker, rig.now)
    notice = next(row for row in rig.outbox(ticket_id=rig.ticket(number).id, lane=0) if row.read_at is not None)
    assert notice.state == "read"
    assert rig.ticket(number).state is State.CONFIRMING


def test_the_pressed_card_is_redrawn(rig: Rig) -> None:
    """Without a record of it, the card of whoever acted kept its buttons."""
    cut_to(rig, OPERATOR)
    number = rig.filed()
    rig.deliver()
    card = newest(rig, OPERATOR)
    rig.press(OPERATOR, "收办", card)
    rig.platform.after = lambda _user, _message: None
    rig.later(seconds=30)
    rig.deliver()
    assert rig.ticket(number).state is State.CHECKING
    assert [sent.message["template_card"]["task_id"] for sent in rig.platform.updated if sent.user == OPERATOR] == [
        card.key
    ]
    assert [sent.key for sent in rig.platform.arrived].count(card.key) == 1
    (row,) = rig.outbox(reason=BY_PRESS)
    assert row.state == "sent"


def test_a_superseded_card_that_had_arrived(rig: Rig) -> None:
    """A colleague was faster: the message was withdrawn unconfirmed, and the press shows that it had arrived."""
    cut_to(rig, DIRECTOR)
    number = rig.filed()
    rig.deliver()
    card = newest(rig, DIRECTOR)
    rig.act(number, Action.ACCEPT, OPERATOR)
    person = rig.person(DIRECTOR).id
    assert rig.outbox(person_id=person, generation=1)[0].state == "superseded"
    rig.platform.after = lambda _user, _message: None
    rig.press(DIRECTOR, "收办", card)
    rig.deliver()
    row = rig.outbox(person_id=person, generation=1)[0]
    assert (row.state, row.reason) == ("sent", BY_PRESS)
    assert any("已由李娜" in sent.text for sent in rig.platform.updated if sent.user == DIRECTOR)


@pytest.mark.parametrize("by_page", [False, True])
def test_who_has_read_a_result_has_been_told(rig: Rig, by_page: bool) -> None:
    """By the page behind its link, or by the word 已阅."""
    number = untold_result(rig)
    rig.at("2026-09-16 周三 15:00")
    if by_page:
        assert Browser(rig, OPERATOR).gets(f"/t/{number}")[0] == 200
        assert rig.ticket(number).to_tell == Action.NOTIFY
        assert Browser(rig, PROPOSER).gets(f"/t/{number}")[0] == 200
    else:
        rig.send_text(PROPOSER, f"已阅 {number}")
    assert_told(rig, number, "2026-09-16 周三 15:00")
    (row,) = rig.outbox(reason=BY_READING)
    assert (row.state, row.read_at, row.sent_at) == ("read", rig.now, rig.now)


def test_the_number_of_a_notice_in_words_is_a_press(rig: Rig) -> None:
    """Where the platform shows no buttons, its number is typed."""
    rig.platform.dialect = "wecom_text"
    number = untold_result(rig)
    rig.at("2026-09-16 周三 15:00")
    lines = newest(rig, PROPOSER).message["text"]["content"].split("\n")
    line = next(line for line in lines if line.endswith(". 不认可"))
    rig.send_text(PROPOSER, line.partition(".")[0].strip())
    assert_told(rig, number, "2026-09-16 周三 15:00")


def test_a_supplement_limit_begins_with_the_press(rig: Rig) -> None:
    """P3: asked and arrived on Wednesday, opened on Thursday, the platform silent all the while."""
    cut_to(rig, PROPOSER)
    number = rig.filed()
    rig.act(number, Action.ASK_SUPPLEMENT, OPERATOR, other="请补充截图")
    rig.deliver()
    rig.platform.before = lambda _user, _message: BUSY
    assert rig.ticket(number).to_tell == Action.ASK_SUPPLEMENT
    rig.at("2026-09-17 周四 10:00")
    rig.press(PROPOSER, "补正", newest(rig, PROPOSER))
    assert rig.ticket(number).to_tell == ""
    clock = rig.clock_of(number)
    assert (clock.kind, clock.started_at, clock.due_on) == (ClockKind.SUPPLEMENT, rig.now, day("2026-09-21 周一"))
