"""While the proposer is asked to cooperate or consent, the department's limit rests; what was left goes on (G4, G7).

All of it is an own rule: the text sets no limit to the proposer and says nothing of the department's meanwhile.
"""

from __future__ import annotations

from datetime import date

from regulation import joint_handling, statutory_clocks, telling
from regulation.decision import ClockAct
from regulation.refusals import NotAllowedNow
from regulation.states import ClockKind, State, Track
from regulation.step import Condition, Step

OF_PROPOSER = (ClockKind.COOPERATE, ClockKind.CONSENT)


def ask_to_cooperate(step: Step) -> None:
    _received(step)
    step.change(asked_to_cooperate=True)
    telling.to_tell(step)


def cooperated(step: Step) -> None:
    """The first cooperation of a round starts the reply limit anew; a later one lets it go on with what was left."""
    telling.by_acting(step)
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.REPLY):  # it went on after the silence
        statutory_clocks.suspend(step, clock)
    step.change(asked_to_cooperate=False, cooperations=step.case.cooperations + 1)
    if step.case.cooperations:
        resume(step, ClockKind.REPLY)
    else:
        statutory_clocks.start(step, ClockKind.REPLY)
        joint_handling.start_with_lead(step, ClockKind.REPLY)


def go_on_replying(step: Step) -> None:
    resume(step, ClockKind.REPLY)


def ask_for_special(step: Step) -> None:
    rest_for_special(step)
    telling.to_tell(step)


def rest_for_special(step: Step) -> None:
    """The department's limits rest while an application is decided: by the proposer, or ex officio by the centre."""
    _received(step)
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.REPAIR):
        statutory_clocks.suspend(step, clock)
    joint_handling.stop_with_lead(step)
    step.change(specials=step.case.specials + 1)


def ask_for_special_again(step: Step) -> None:
    """The department's limit runs on until the centre decides."""
    step.change(special_pending=True, pending_by=step.actor.person_id)
    statutory_clocks.start(step, ClockKind.JUDGE, reason="special")


def approve_special(step: Step) -> None:
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.REPLY):
        statutory_clocks.stop(step, clock)
    release_proposer(step)
    _decided(step)
    ask_for_special(step)


def approve_ex_officio(step: Step) -> None:
    """Nobody to consent: two persons of the centre decide in the proposer's place."""
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.REPLY):
        statutory_clocks.stop(step, clock)
    _decided(step)
    rest_for_special(step)


def refuse_ex_officio(step: Step) -> None:
    """The data must be repaired: what is left of the limit goes on, in the same round."""
    step.change(result=None, confirmed_by=0)
    resume(step, ClockKind.REPAIR)


def refuse_second_special(step: Step) -> None:
    _decided(step)


def go_on_repairing(step: Step) -> None:
    """No consent: what is left of the repair limit, or the whole of it where none was running."""
    telling.by_acting(step)
    resume(step, ClockKind.REPAIR)


def lapse_consent(step: Step) -> None:
    step.change(special_lapses=step.case.special_lapses + 1)
    resume(step, ClockKind.REPAIR)


def resume(step: Step, kind: ClockKind) -> None:
    """What is left of the department's limit, with the related departments' parts inside it (M6)."""
    statutory_clocks.resume(step, kind)
    with_parts(step, kind)


def with_parts(step: Step, kind: ClockKind) -> None:
    """The parts inside a limit that this act started, or let run on the same day (M6).

    After a pause the department names a new date (P5).
    """
    if kind is ClockKind.REPAIR and step.given.get("expected_on") is None:
        step.change(promised_on=None)
    begun = next((op for op in step.clock_ops if op.act is ClockAct.START and op.kind is kind), None)
    if begun is not None:
        joint_handling.start_with_lead(step, kind, begun.fields["total_days"])
    for op in step.clock_ops:
        if op.act is ClockAct.REOPEN and op.kind is kind:
            lead = next(clock for clock in step.case.clocks if op.names(clock))
            joint_handling.run_on_with_lead(step, lead, date.fromisoformat(op.fields["due_on"]))


def release_proposer(step: Step) -> None:
    """A department that replies after all no longer waits for the proposer."""
    statutory_clocks.release_all(step, *OF_PROPOSER)
    if step.case.state in (State.COOPERATING, State.CONSENTING):
        telling.nothing_more(step)
    if step.case.asked_to_cooperate:
        step.change(asked_to_cooperate=False)


def _decided(step: Step) -> None:
    step.change(special_pending=False)
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.JUDGE):
        if clock.reason == "special":
            statutory_clocks.stop(step, clock)


def _received(step: Step) -> None:
    if step.case.received_at is None:
        step.change(received_at=step.now)


PRESENT = Condition("提出方未撤回", lambda step: not step.case.ex_officio)
EX_OFFICIO = Condition("依职权办理", lambda step: step.case.ex_officio)
FIRST_SPECIAL = Condition("区级工单，本轮首次申请特例", lambda step: _decided_here(step) and step.case.specials == 0)
SPECIAL_AGAIN = Condition("区级工单，本轮再次申请特例", lambda step: _decided_here(step) and step.case.specials > 0)


def _decided_here(step: Step) -> bool:
    """The city's orders have no proposer to ask (M8)."""
    return step.case.track is Track.DISTRICT


def no_special_pending(step: Step) -> None:
    if step.case.special_pending:
        raise NotAllowedNow("再次申请特例正在等待区大数据中心批准。", clause="G7")
    if step.case.specials and step.case.pending:
        raise NotAllowedNow("延期申请正在等待批准，请待批准或者不批准后再申请特例。", clause="G7")


def special_pending(step: Step) -> None:
    if not step.case.special_pending:
        raise NotAllowedNow("没有等待批准的特例申请。", clause="G7")


def proposer_present(step: Step) -> None:
    if step.case.ex_officio:
        raise NotAllowedNow("提出方已撤回，工单依职权继续办理，不能再请其配合。", clause="P9")
    if step.case.track is Track.CITY_ISSUED:
        raise NotAllowedNow("市级下发的工单没有可以请其配合的提出方，请直接答复。", clause="M8")


def still_asked(step: Step) -> None:
    if not step.case.asked_to_cooperate:
        raise NotAllowedNow("目前没有需要您配合的事项。", clause="G4")


def did_not_cooperate(step: Step) -> None:
    """Only after the limit to cooperate has passed in silence, and where no fault was found that must be repaired."""
    if not step.case.asked_to_cooperate:
        raise NotAllowedNow("提出方没有逾期未配合的事项，不能以未配合终止。", clause="G4")
    if step.case.fault_found:
        raise NotAllowedNow("数据问题已经查实，修正责任不因提出方未配合而终止。", clause="M13")


def consent_lapsed_twice(step: Step) -> None:
    wanted = step.law.rulebook.policy.special_lapses_before_end
    if step.case.special_lapses < wanted:
        raise NotAllowedNow(f"提出方{wanted}次逾期未答复特例申请后，方可以特例未获回应结束。", clause="G7")
