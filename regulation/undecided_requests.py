"""A request that the case has left behind lapses: nobody can decide it any more (M12, G7; own rule)."""

from __future__ import annotations

from regulation import joint_handling, statutory_clocks
from regulation.state_groups import MAY_REPLY
from regulation.states import State
from regulation.step import Step

SPECIAL_DECIDED_IN = (*MAY_REPLY, State.REPAIRING)
JOINT_DECIDED_IN = (*MAY_REPLY, State.CONSENTING, State.REPAIRING)


def lapse(step: Step) -> None:
    """The centre's limit for it stops: late where its day had passed, not counted otherwise."""
    if step.law.rulebook.edition == 1 or step.row.source is None:
        return
    if step.after("special_pending") and step.row.to not in SPECIAL_DECIDED_IN:
        step.change(special_pending=False)
        statutory_clocks.release_requests(step, "special")
    if step.after("joint") == "requested" and step.row.to not in JOINT_DECIDED_IN:
        joint_handling.dissolve(step)
        statutory_clocks.release_requests(step, "joint")
