"""Oracle of the conditions: when a step may be taken, beyond its state and the actor's role."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.oracle.facts import Facts

Holds = Callable[[Facts], bool]
CLOSED, JOINT, FORMER = "已办结", "协同办理", "原状态"
RESULT = {"待签收": ("责任部门已修正", "核实无误"), "平台核查中": ("平台已修复",), "市平台处理中": ("市平台已反馈",)}
# Outcomes after which the case begins somewhere, and those after which it goes on where it ended (own rules).
REOPENED = {"待补正": "视为放弃", "待提出方确认": "逾期未确认", "待预审": "不予收办"}
UNSETTLED = ("未配合终止", "特例未获回应", "无法告知", "未获认可", "终止办理")
TELLING = ("送达", "电话告知", "函告")  # by the platform, by telephone, by letter (M14)
ROUNDS, SILENCES = 3, 2  # after the third round (own rule); after the second silence (G7, own rule)


def _resulted(results: tuple[str, ...]) -> Holds:
    return lambda case: case.result in results and _tellable(case)


def _ended(outcome: str) -> Holds:
    return lambda case: case.outcome == outcome and not (outcome == "逾期未确认" and case.reconfirmed)


def _tellable(case: Facts) -> bool:
    """Where the notice is only sent, whoever acts upon it has been told (M14)."""
    return case.state != "待告知结果" or case.to_tell == "告知结果"


def _sent(case: Facts) -> bool:
    return case.to_tell == "告知结果"


def _consented(case: Facts) -> bool:
    return case.result == "特例"


def _present(case: Facts) -> bool:
    """There is a proposer to ask: not with the city's orders, nor after a withdrawal (M8, P9)."""
    return not case.city_order and not case.ex_officio


def _duty_stays(case: Facts) -> bool:
    """A withdrawal after a finding of fault (M13, P9); a special case that was consented to needs no repair (G7)."""
    return case.fault and not _consented(case)


# Conditions for an act to lead to this state.
CONDITIONS: Mapping[tuple[str, str], Holds] = {
    ("补正完毕", "待预审"): lambda case: "补正" not in case.passed,
    ("补正完毕", "逾期待认定"): lambda case: (
        not case.supplement_here if case.state == "逾期待认定" else "补正" in case.passed
    ),
    ("补正逾期", "逾期待认定"): lambda case: "补正" in case.passed,
    ("认定正当理由", "待预审"): lambda case: case.supplement_here,
    ("认定正当理由", "待补正"): lambda case: case.state == "待补正" or not case.supplement_here,
    ("退回", "待转交"): lambda case: not case.returns,
    ("退回", "待裁定"): lambda case: case.returns >= 1,
    ("答复系平台环节", "平台核查中"): lambda case: not case.returns,
    ("答复系平台环节", "待裁定"): lambda case: case.returns >= 1,
    ("裁定", "待签收"): lambda case: case.state == "待裁定" or case.to_platform,
    ("裁定", "部门修正中"): lambda case: case.to_platform and case.rests,
    ("答复申请特例", "待同意特例"): lambda case: _present(case) and not case.specials,
    ("答复申请特例", "待中心确认"): lambda case: case.ex_officio and not case.specials,  # in the proposer's place
    ("同意再次申请特例", "待同意特例"): _present,
    ("同意再次申请特例", "待中心确认"): lambda case: case.ex_officio,
    ("不同意特例", "部门修正中"): lambda case: case.state == "待同意特例" or _consented(case),
    ("答复申请特例", "="): lambda case: not case.city_order and case.specials >= 1 and not case.pending,
    ("答复申请特例", "待告知结果"): lambda case: case.city_order,  # nobody here to ask for consent (M8)
    ("配合", "="): lambda case: case.asked,
    ("告知结果", "="): lambda case: not case.city_order and not case.to_tell,
    ("告知结果", CLOSED): lambda case: case.city_order,
    ("逾期未确认", CLOSED): lambda case: "提出方确认" in case.passed,
    **{(word, "待提出方确认"): lambda case: _sent(case) and not _consented(case) for word in TELLING},
    **{(word, CLOSED): lambda case: case.state == CLOSED or (_sent(case) and _consented(case))
       for word in TELLING},
    ("退回补充答复", "部门核实中"): lambda case: not case.applied_repairing,
    ("退回补充答复", "部门修正中"): lambda case: case.applied_repairing,
    ("中心确认", "="): lambda case: case.confirmed_by is None,
    ("中心确认", CLOSED): lambda case: case.confirmed_by is not None,
    **{("不认可", to): _resulted(results) for to, results in RESULT.items()},
    **{("复核未通过", to): _resulted(results) for to, results in RESULT.items()},
    ("撤回", CLOSED): lambda case: not case.fault or (_consented(case) and case.state == "待告知结果"),
    ("撤回", "="): _duty_stays,
    ("撤回", "部门核实中"): lambda case: case.fault,
    ("撤回", "部门修正中"): lambda case: case.fault,
    ("撤回", "待中心确认"): _duty_stays,
    ("恢复办理", "待告知结果"): lambda case: not case.told_before and not _consented(case),
    ("恢复办理", "待提出方确认"): lambda case: case.told_before and not _consented(case),
    ("恢复办理", "待同意特例"): _consented,
    ("恢复办理", FORMER): lambda case: case.outcome == "已撤回",
    **{("重新受理", to): _ended(outcome) for to, outcome in REOPENED.items()},
    ("重新受理", FORMER): lambda case: case.outcome in UNSETTLED,
}  # fmt: skip
# Conditions for an act, whatever state it leads to.
ALWAYS: Mapping[str, Holds] = {
    "终止办理": lambda case: not case.fault and not case.city_order and case.replier is None and case.round == 1,
    "平台核查无误": lambda case: not case.to_platform,
    "更正核查结论": lambda case: case.finding_last,
    "收回转派": lambda case: case.handler is not None,
    "退回": lambda case: not case.ruled,
    "答复系平台环节": lambda case: not case.to_platform and not case.ruled_now,
    "答复需配合": _present,
    "答复申请特例": lambda case: not case.special_pending,
    "同意再次申请特例": lambda case: case.special_pending,
    "不同意再次申请特例": lambda case: case.special_pending,
    "配合逾期": lambda case: "提出方配合" in case.passed,
    "特例逾期未答": lambda case: "特例答复" in case.passed,
    "未配合终止": lambda case: case.asked and not case.fault,
    "特例未获回应": lambda case: case.lapses >= SILENCES,
    "退回补充答复": lambda case: case.reply_returnable and not _sent(case),
    "更正答复": lambda case: case.replier is not None,
    "退回反馈": lambda case: case.feedback_fresh and case.result == "责任部门已修正" and not _sent(case),
    "申请协同": lambda case: not case.joint,
    "同意协同": lambda case: case.joint == "requested",
    "不同意协同": lambda case: case.joint == "requested",
    "协同完成": lambda case: case.joint == "approved" and bool(case.running.get(JOINT)),
    "申请延期": lambda case: (
        not case.city_order and not {"部门修正", "平台修复"} & set(case.passed) and not case.pending
        and not case.special_pending
    ),
    "更新预计日期": lambda case: not case.promise_broken,
    "批准延期": lambda case: bool(case.pending),
    "不批准延期": lambda case: bool(case.pending),
    "送达": lambda case: bool(case.to_tell),
    "函告": lambda case: bool(case.to_tell),
    "无法告知": lambda case: bool(case.to_tell) and case.out_of_reach,
    "更正告知": lambda case: case.state == "待提出方确认" or _sent(case) or case.was_told,
    "确认": lambda case: case.state == "待提出方确认" or (_sent(case) and not _consented(case)),
    "撤回": _present,
    "恢复办理": lambda case: case.withdrawn,
    "清除标注": lambda case: case.doubtful_flag,
    "未获认可": lambda case: case.round > ROUNDS,
    "评价": lambda case: not case.evaluated and case.outcome not in ("已撤回", "视为放弃"),
    "更正认定": lambda case: case.judged,
}  # fmt: skip


def holds(action: str, to: str, case: Facts) -> bool:
    """Whether the step's condition holds; `to` is a state, or `=` or 原状态 as the table has it."""
    always, here = ALWAYS.get(action), CONDITIONS.get((action, to))
    return (always is None or always(case)) and (here is None or here(case))
