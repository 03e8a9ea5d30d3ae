"""Nobody decides on what they asked for or recorded: the second person is another one, by number (own rule)."""

from __future__ import annotations

from dataclasses import replace

from regulation.refusals import NotYours, Refusal
from regulation.roles import is_proposer, roles_on
from regulation.states import Role
from regulation.step import Step


def another_than_who_asked(step: Step) -> None:
    if step.case.pending_by in {step.actor.person_id, step.actor.acting_for} - {0}:
        raise NotYours(f"不能批准本人提出的申请，{_others(step)}。", clause="P7")


def another_department(step: Step) -> None:
    """Nobody approves the request of their own department, whatever other role they hold."""
    if step.actor.is_of(step.case.department_id):
        raise NotYours(f"不能批准本部门提出的申请，{_others(step)}。", clause="P7")


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


def nobody_else_may(step: Step) -> None:
    """The supervising office judges, or records a proposer's word, only where nobody else of the centre may."""
    if step.role is not Role.SUPERVISOR:
        return
    if _able(step):
        raise NotYours("区大数据中心另有人员可以办理；没有其他人员的，方由区政府办公室办理（本系统约定）。")


def who_may(step: Step) -> tuple[Role, ...]:
    """The roles that can do it now: the supervising office only where nobody else of the centre may (own rule)."""
    if nobody_else_may not in step.row.guards or not step.law.centre():
        return step.row.roles
    if step.row.roles[0] is Role.PROPOSER and not step.case.on_behalf:
        return step.row.roles[:1]
    return _able(step) or (Role.SUPERVISOR,)


def _others(step: Step) -> str:
    if not step.law.centre():
        return "请由其他人员批准；没有其他人员的，由区政府办公室批准"
    able = who_may(step)
    names = "、".join(step.law.rulebook.roles[role] for role in able)
    return f"由{names}批准" if able == (Role.SUPERVISOR,) else f"由{names}的其他人员批准"


def _able(step: Step) -> tuple[Role, ...]:
    """The roles by which somebody of the centre may; whom to ask instead is not looked up for each of them again."""
    alone, found = replace(step.law, centre=tuple), set()
    for other in step.law.centre():
        held = roles_on(step.case, other) - {Role.SUPERVISOR}
        role = next((role for role in step.row.roles if role in held), None)
        if role is not None and _passes(replace(step, law=alone, actor=other, role=role)):
            found.add(role)
    return tuple(role for role in step.row.roles if role in found)


def _passes(step: Step) -> bool:
    try:
        for guard in step.row.guards:
            guard(step)
    except Refusal:
        return False
    return True


def another_than_who_reported(step: Step) -> None:
    """Nobody confirms or evaluates their own repair, as the proposer or for one (P9)."""
    case, own = step.case, {step.actor.person_id, step.actor.acting_for} - {0}
    if {case.repaired_by, case.platform_repaired_by} & own:
        raise NotYours(
            "不能确认、评价本人反馈的修正。您是提出方的，可以撤回，由区大数据中心两人依职权确认；"
            "代他人登记的，请由另一位人员登记（本系统约定）。",
            clause="P9",
        )


def another_than_who_repaired(step: Step) -> None:
    case, own = step.case, {step.actor.person_id, step.actor.acting_for} - {0}
    if {case.repaired_by, case.platform_repaired_by, case.recorded_by} & own:
        raise NotYours("标注由未参与修正和代录的另一位运营人员核查后清除。", clause="P9")


BY_ANOTHER = (another_than_who_recorded, another_than_who_reported)  # a confirmation, an evaluation
