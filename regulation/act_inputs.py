"""The inputs of each act (办法第九条 onwards): the keys of `given`, with the labels by which they are asked for."""

from regulation.case import Case
from regulation.need import (
    Content,
    answer,
    choice,
    choices,
    clock,
    day,
    department,
    departments,
    details,
    flag,
    length,
    mark,
    number,
    one_of,
    past_day,
    person,
    remark,
    score,
    text,
    tick,
    together,
)
from regulation.states import Call, ClockKind, Letter, Verdict


def by_ground(case: Case) -> bool:  # noqa: ARG001 - the signature of every `asked_when`
    """Required only with those grounds of the rulebook that demand it (`Ground.wants`)."""
    return True


def asked_before(case: Case) -> bool:
    """P3 一次性告知: a second request for a supplement is a deviation that requires a reason."""
    return case.supplement_asked > 0


_BOTH = "以此为由不予收办须两项都成立；不成立的，请发送“上一步”另选情形，或“取消”。"
_FIRST_RECOLLECT = "请先重新归集，再反馈结果；可先“暂存”，完成后“继续”。"

REASON = (text("reason", "理由", content=Content.REASON),)
MAYBE_REASON = (remark("reason", "理由"),)
NOTE = (remark("note", "备注"),)
DONE = (text("done", "处理情况", content=Content.DONE),)
DAYS = length("days", "工作日总数", day("until", "截止日期", optional=True))

FILING = (
    choice("kind", "异议类型", "kinds", optional=True),
    choice("channel", "提出渠道", "channels", optional=True),
)
CITY_ORDER = (mark("order", "市平台工单号", private=False),)
GROUND = choice("ground", "不予收办的情形", "decline_grounds")
DECLINING = (
    GROUND,
    text("reason", "不予收办的理由", content=Content.REASON),
    flag("administrative_act", "数据问题由具体行政行为导致", if_no=_BOTH, asked_when=by_ground),
    flag("other_remedy", "已有相关法律法规或其他规定能够处理", if_no=_BOTH, asked_when=by_ground),
    mark("rule", "能够处理该问题的规定名称", optional=True, asked_when=by_ground),
)
SUPPLEMENT_ITEMS = (
    choices("items", "需要补正的内容", "supplement_items", optional=True),
    details("details", "逐项写明缺什么", "items"),
    text("other", "其他需要补正的内容", optional=True),
    text("deviation", "再次要求补正的理由", optional=True, asked_when=asked_before, content=Content.REASON),
)
JUSTIFYING = (*REASON, *DAYS)
PLATFORM_CAUSE = (
    choice("stage", "出错环节", "stages"),
    text("finding", "核查情况", content=Content.DONE),
    day("expected_on", "预计修正日期", optional=True),
)
RECOLLECTED = (
    tick("recollected", "数据已重新归集", if_no=_FIRST_RECOLLECT),
    mark("batch", "重新归集的批次或时间", content=Content.BATCH),
)
PLATFORM_REPAIR = (*DONE, *RECOLLECTED, flag("also_department", "同时存在数据源头问题，转交责任部门"))
OWNER = (
    *together(department("department_id", "责任部门"), choice("target", "转交对象", "targets")),
    text("basis", "转交依据", content=Content.REASON),
)
CITY_FINDING = (text("finding", "市平台反馈结果", content=Content.DONE),)
HANDLER = together(person("handler_id", "经办人"), department("handler_department_id", "经办人所在部门"))
SUGGESTED = department("suggested_department_id", "建议的责任部门")
RETURNING = (text("basis", "退回依据", files=True, content=Content.REASON), SUGGESTED)
REPLY_REPAIR = (answer("finding", "核实结果"), day("expected_on", "预计修正日期"))
REPLY_CORRECT = (answer("finding", "核实结果"), text("basis", "核实依据", files=True, content=Content.REPLY))
REPLY_COOPERATE = (
    answer("finding", "核实结果"),
    answer("way", "需要提出方配合的处理方式", content=Content.DONE),
    answer("steps", "配合的流程", content=Content.DONE),
)
REPLY_SPECIAL = (
    choice("cause", "历史原因", "special_causes"),
    answer("explanation", "无法核实修正的说明", files=True),
)
COOPERATION = (text("done", "配合情况", files=True),)
RELATED = (departments("related_ids", "关联部门"), *REASON)
PLATFORM_EXTENSION = (
    choice("ground", "延期事由", "reasons:PLATFORM_REPAIR"),
    *DAYS,
    text("reason", "延期理由", content=Content.REASON),
)
REPAIR_EXTENSION = (
    choice("ground", "延期事由", "reasons:REPAIR"),
    *DAYS,
    text("reason", "延期理由", content=Content.REASON),
)
REPAIR = (text("done", "处理情况", files=True, content=Content.DONE), *RECOLLECTED)
REJECTION = (text("reason", "仍存在的问题", content=Content.ASKED),)
EVALUATION = (score("score", "评分"), remark("words", "评价意见"))
CORRECTION = (
    *clock(
        "start_seq",
        "期限",
        one_of("kind", "期限种类", ClockKind),
        department("department_id", "被计部门", optional=True),
        asked_as="clock",
    ),
    one_of("verdict", "更正后的认定", Verdict),
    *REASON,
)
CALLING = (one_of("answer", "通话结果", Call), *NOTE)
CALLED_UP = (text("called", "受话人（姓名、职务）"), *NOTE)  # a department that no message reaches
CALLED = (*CALLING, past_day("told_on", "通话日期"))
WRITTEN = (one_of("letter", "函件情况", Letter), past_day("told_on", "送达日期"), *NOTE)
TERMINATING = (
    flag("administrative_act", "数据问题由具体行政行为导致", if_no=_BOTH),
    flag("other_remedy", "已有相关法律法规或其他规定能够处理", if_no=_BOTH),
    mark("rule", "能够处理该问题的规定名称"),
    text("reason", "终止办理的理由", content=Content.REASON),
)
EXPECTED = (day("expected_on", "新的预计修正日期"),)
PROMISING = (*EXPECTED, text("reason", "更新的理由", content=Content.REASON))
FOLLOW_UP = (text("note", "跟进情况"),)
REPLY_PLATFORM = (
    answer("finding", "核实结果"),
    text("basis", "本部门源数据无误的依据", files=True, content=Content.REASON),
)
CORRECTING = (text("correction", "更正后的内容", content=Content.DONE), *REASON)
CHECKED = (text("finding", "核查情况", content=Content.DONE),)
ROOT = (number("root_id", "首先提出同一问题的工单", optional=True),)
HEARD = text("heard", "提出方意见的来源（如来电、来函的时间和方式）")
