"""Related departments work inside the lead's own limit, and end before it (M6, M12)."""

from __future__ import annotations

from datetime import date

from regulation import statutory_clocks
from regulation.case import Clock
from regulation.refusals import BadValue
from regulation.shanghai import local_date
from regulation.states import ClockKind
from regulation.step import Step


def request(step: Step) -> None:
    related = step.given["related_ids"]
    if step.case.department_id in related:
        raise BadValue("关联部门：不能是责任部门自己。", field="related_ids", clause="M12")
    step.change(joint="requested", related_ids=related)


def approve(step: Step) -> None:
    """Each related department gets its own clock inside the one that runs."""
    step.change(joint="approved")
    lead = next(
        (clock for kind in statutory_clocks.LEADS if (clock := statutory_clocks.running(step.case, kind))), None
    )
    if lead is not None:
        left = step.law.calendar.between(step.today, lead.due_on)
        if left >= 1 or step.law.rulebook.edition == 1:  # after the lead's limit a part has none (own rule)
            _start_parts(step, left)


def dissolve(step: Step) -> None:
    step.change(joint="", related_ids=[])


def start_with_lead(step: Step, kind: ClockKind, days: int | None = None) -> None:
    """A new limit of the lead (LEADS), of so many days, brings new parts of the related departments."""
    if step.after("joint") == "approved":
        _start_parts(step, days or step.law.rulebook.limits[kind].days)


def stop_with_lead(step: Step) -> None:
    """Parts still open when the lead's limit stops are released: the lead's reply is for the whole case."""
    for part in statutory_clocks.open_clocks(step.case, ClockKind.JOINT):
        statutory_clocks.release(step, part)


def run_on_with_lead(step: Step, lead: Clock, due_on: date) -> None:
    """The lead's limit runs on until this day: so do the parts that had stopped with it; one for each phase."""
    left = step.law.calendar.between(step.today, due_on)
    for department_id in step.after("related_ids") if step.after("joint") == "approved" else ():
        part = _part_of(step, lead, department_id)
        if part is None and left >= 1:
            _start_part(step, left, department_id)
        elif part is not None and part.stopped_at == lead.stopped_at:  # else it was finished before
            statutory_clocks.reopen(step, part, returned=True, latest=due_on)


def _part_of(step: Step, lead: Clock, department_id: int) -> Clock | None:
    """The last part of this department inside a limit of the lead that has stopped."""
    parts = [one for one in step.case.clocks if (one.kind, one.department_id) == (ClockKind.JOINT, department_id)]
    ended = [(one.stopped_at, one) for one in parts if one.start_seq >= lead.start_seq]
    return next((one for at, one in reversed(ended) if at and lead.stopped_at and at <= lead.stopped_at), None)


def extend_with_lead(step: Step, lead: Clock, due_on: date) -> None:
    """Parts still open and not yet missed follow the lead's longer limit."""
    for part in statutory_clocks.open_clocks(step.case, ClockKind.JOINT):
        inside = step.law.calendar.between(local_date(part.started_at), due_on) - _margin(step)
        if inside > part.total_days:
            statutory_clocks.extend(step, part, inside, lead.reason)


def _start_parts(step: Step, days: int) -> None:
    for department_id in step.after("related_ids"):
        _start_part(step, days, department_id)


def _start_part(step: Step, days: int, department_id: int) -> None:
    statutory_clocks.start(step, ClockKind.JOINT, max(1, days - _margin(step)), department_id=department_id)


def _margin(step: Step) -> int:
    return step.law.rulebook.policy.joint_lead_days


def ask(step: Step) -> None:
    """The department states that the data is fused, whatever the catalogue says; the centre decides (M12, own rule)."""
    request(step)
    statutory_clocks.start(step, ClockKind.JUDGE, reason="joint")


def grant(step: Step) -> None:
    approve(step)
    _decided(step)


def deny(step: Step) -> None:
    dissolve(step)
    _decided(step)


def _decided(step: Step) -> None:
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.JUDGE):
        if clock.reason == "joint":
            statutory_clocks.stop(step, clock)
