"""What each act must be given (办法第九条 onwards): the keys of `given`, with the words in which they are asked for."""

from regulation.need import answer, code, codes, day, flag, mark, number, numbers, one_of, text, tick
from regulation.states import Call, ClockKind, Verdict

REASON = (text("reason", "理由"),)
MAYBE_REASON = (text("reason", "理由", optional=True),)
NOTE = (text("note", "备注", optional=True),)
DONE = (text("done", "处理情况"),)
DAYS = (number("days", "总工作日数", optional=True), day("until", "截止日期", optional=True))

FILING = (
    code("kind", "异议类型", "kinds", optional=True),
    code("channel", "提出渠道", "channels", optional=True),
)
CITY_ORDER = (mark("order", "市平台工单号", private=False),)
DECLINING = (
    code("ground", "不予收办的情形", "decline_grounds"),
    text("reason", "不予收办的理由"),
    flag("administrative_act", "数据问题由具体行政行为导致"),
    flag("other_remedy", "已有相关法律法规或其他规定能够处理"),
    mark("rule", "能够处理该问题的规定名称", optional=True),
)
SUPPLEMENT_ITEMS = (
    codes("items", "需要补正的内容", "supplement_items", optional=True),
    text("other", "其他需要补正的内容", optional=True),
    text("deviation", "再次要求补正的理由", optional=True),
)
JUSTIFYING = (*REASON, *DAYS)
PLATFORM_CAUSE = (
    code("stage", "出错环节", "stages"),
    text("finding", "核查情况"),
    day("expected_on", "预计修复日期", optional=True),
)
RECOLLECTED = (tick("recollected", "数据已重新归集"), mark("batch", "重新归集的批次或时间"))
PLATFORM_REPAIR = (*DONE, *RECOLLECTED, flag("also_department", "同时存在数据源头问题，转交责任部门"))
OWNER = (number("department_id", "责任部门"), code("target", "转交对象", "targets"), text("basis", "转交依据"))
CITY_FINDING = (text("finding", "市平台反馈结果"),)
HANDLER = (number("handler_id", "经办人"), number("handler_department_id", "经办人所在部门"))
RETURNING = (text("basis", "退回依据"), number("suggested_department_id", "建议的责任部门"))
REPLY_REPAIR = (answer("finding", "核实结果"), day("expected_on", "预计修复日期"))
REPLY_CORRECT = (answer("finding", "核实结果"), text("basis", "核实依据"))
REPLY_COOPERATE = (
    answer("finding", "核实结果"),
    answer("way", "需要提出方配合的处理方式"),
    answer("steps", "配合的流程"),
)
REPLY_SPECIAL = (code("cause", "历史原因", "special_causes"), answer("explanation", "无法核实修正的说明"))
COOPERATION = (text("done", "配合情况"),)
RELATED = (numbers("related_ids", "关联部门"), *REASON)
PLATFORM_EXTENSION = (code("ground", "延期事由", "reasons:PLATFORM_REPAIR"), *DAYS, text("reason", "延期理由"))
REPAIR_EXTENSION = (code("ground", "延期事由", "reasons:REPAIR"), *DAYS, text("reason", "延期理由"))
REPAIR = (*DONE, *RECOLLECTED)
REJECTION = (text("reason", "仍存在的问题"),)
EVALUATION = (number("score", "评分"), text("words", "评价意见", optional=True))
CORRECTION = (
    number("start_seq", "期限的起算记录"),
    one_of("kind", "期限种类", ClockKind),
    number("department_id", "被计部门", optional=True),
    one_of("verdict", "更正后的认定", Verdict),
    *REASON,
)
CALLING = (one_of("answer", "通话结果", Call), *NOTE)
ROOT = (number("root_id", "首先提出同一问题的工单", optional=True),)
HEARD = text("heard", "提出方意见的来源（如来电、来函的时间和方式）")
