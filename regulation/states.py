"""The regulation's own words as values: states, actions, roles, clocks, results and parties."""

from enum import StrEnum


class State(StrEnum):
    """Where a case stands (M5); every state names who must act next."""

    PRESCREEN = "待预审"
    SUPPLEMENTING = "待补正"
    LAPSED = "逾期待认定"
    CHECKING = "平台核查中"
    PLATFORM_REPAIR = "平台修复中"
    TRANSFERRING = "待转交"
    DISPATCHED = "待签收"
    VERIFYING = "部门核实中"
    COOPERATING = "待提出方配合"
    CONSENTING = "待同意特例"
    REPAIRING = "部门修正中"
    RULING = "待裁定"
    CITY = "市平台处理中"
    NOTIFYING = "待告知结果"
    CONFIRMING = "待提出方确认"
    CENTRE_CONFIRMING = "待中心确认"
    CLOSED = "已办结"


class Action(StrEnum):
    """What can be done to a case; the value is the word people type."""

    FILE = "提出异议"
    ENTER_CITY_ORDER = "录入市级工单"
    ACCEPT = "收办"
    DECLINE = "不予收办"
    ASK_SUPPLEMENT = "要求补正"
    SUPPLEMENT = "补正完毕"
    LAPSE = "补正逾期"
    JUSTIFY = "认定正当理由"
    ABANDON = "视为放弃"
    CLEAR_PLATFORM = "平台核查无误"
    BLAME_PLATFORM = "平台原因"
    FINISH_PLATFORM_REPAIR = "平台修复完成"
    TRANSFER = "转交"
    HAND_TO_CITY = "转市平台"
    CITY_RESULT = "市平台反馈"
    RECEIVE = "签收"
    DISPATCH = "转派"
    TAKE_BACK = "收回转派"
    RETURN = "退回"
    RULE = "裁定"
    REPLY_REPAIR = "答复需修正"
    REPLY_CORRECT = "答复核实无误"
    REPLY_COOPERATE = "答复需配合"
    REPLY_SPECIAL = "答复申请特例"
    COOPERATE = "配合"
    CONSENT = "同意特例"
    REFUSE_SPECIAL = "不同意特例"
    REQUEST_JOINT = "申请协同"
    APPROVE_JOINT = "同意协同"
    REFUSE_JOINT = "不同意协同"
    FINISH_RELATED = "协同完成"
    EXTEND = "申请延期"
    APPROVE_EXTENSION = "批准延期"
    REFUSE_EXTENSION = "不批准延期"
    FINISH_REPAIR = "完成修正"
    NOTIFY = "告知结果"
    CONFIRM = "确认"
    REJECT = "不认可"
    LAPSE_CONFIRMATION = "逾期未确认"
    WITHDRAW = "撤回"
    EVALUATE = "评价"
    URGE = "催办"
    REOPEN = "重新受理"
    CORRECT_VERDICT = "更正认定"
    TELEPHONE = "电话告知"
    LINK = "关联"
    RECOMPUTE = "重算期限"
    REPLY_PLATFORM = "答复系平台环节"
    CORRECT_CHECK = "更正核查结论"
    TERMINATE = "终止办理"
    LAPSE_COOPERATION = "配合逾期"
    LAPSE_CONSENT = "特例逾期未答"
    END_UNCOOPERATIVE = "未配合终止"
    APPROVE_SPECIAL = "同意再次申请特例"
    REFUSE_SECOND_SPECIAL = "不同意再次申请特例"
    END_SPECIAL = "特例未获回应"
    TOLD = "送达"
    LETTER = "函告"
    END_UNTOLD = "无法告知"
    CLEAR_FLAG = "清除标注"
    FOLLOW_UP_CITY = "跟进市平台"
    UNDO_WITHDRAWAL = "恢复办理"
    CONFIRM_BY_CENTRE = "中心确认"
    REJECT_BY_CENTRE = "复核未通过"
    END_UNACCEPTED = "未获认可"
    RETURN_REPLY = "退回补充答复"
    RETURN_FEEDBACK = "退回反馈"
    CORRECT_REPLY = "更正答复"
    CORRECT_NOTICE = "更正告知"
    PROMISE = "更新预计日期"
    CALL_DEPARTMENT = "致电登记"


class Role(StrEnum):
    """Who somebody is towards one case (M6, M7)."""

    PROPOSER = "异议提出方"
    OPERATOR = "中心运营"
    DIRECTOR = "中心负责人"
    OFFICER = "联络专员"
    HANDLER = "经办"
    RELATED = "关联部门联络专员"
    LEADER = "分管领导"
    SUPERVISOR = "督办"
    ADMINISTRATOR = "管理员"
    AUDITOR = "审计员"
    SYSTEM = "系统"


class Result(StrEnum):
    """What the verification and repair came to."""

    REPAIRED = "责任部门已修正"
    PLATFORM_REPAIRED = "平台已修复"
    CORRECT = "核实无误"
    SPECIAL = "特例"
    CITY = "市平台已反馈"


class Outcome(StrEnum):
    """How a case ended; silence is never called a confirmation."""

    CONFIRMED = "确认办结"
    UNCONFIRMED = "逾期未确认"
    SPECIAL = "特例办结"
    DECLINED = "不予收办"
    ABANDONED = "视为放弃"
    WITHDRAWN = "已撤回"
    CITY_DONE = "市级工单办结"
    UNCOOPERATIVE = "未配合终止"  # the proposer asked to cooperate stayed silent (G4)
    SPECIAL_UNANSWERED = "特例未获回应"  # twice asked to consent, twice silent: no special case (G7)
    UNTOLD = "无法告知"  # nobody could be told (M14)
    UNACCEPTED = "未获认可"  # ended by the supervising office after the third round
    EX_OFFICIO = "依职权办结"  # the centre confirmed in the place of a proposer who withdrew (P9)
    TERMINATED = "终止办理"  # M2 was found to apply after 收办


class Call(StrEnum):
    """What came of a telephone call to the proposer (M14)."""

    TOLD = "已告知"
    NO_ANSWER = "无人接听"
    WRONG_NUMBER = "号码有误"


class Letter(StrEnum):
    """What became of a letter to the proposer (M14)."""

    SENT = "已寄出"
    ARRIVED = "已送达"
    RETURNED = "被退回"


class Track(StrEnum):
    """Which mechanism times a case (M8, P10)."""

    DISTRICT = "区级"
    CITY_ISSUED = "市级下发"


class ClockKind(StrEnum):
    """The named limits, one per clause."""

    ACCEPT = "收办意见"  # P2
    SUPPLEMENT = "补正"  # P3
    CHECK = "平台核查"  # P4
    PLATFORM_REPAIR = "平台修复"  # P4
    TRANSFER = "转交"  # P4
    REPLY = "部门答复"  # P6
    REPAIR = "部门修正"  # P7
    NOTICE = "结果告知"  # M14
    CONFIRM = "提出方确认"  # no limit in the text: a setting (P9)
    JOINT = "协同办理"  # M6: inside the lead's own limit
    COOPERATE = "提出方配合"  # own rule (G4)
    CONSENT = "特例答复"  # own rule (G7)
    RULING = "裁定"  # own rule (M11)
    JUDGE = "审批"  # own rule: extension beyond the cap, joint handling, a second special case
    DELAY = "逾期认定"  # own rule: whether a late supplement had a good reason (P3)
    CENTRE_CONFIRM = "中心确认"  # own rule: ex officio, in the place of a proposer who withdrew (P9)
    CITY_FOLLOW_UP = "市平台跟进"  # own rule: the next follow-up, no limit of anybody (P10)


class Party(StrEnum):
    """To whom a working day of a case is charged: always exactly one."""

    PROPOSER = "异议提出方"
    CENTRE = "区大数据中心"
    DEPARTMENT = "责任部门"
    RELATED = "关联部门"
    CITY = "市平台"
    NOBODY = "不计"


class Verdict(StrEnum):
    """Whether a limit was kept; frozen at the act that stops the clock."""

    IN_TIME = "按时"
    LATE = "超期"
    VOID = "不计"  # stopped before the limit had passed, with no party as the cause
