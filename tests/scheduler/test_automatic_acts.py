"""P3, M14: automatic acts at the end of a limit, in service hours or not, each once."""

from __future__ import annotations

from regulation.states import Action, Outcome, State, Verdict
from tests.scheduler.rig import OPERATOR, OPERATORS, PROPOSER, Rig


def repaired(rig: Rig) -> str:
    """Reported repaired on Wednesday: the result is to be told by Thursday."""
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    rig.clear_messages()
    return number


def test_the_result_notice_is_sent_automatically_before_its_limit(rig: Rig) -> None:
    """M14: the result notice is sent within one working day, automatically where nobody has done it."""
    number = repaired(rig)
    rig.at("2026-09-17 周四 15:59")
    rig.run()
    assert rig.ticket(number).state is State.NOTIFYING
    rig.at("2026-09-17 周四 16:00")
    rig.run()
    ticket = rig.ticket(number)
    assert ticket.state is State.CONFIRMING
    assert next(clock.verdict for clock in ticket.clocks if clock.clause == "M14") is Verdict.IN_TIME
    assert len(rig.platform.to(PROPOSER, number)) == 1
    rig.run()
    assert len(rig.platform.to(PROPOSER, number)) == 1


def test_an_overdue_result_notice_is_still_sent(rig: Rig) -> None:
    """After a downtime on the last day."""
    number = repaired(rig)
    rig.at("2026-09-18 周五 07:00")
    rig.run()
    assert rig.ticket(number).state is State.CONFIRMING
    assert len(rig.platform.to(PROPOSER, number)) == 1


def test_a_manual_act_prevents_the_automatic_one(rig: Rig) -> None:
    number = repaired(rig)
    rig.at("2026-09-17 周四 15:58")
    rig.act(number, Action.NOTIFY, OPERATOR)
    rig.at("2026-09-17 周四 16:01")
    rig.run()
    assert rig.ticket(number).state is State.CONFIRMING
    assert len(rig.platform.to(PROPOSER, number)) == 1


def test_an_unanswered_supplement_lapses(rig: Rig) -> None:
    """P3: asked on Wednesday; three working days end on the make-up Sunday; then the centre decides."""
    number = rig.filed()
    rig.act(number, Action.ASK_SUPPLEMENT, OPERATOR, other="请补充截图")
    rig.clear_messages()
    rig.at("2026-09-20 周日 23:59")
    rig.run()
    assert rig.ticket(number).state is State.SUPPLEMENTING
    rig.at("2026-09-21 周一 00:00")
    rig.run()
    rig.run()
    assert rig.ticket(number).state is State.LAPSED
    assert {user for user in OPERATORS if rig.platform.to(user, number)} == set(OPERATORS)


def test_no_answer_is_not_a_confirmation(rig: Rig) -> None:
    """P9: the proposer says nothing until the district's own limit has passed."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.clear_messages()
    rig.at("2026-10-30 周五 10:00")
    rig.run()
    rig.run()
    assert rig.ticket(number).outcome is Outcome.UNCONFIRMED
    assert len(rig.platform.to(PROPOSER, number)) == 1


def test_a_failing_act_blocks_no_other(rig: Rig) -> None:
    """A ticket without its rulebook can't be decided; the other results are sent all the same."""
    broken, whole = repaired(rig), repaired(rig)
    with rig.store.write() as session:
        from store.tables import Ticket

        session.query(Ticket).filter_by(number=broken).update({"rulebook": "gone"})
    rig.at("2026-09-17 周四 16:00")
    rig.run()
    assert rig.ticket(broken).state is State.NOTIFYING
    assert rig.ticket(whole).state is State.CONFIRMING
