"""Nobody decides on what they asked for or recorded: the second person is another one, by number (own rule)."""

from __future__ import annotations

from regulation.refusals import NotYours
from regulation.roles import is_proposer
from regulation.states import Role
from regulation.step import Step


def another_than_who_asked(step: Step) -> None:
    if step.case.pending_by in {step.actor.person_id, step.actor.acting_for} - {0}:
        raise NotYours("不能批准本人提出的申请，请由其他人员批准；没有其他人员的，由区政府办公室批准。", clause="P7")


def another_department(step: Step) -> None:
    """Nobody approves the request of their own department, whatever other role they hold."""
    if step.actor.is_of(step.case.department_id):
        raise NotYours("不能批准本部门提出的申请，请由其他人员批准；没有其他人员的，由区政府办公室批准。", clause="P7")


def another_than_who_recorded(step: Step) -> None:
    """代录: an operator who recorded a filing does not also say the proposer's word (M9, P9)."""
    case, own = step.case, {step.actor.person_id, step.actor.acting_for} - {0}
    if is_proposer(case, step.actor):
        return
    if step.role is Role.SUPERVISOR and not case.on_behalf:
        raise NotYours("处理结果由异议提出方确认。", clause="P9")
    if case.recorded_by in own:
        raise NotYours(
            "本工单由您代录，提出方的意见须由另一位运营人员登记；没有其他人员的，由区政府办公室登记。", clause="P9"
        )


def another_than_who_repaired(step: Step) -> None:
    case, own = step.case, {step.actor.person_id, step.actor.acting_for} - {0}
    if {case.repaired_by, case.platform_repaired_by, case.recorded_by} & own:
        raise NotYours("标注由未参与修正和代录的另一位运营人员核查后清除。", clause="P9")
