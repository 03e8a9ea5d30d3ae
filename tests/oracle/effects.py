"""Oracle of effects: which columns a step may change, who is notified of it, which steps flag data or age cards."""

from __future__ import annotations

from collections.abc import Mapping

from tests.oracle.law import REPLIES

# Steps that do not change the handling: a card sent before them stays current.
AGES_NOTHING = frozenset(
    {
        "催办",
        "评价",
        "更正认定",
        "电话告知",
        "关联",
        "重算期限",
        "送达",
        "函告",
        "更正答复",
        "更正告知",
        "跟进市平台",
        "更新预计日期",
        "致电登记",
    }
)
# Audience of a notice: the steps after which it is sent. Whoever gets the case is notified, the proposer of what
# concerns the result (M5, M14), those who approve of what they must approve (M12, P7), related departments (M6).
NOTIFIED: Mapping[str, set[str]] = {
    "提出方": {
        "收办", "不予收办", "要求补正", "补正逾期", "认定正当理由", "视为放弃", "平台原因", "转市平台", "答复需修正",
        "答复需配合", "答复申请特例", "申请延期", "批准延期", "告知结果", "逾期未确认", "重新受理", "重算期限",
        "答复核实无误", "答复系平台环节", "终止办理", "恢复办理", "跟进市平台", "配合逾期", "特例逾期未答",
        "未配合终止",
        "特例未获回应", "未获认可", "同意再次申请特例", "更正答复", "更正告知", "更新预计日期", "中心确认",
    },
    "该办理的人": {
        "提出异议", "录入市级工单", "补正完毕", "补正逾期", "转交", "裁定", "转派", "收回转派", "退回",
        "答复核实无误", "答复申请特例", "配合", "同意特例", "不同意特例", "批准延期", "不批准延期", "完成修正",
        "不认可", "重新受理", "催办", "重算期限", "答复系平台环节", "恢复办理", "配合逾期", "特例逾期未答",
        "不同意再次申请特例", "退回补充答复",
        "退回反馈", "中心确认", "复核未通过", "撤回",
    },
    "责任部门": {
        "同意特例", "同意协同", "不同意协同", "协同完成", "告知结果", "确认", "逾期未确认", "撤回",
        "终止办理", "恢复办理", "未配合终止", "同意再次申请特例", "特例未获回应", "未获认可", "无法告知", "中心确认",
        "清除标注", "送达", "电话告知", "函告",
    },
    "该批准的人": {
        "申请协同", "申请延期", "答复申请特例", "更正答复",
        "答复需修正", "答复需配合", "答复核实无误", "答复系平台环节",  # marked 答复不明确 (P6)
    },
    "关联部门": {"答复需修正", "配合", "不同意特例", "同意协同", "催办", "配合逾期", "特例逾期未答"},
}  # fmt: skip
# Steps of which the proposer must hear, by telephone where no message reaches them (M14, P3, G4, G7).
BY_TELEPHONE = {"不予收办", "要求补正", "视为放弃", "答复需配合", "答复申请特例", "告知结果", "逾期未确认"} | {
    "认定正当理由",
    "重新受理",
    "恢复办理",  # a limit of the proposer's begins when they are told (own rule)
    "终止办理",
    "未配合终止",
    "特例未获回应",
    "未获认可",
    "同意再次申请特例",
    "更正答复",
    "更正告知",
}
MARKS = {
    "set": {"平台原因", "答复需修正", "同意特例", "不同意特例", "特例逾期未答", "重新受理", "恢复办理", "中心确认"},
    "cleared": {"告知结果", "确认", "撤回", "中心确认", "清除标注", "更正核查结论", "退回补充答复"},
    "special": {"告知结果", "送达", "电话告知", "函告", "撤回", "中心确认"},
}
TOLD = {"送达", "电话告知", "函告"}
OWNING = {"转交", "裁定", "退回"}
SHOWS_OWNER = REPLIES | {"转交", "裁定"}  # may open a catalogue correction about the owner of the data (M11)
EXTENDED = {  # or moot
    "申请延期", "批准延期", "不批准延期", "完成修正", "平台修复完成", "答复申请特例", "答复系平台环节", "退回补充答复",
    "更正核查结论",
}  # fmt: skip
ENDING = {
    "不予收办", "视为放弃", "告知结果", "确认", "逾期未确认", "撤回", "终止办理", "未配合终止",
    "特例未获回应", "无法告知",
    "中心确认", "未获认可",
} | TOLD  # fmt: skip
REOPENING = {"重新受理", "恢复办理"}
RESULTING = {
    "平台修复完成", "市平台反馈", "答复核实无误", "答复申请特例", "同意特例", "完成修正", "退回反馈", "退回补充答复",
    "同意再次申请特例", "不同意特例", "恢复办理",
}  # fmt: skip
ROUNDS = {"不认可", "复核未通过"}
TELLING = TOLD | REOPENING | ENDING | {
    "要求补正", "补正完毕", "认定正当理由", "答复需配合", "答复申请特例", "答复需修正", "答复核实无误", "配合",
    "同意特例",
    "不同意特例", "同意再次申请特例", "不认可", "退回补充答复",
}  # fmt: skip  # give a notice, reach the proposer with one, or are the proposer's answer to it
# Column of a case: steps that may change it; `state`, `party`, `seq` and the like follow from the step.
CHANGES: Mapping[str, set[str]] = {
    "department_id": OWNING,
    "handler_id": OWNING | {"转派", "收回转派", "答复系平台环节"},
    "received_at": OWNING | REPLIES | ROUNDS | {"签收", "同意再次申请特例"},
    "outcome": ENDING | REOPENING,
    "closed_at": ENDING | REOPENING,
    "ended_from": ENDING,
    "result": RESULTING | ROUNDS,
    "round": ROUNDS,
    "supplement_asked": {"要求补正"},
    "supplement_arrived": {"补正完毕", "认定正当理由", "重新受理"},
    "returns": {"退回", "答复系平台环节"},
    "owner_locked": {"裁定"},
    "flagged": MARKS["set"] | MARKS["cleared"],
    "flag_unconfirmed": {"逾期未确认", "无法告知", "未获认可", "清除标注"} | REOPENING,
    # the platform binds no department (P4); after a pause, or with a longer limit, there is a new date
    "promised_on": {
        "平台原因", "平台修复完成", "答复需修正", "更新预计日期", "申请延期", "批准延期",
        "更正核查结论", "退回补充答复",
        "不同意特例", "特例逾期未答", "裁定", "撤回", "退回反馈",
    } | ROUNDS | REOPENING,
    "joint": {"申请协同", "同意协同", "不同意协同", "退回", "答复核实无误", "答复系平台环节", "完成修正"} | ENDING,
    "related_ids": {"申请协同", "不同意协同", "退回", "答复核实无误", "答复系平台环节", "完成修正"} | ENDING,
    "pending": EXTENDED | ENDING,
    "pending_days": EXTENDED | TELLING,
    "pending_reason": EXTENDED | ENDING,
    "pending_on": EXTENDED | ENDING,
    "pending_by": EXTENDED | ENDING | {"电话告知", "函告"},
    "evaluated": {"评价"},
    "score": {"评价"},
    "root_id": {"关联"},
    "city_order": {"转市平台"},
    "to_tell": TELLING,
    "told_attempts": TELLING,
    "letter_sent": TELLING,
    "ex_officio": {"撤回", "恢复办理"},
    "withdrawn_at": {"撤回"} | REOPENING,
    "confirmed_by": {"中心确认", "退回反馈", "退回补充答复", "恢复办理", "不同意特例"} | ROUNDS,
    "replied_by": REPLIES,
    "replied_at": REPLIES,
    "result_told": TELLING,
    "platform_repaired_by": {"平台修复完成"} | ROUNDS,
    "repaired_by": {"完成修正", "平台修复完成", "退回反馈"} | ROUNDS,
    "fault_found": {"平台原因", "答复需修正", "更正核查结论", "退回补充答复", "清除标注"},
    "asked_to_cooperate": {"答复需配合", "配合", "撤回", "退回补充答复", "同意再次申请特例"} | REPLIES | ROUNDS,
    "cooperations": {"配合"} | ROUNDS,
    "specials": {"答复申请特例", "同意再次申请特例", "退回补充答复"} | ROUNDS,
    "special_lapses": {"特例逾期未答"} | ROUNDS,
    "special_pending": {
        "答复申请特例", "同意再次申请特例", "不同意再次申请特例", "完成修正", "答复核实无误", "答复系平台环节", "退回",
    } | ENDING,
    "platform_returned": {"答复系平台环节"} | ROUNDS,
    "reply_returned": {"退回补充答复"} | ROUNDS,
    "indefinite": REPLIES | ROUNDS | {"退回补充答复", "完成修正"},
}  # fmt: skip
FOLLOWS = frozenset({"state", "party", "seq", "version", "history_head", "stepped_at"})  # no other column ever changes
