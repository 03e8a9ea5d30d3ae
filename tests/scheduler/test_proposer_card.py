"""M5: the proposer's status card: always one current card with the holder and the expected date."""

from __future__ import annotations

from bot.ports import Blame, Capabilities, PlatformError
from regulation.states import Action
from tests.scheduler.fake_platform import Sent
from tests.scheduler.rig import (
    LEADER,
    OFFICER_A,
    OFFICER_B,
    OPERATOR,
    OPERATORS,
    PROPOSER,
    Rig,
)
from tests.scheduler.test_leader_copies import give_roles

GONE = PlatformError("not in the app's range", retryable=False, code="81013", blame=Blame.RECEIVER)


def accepted(rig: Rig) -> str:
    """The proposer has one card: the centre examines the objection."""
    number = rig.filed()
    rig.advance(number, Action.ACCEPT)
    rig.deliver()
    assert len(rig.platform.to(PROPOSER, number)) == 1
    rig.clear_messages()
    return number


def mine(rig: Rig) -> tuple[list[Sent], list[Sent]]:
    """New messages and updated cards of the proposer since the last call."""
    rig.deliver()
    found = (
        [sent for sent in rig.platform.arrived if sent.user == PROPOSER],
        [sent for sent in rig.platform.updated if sent.user == PROPOSER],
    )
    rig.clear_messages()
    return found


def owner(rig: Rig, code: str = "MKT") -> dict[str, object]:
    return {"department_id": rig.department(code), "target": "responsible", "basis": "目录载明"}


def test_one_card_kept_current_in_place(rig: Rig) -> None:
    """No update for the centre's internal step, one for the transfer; after a used code one new card, not two.

    签收 changes neither who holds it nor by when they answer: no new card for it, where the old one can't be redrawn.
    """
    number = accepted(rig)
    rig.act(number, Action.CLEAR_PLATFORM, OPERATOR)
    assert mine(rig) == ([], [])
    rig.act(number, Action.TRANSFER, OPERATOR, **owner(rig))
    fresh, redrawn = mine(rig)
    assert fresh == []
    assert len(redrawn) == 1
    assert all(words in redrawn[0].text for words in ("已转交责任部门", "区市场监管局", "2026-09-20 周日"))
    assert "已由" not in redrawn[0].text
    rig.act(number, Action.RECEIVE, OFFICER_A)
    fresh, redrawn = mine(rig)
    assert (fresh, redrawn) == ([], [])
    rig.act(number, Action.RETURN, OFFICER_A, basis="职责清单", suggested_department_id=rig.department("CIV"))
    fresh, redrawn = mine(rig)
    assert (len(fresh), redrawn) == (1, [])
    assert "正在重新确定责任部门" in fresh[0].text
    rig.act(number, Action.TRANSFER, OPERATOR, **owner(rig, "CIV"))
    fresh, redrawn = mine(rig)
    assert (fresh, len(redrawn)) == ([], 1)


def test_a_receipt_redraws_a_card_that_can_be(rig: Rig) -> None:
    """The transfer came as a new card: its code is unused."""
    number = accepted(rig)
    rig.later(hours=73)
    rig.advance_from(number, Action.CLEAR_PLATFORM, Action.TRANSFER)
    mine(rig)
    rig.act(number, Action.RECEIVE, OFFICER_A)
    fresh, redrawn = mine(rig)
    assert (fresh, len(redrawn)) == ([], 1)
    assert "责任部门已签收" in redrawn[0].text


def test_a_dispatch_is_not_shown_to_the_proposer(rig: Rig) -> None:
    """Dispatching within the department is not shown to the proposer."""
    number = accepted(rig)
    rig.advance_from(number, Action.CLEAR_PLATFORM, Action.RECEIVE)
    mine(rig)
    handler = rig.person("sun.li")
    rig.act(number, Action.DISPATCH, OFFICER_A, handler_id=handler.id, handler_department_id=handler.department_id)
    assert mine(rig) == ([], [])


def test_a_card_too_old_to_redraw_is_followed_by_a_new_one(rig: Rig) -> None:
    number = accepted(rig)
    rig.later(hours=73)
    rig.act(number, Action.CLEAR_PLATFORM, OPERATOR)
    rig.act(number, Action.TRANSFER, OPERATOR, **owner(rig))
    fresh, redrawn = mine(rig)
    assert (len(fresh), redrawn) == (1, [])
    assert "已转交责任部门" in fresh[0].text


def test_without_card_updates_a_message_is_sent(rig: Rig) -> None:
    rig.platform.capabilities = Capabilities(update=False)
    number = accepted(rig)
    rig.act(number, Action.CLEAR_PLATFORM, OPERATOR)
    rig.act(number, Action.TRANSFER, OPERATOR, **owner(rig))
    fresh, redrawn = mine(rig)
    assert (len(fresh), redrawn) == (1, [])


def transferred(rig: Rig) -> str:
    number = rig.filed()
    rig.advance(number, Action.CLEAR_PLATFORM)
    rig.clear_messages()
    rig.act(number, Action.TRANSFER, OPERATOR, **owner(rig))
    return number


def test_an_unreachable_officers_task_is_escalated_at_once(rig: Rig) -> None:
    """M7: A has left the app; B has the task within the same minute, at night too, and the leader where B has left."""
    rig.at("2026-09-16 周三 21:00")
    rig.platform.before = lambda user, message: GONE if user == OFFICER_A else None
    number = transferred(rig)
    rig.deliver()
    assert rig.platform.to(OFFICER_B, number, "签收")
    rig.platform.before = lambda user, message: GONE if user in (OFFICER_A, OFFICER_B) else None
    other = transferred(rig)
    rig.deliver()
    assert rig.platform.to(LEADER, other, "催办")
    assert not rig.platform.to(LEADER, number)


def test_an_unreachable_department_comes_back_to_the_centre(rig: Rig) -> None:
    rig.platform.before = lambda user, message: GONE if user in (OFFICER_A, OFFICER_B, LEADER) else None
    number = transferred(rig)
    rig.deliver()
    assert all(rig.platform.to(operator, number, "待签收") for operator in OPERATORS)


def test_who_has_no_account_is_skipped_at_once(rig: Rig) -> None:
    with rig.store.write() as session:
        from store.tables import Account

        session.query(Account).filter_by(user_key=OFFICER_A).delete()
    number = transferred(rig)
    rig.deliver()
    assert rig.platform.to(OFFICER_B, number, "签收")


def test_tasks_are_sent_outside_service_hours(rig: Rig) -> None:
    """A statutory clock starts with it: the night before a holiday is no excuse."""
    rig.at("2026-09-30 周三 23:50")
    number = transferred(rig)
    rig.deliver()
    assert rig.platform.to(OFFICER_A, number, "签收")


def test_a_pending_task_follows_a_change_of_officers(rig: Rig) -> None:
    """The roster at that time counts: the B officer after half a working day gets it, not a former one."""
    number = transferred(rig)
    give_roles(rig, OFFICER_B, "proposer")
    give_roles(rig, "sun.li", "officer-b")
    rig.clear_messages()
    rig.later(hours=4)
    rig.run()
    assert rig.platform.to("sun.li", number, "签收")
    assert not rig.platform.to(OFFICER_B, number)
