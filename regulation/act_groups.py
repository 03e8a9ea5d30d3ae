"""Named groups of acts: what brings a case to a department, rejects a result, shows a fault, settles a notice."""

from __future__ import annotations

from collections.abc import Mapping

from regulation.states import Action, ClockKind

TO_DEPARTMENT = (Action.TRANSFER, Action.RULE)  # with which a case reaches a department (M11)
REJECTIONS = (Action.REJECT, Action.REJECT_BY_CENTRE)  # by the proposer, or by the centre in their place (P9)
STILL_FAULTY: Mapping[ClockKind, tuple[Action, ...]] = {  # in the round after a rejection: the fault was not repaired
    ClockKind.REPAIR: (Action.REPLY_REPAIR, Action.REFUSE_SPECIAL, Action.FINISH_REPAIR),
    ClockKind.PLATFORM_REPAIR: (Action.BLAME_PLATFORM,),
}
DEFINITE_REPLIES = (Action.REPLY_REPAIR, Action.REPLY_CORRECT, Action.REPLY_SPECIAL)  # whose data it is (P6)
REPLIES = (*DEFINITE_REPLIES, Action.REPLY_COOPERATE, Action.REPLY_PLATFORM)  # all that stop the reply limit (P6)
RESULTS = (  # whose texts are told with the result (M14)
    Action.FINISH_REPAIR, Action.FINISH_PLATFORM_REPAIR, Action.REPLY_CORRECT, Action.CITY_RESULT,
)  # fmt: skip
REPAIR_REPORTED = (Action.FINISH_REPAIR, Action.FINISH_PLATFORM_REPAIR)
FINDING_TAKEN_BACK = (Action.RETURN_REPLY, Action.CORRECT_CHECK)  # the promise that came with it falls away
NOTICE_SETTLED = (  # after these nobody waits for the result notice to be read (M14)
    Action.NOTIFY, Action.CONFIRM, Action.REJECT, Action.LAPSE_CONFIRMATION, Action.END_UNTOLD,
)  # fmt: skip
