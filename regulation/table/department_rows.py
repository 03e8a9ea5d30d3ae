"""Chapter 部门核实与修正: replies, special cases, joint handling, repair (M6, M7, M12, M13, G4, G7, P5-P8)."""

from __future__ import annotations

from regulation import act_inputs as inputs
from regulation import conditions as c
from regulation import effects, expected_date, extension, joint_handling, telling, two_persons
from regulation import returned_reply as returned
from regulation import suspended_limits as rest
from regulation.state_groups import HELD_OPEN, LEADING, MAY_REPLY, TO_REPLY, WITH_DEPARTMENT
from regulation.states import Action, ClockKind, Outcome, Result, State
from regulation.step import Transition, both
from regulation.table.row_builder import (
    CENTRE,
    DEPARTMENT,
    OFFICER,
    PROPOSER,
    RELATED,
    STAYS,
    SUPERVISOR,
    SYSTEM,
    rows,
)
from regulation.undecided_requests import JOINT_DECIDED_IN, SPECIAL_DECIDED_IN

A, K, S = Action, ClockKind, State

# fmt: off
ROWS: tuple[Transition, ...] = (
    # 签收、转派 (M6, M7)
    *rows(S.DISPATCHED, A.RECEIVE, S.VERIFYING, DEPARTMENT, "M6", then=effects.receive),
    *rows(WITH_DEPARTMENT, A.DISPATCH, STAYS, OFFICER, "M7", needs=inputs.HANDLER, then=effects.dispatch),
    *rows(WITH_DEPARTMENT, A.TAKE_BACK, STAYS, DEPARTMENT, "M7", guards=(c.handed_on,), then=effects.take_back),
    # 核实与答复 (M13, G4, G7, P5, P6)
    *rows((*MAY_REPLY, S.CONSENTING), A.REPLY_REPAIR, S.REPAIRING, DEPARTMENT, "P5", needs=inputs.REPLY_REPAIR,
          stops=K.REPLY, starts=K.REPAIR, flag="set", then=effects.reply_repair, before=2),
    *rows(MAY_REPLY, A.REPLY_REPAIR, S.REPAIRING, DEPARTMENT, "P5", needs=inputs.REPLY_REPAIR,
          stops=K.REPLY, starts=K.REPAIR, flag="set",
          then=both(effects.promise, effects.find_fault, rest.release_proposer), since=2),
    *rows(S.CONSENTING, A.REPLY_REPAIR, S.REPAIRING, DEPARTMENT, "P5", needs=inputs.REPLY_REPAIR, flag="set",
          then=both(effects.find_fault, rest.release_proposer, rest.go_on_repairing, effects.promise), since=2),
    *rows(MAY_REPLY, A.REPLY_CORRECT, S.NOTIFYING, DEPARTMENT, "P6", needs=inputs.REPLY_CORRECT,
          stops=K.REPLY, starts=K.NOTICE, result=Result.CORRECT, then=effects.receive, before=2),
    *rows(MAY_REPLY, A.REPLY_CORRECT, S.NOTIFYING, DEPARTMENT, "P6", needs=inputs.REPLY_CORRECT,
          stops=K.REPLY, starts=K.NOTICE, result=Result.CORRECT,
          then=both(effects.receive, rest.release_proposer), since=2),
    *rows(TO_REPLY, A.REPLY_COOPERATE, S.COOPERATING, DEPARTMENT, "G4",
          needs=inputs.REPLY_COOPERATE, stops=K.REPLY, then=effects.receive, before=2),
    *rows(TO_REPLY, A.REPLY_COOPERATE, S.COOPERATING, DEPARTMENT, "G4", needs=inputs.REPLY_COOPERATE,
          guards=(rest.proposer_present,), stops=K.REPLY, then=rest.ask_to_cooperate, since=2),
    *rows(S.COOPERATING, A.COOPERATE, S.VERIFYING, PROPOSER, "G4", needs=inputs.COOPERATION, starts=K.REPLY, before=2),
    *rows(S.COOPERATING, A.COOPERATE, S.VERIFYING, PROPOSER, "G4", needs=inputs.COOPERATION,
          stops=K.COOPERATE, then=rest.cooperated, since=2),
    *rows(S.VERIFYING, A.COOPERATE, STAYS, PROPOSER, "G4", needs=inputs.COOPERATION,
          guards=(rest.still_asked,), then=rest.cooperated, since=2),
    *rows(S.COOPERATING, A.LAPSE_COOPERATION, S.VERIFYING, SYSTEM, "G4", guards=(c.cooperation_passed,),
          stops=K.COOPERATE, then=rest.go_on_replying, since=2),
    *rows(S.VERIFYING, A.END_UNCOOPERATIVE, S.CLOSED, CENTRE, "G4", needs=inputs.REASON,
          guards=(rest.did_not_cooperate,), outcome=Outcome.UNCOOPERATIVE, then=telling.to_tell, since=2),
    # 特例 (G7)
    *rows(MAY_REPLY, A.REPLY_SPECIAL, S.CONSENTING, DEPARTMENT, "G7", needs=inputs.REPLY_SPECIAL,
          stops=K.REPLY, then=effects.receive, before=2),
    *rows(S.REPAIRING, A.REPLY_SPECIAL, S.CONSENTING, DEPARTMENT, "G7", needs=inputs.REPLY_SPECIAL,
          stops=K.REPAIR, before=2),
    *rows((*MAY_REPLY, S.REPAIRING), A.REPLY_SPECIAL, S.NOTIFYING, DEPARTMENT, "M8", when=c.CITY_ISSUED,
          needs=inputs.REPLY_SPECIAL, result=Result.SPECIAL, flag="set", then=effects.receive, since=2),
    *rows(MAY_REPLY, A.REPLY_SPECIAL, S.CONSENTING, DEPARTMENT, "G7", when=rest.FIRST_SPECIAL,
          needs=inputs.REPLY_SPECIAL, guards=(rest.no_special_pending,), stops=K.REPLY,
          then=both(rest.release_proposer, rest.ask_for_special), since=2),
    *rows(S.REPAIRING, A.REPLY_SPECIAL, S.CONSENTING, DEPARTMENT, "G7", when=rest.FIRST_SPECIAL,
          needs=inputs.REPLY_SPECIAL, guards=(rest.no_special_pending,), then=rest.ask_for_special, since=2),
    *rows((*MAY_REPLY, S.REPAIRING), A.REPLY_SPECIAL, STAYS, DEPARTMENT, "G7", when=rest.SPECIAL_AGAIN,
          needs=inputs.REPLY_SPECIAL, guards=(rest.no_special_pending,), then=rest.ask_for_special_again, since=2),
    *rows(SPECIAL_DECIDED_IN, A.APPROVE_SPECIAL, S.CONSENTING, CENTRE + SUPERVISOR, "G7", needs=inputs.REASON,
          guards=(rest.special_pending, rest.proposer_present, two_persons.another_than_who_asked,
                  two_persons.another_department), then=rest.approve_special, since=2),
    *rows(SPECIAL_DECIDED_IN, A.REFUSE_SECOND_SPECIAL, STAYS, CENTRE + SUPERVISOR, "G7", needs=inputs.REASON,
          guards=(rest.special_pending, two_persons.another_than_who_asked, two_persons.another_department),
          then=rest.refuse_second_special, since=2),
    *rows(S.CONSENTING, A.CONSENT, S.NOTIFYING, PROPOSER, "G7", needs=inputs.NOTE, guards=(c.proposers_own,),
          starts=K.NOTICE, result=Result.SPECIAL, flag="set", then=effects.confirm, before=2),
    *rows(S.CONSENTING, A.CONSENT, S.NOTIFYING, PROPOSER, "G7", needs=inputs.NOTE,
          guards=(c.proposers_own, two_persons.another_than_who_recorded), stops=K.CONSENT, starts=K.NOTICE,
          result=Result.SPECIAL, flag="set", then=both(effects.confirm, telling.by_acting), since=2),
    *rows(S.CONSENTING, A.REFUSE_SPECIAL, S.REPAIRING, PROPOSER, "G7", needs=inputs.REASON,
          starts=K.REPAIR, flag="set", before=2),
    *rows(S.CONSENTING, A.REFUSE_SPECIAL, S.REPAIRING, PROPOSER, "G7", needs=inputs.REASON,
          stops=K.CONSENT, flag="set", then=rest.go_on_repairing, since=2),
    *rows(S.CONSENTING, A.LAPSE_CONSENT, S.REPAIRING, SYSTEM, "G7", guards=(c.consent_passed,),
          stops=K.CONSENT, flag="set", then=rest.lapse_consent, since=2),
    *rows((S.VERIFYING, S.REPAIRING), A.END_SPECIAL, S.CLOSED, CENTRE, "G7", needs=inputs.REASON,
          guards=(rest.consent_lapsed_twice,), outcome=Outcome.SPECIAL_UNANSWERED,
          then=telling.to_tell_proposer, since=2),
    # 退回补充、更正答复 (P6)
    *rows((S.REPAIRING, S.NOTIFYING, S.COOPERATING, S.CONSENTING), A.RETURN_REPLY, S.VERIFYING, CENTRE, "P6",
          needs=inputs.REASON, guards=(returned.reply_returnable,), then=returned.return_reply, since=2),
    *rows((S.REPAIRING, S.COOPERATING, S.CONSENTING, S.NOTIFYING, S.CONFIRMING), A.CORRECT_REPLY, STAYS, DEPARTMENT,
          "P6", needs=inputs.CORRECTING, since=2),
    # 协同 (M6, M12)
    *rows(LEADING, A.REQUEST_JOINT, STAYS, OFFICER, "M12", needs=inputs.RELATED,
          guards=(c.fused,), then=joint_handling.request, before=2),
    *rows(LEADING, A.REQUEST_JOINT, STAYS, OFFICER, "M12", needs=inputs.RELATED,
          guards=(c.not_joint_yet,), then=joint_handling.ask, since=2),
    *rows(LEADING, A.APPROVE_JOINT, STAYS, CENTRE, "M12", needs=inputs.NOTE,
          guards=(c.joint_requested,), then=joint_handling.approve, before=2),
    *rows(JOINT_DECIDED_IN, A.APPROVE_JOINT, STAYS, CENTRE, "M12", needs=inputs.NOTE,
          guards=(c.joint_requested, two_persons.another_department), then=joint_handling.grant, since=2),
    *rows(LEADING, A.REFUSE_JOINT, STAYS, CENTRE, "M12", needs=inputs.REASON,
          guards=(c.joint_requested,), then=joint_handling.dissolve, before=2),
    *rows(JOINT_DECIDED_IN, A.REFUSE_JOINT, STAYS, CENTRE, "M12", needs=inputs.REASON,
          guards=(c.joint_requested, two_persons.another_department), then=joint_handling.deny, since=2),
    *rows(LEADING, A.FINISH_RELATED, STAYS, RELATED, "M6", needs=inputs.DONE,
          guards=(c.joint_part_open,), then=effects.finish_related),
    # 修正与反馈 (P7, P8)
    *rows(S.REPAIRING, A.EXTEND, STAYS, OFFICER, "P7", needs=inputs.REPAIR_EXTENSION,
          guards=(c.before_expiry,), then=extension.ask, before=2),
    *rows(S.REPAIRING, A.EXTEND, STAYS, OFFICER, "P7", needs=inputs.REPAIR_EXTENSION + inputs.EXPECTED,
          guards=(c.before_expiry,), then=extension.apply_for, since=2),
    *rows(S.REPAIRING, A.APPROVE_EXTENSION, STAYS, CENTRE, "P7", needs=inputs.REASON,
          guards=(c.pending,), then=extension.approve, before=2),
    *rows(S.REPAIRING, A.REFUSE_EXTENSION, STAYS, CENTRE, "P7", needs=inputs.REASON,
          guards=(c.pending,), then=extension.refuse, before=2),
    *rows(HELD_OPEN, A.APPROVE_EXTENSION, STAYS, CENTRE + SUPERVISOR, "P7", when=c.REPAIR_PENDING,
          needs=inputs.REASON, guards=(two_persons.another_than_who_asked, two_persons.another_department),
          then=extension.grant, since=2),
    *rows(HELD_OPEN, A.REFUSE_EXTENSION, STAYS, CENTRE + SUPERVISOR, "P7", when=c.REPAIR_PENDING,
          needs=inputs.REASON, guards=(two_persons.another_than_who_asked, two_persons.another_department),
          then=extension.deny, since=2),
    *rows(S.REPAIRING, A.PROMISE, STAYS, DEPARTMENT, "P5", needs=inputs.PROMISING,
          guards=(expected_date.not_broken,), then=expected_date.replace, since=2),
    *rows(S.PLATFORM_REPAIR, A.PROMISE, STAYS, CENTRE, "P4", needs=inputs.PROMISING,
          guards=(expected_date.not_broken,), then=expected_date.replace, since=2),
    *rows(S.REPAIRING, A.FINISH_REPAIR, S.NOTIFYING, DEPARTMENT, "P8", needs=inputs.REPAIR,
          stops=K.REPAIR, starts=K.NOTICE, result=Result.REPAIRED, then=effects.keep_promise, before=2),
    *rows(S.REPAIRING, A.FINISH_REPAIR, S.NOTIFYING, DEPARTMENT, "P8", needs=inputs.REPAIR,
          stops=K.REPAIR, starts=K.NOTICE, result=Result.REPAIRED,
          then=both(effects.keep_promise, effects.reported_by), since=2),
    *rows((S.NOTIFYING, S.CENTRE_CONFIRMING), A.RETURN_FEEDBACK, S.REPAIRING, CENTRE, "P8", when=c.REPAIR_REPORTED,
          needs=inputs.REASON, guards=(returned.feedback_returnable,), then=returned.return_feedback, since=2),
)
# fmt: on
