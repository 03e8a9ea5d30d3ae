"""Half-filled forms: one of every kind that asks questions, filled in up to the last but one."""

from __future__ import annotations

from dataclasses import dataclass

from tests.permissions.district import FUSED
from tests.permissions.steps import CENTRE, OFFICER, OWNER

FILING = (("says", "提出异议"), ("says", FUSED), ("picks", "不一致"), ("says", "甲公司，地址"))
EVIDENCE = (("says", "走访时发现"), ("file", ""))
DIRECTOR, SUPERVISOR, B = "zhou.jie", "chen.mo", "zhao.lei"


@dataclass(frozen=True)
class HalfFilledForm:
    """`case` is the plan whose ticket is 〈N〉; `end` is the input that ends the form, where it is not an answer."""

    form: str
    user: str
    steps: tuple[tuple[str, str], ...]
    case: str = ""
    end: tuple[tuple[str, str], ...] = ()


def _act(form: str, user: str, case: str, *steps: tuple[str, str]) -> HalfFilledForm:
    return HalfFilledForm(f"act:{form}", user, steps, case)


HALF_FILLED_FORMS = (
    HalfFilledForm("correction:corrected", CENTRE, (("says", "目录更正 2 已更正"),)),
    HalfFilledForm("correction:dismissed", DIRECTOR, (("says", "目录更正 2 无需更正"),)),
    HalfFilledForm("filing", OWNER, (*FILING, ("says", "应为正确的地址"), *EVIDENCE, ("says", "暂存"))),
    HalfFilledForm("filing", OWNER, (("says", "提出异议"), ("clicks", "另写一份"))),
    HalfFilledForm(
        "filing",
        "he.ping",
        (*FILING, ("says", "应为正确的地址"), ("says", "走访时发现"), ("says", "完成"), ("says", "电话 021-12345678")),
        end=(("says", "修改第4项"), ("says", "应为另一个地址"), ("says", "提交")),
    ),
    HalfFilledForm("filing", "ling.dao", FILING[:2], end=(("says", "取消"), ("choose", "取消 确定"))),
    HalfFilledForm("supplement", OWNER, (("says", "补正 N"), ("says", "补充的说明"), ("file", "")), "待补正"),
    HalfFilledForm("on-behalf", CENTRE, (("says", "代录"), ("picks", "电话"), ("says", "刚刚"))),
    HalfFilledForm("city-order", DIRECTOR, (("says", "暂存"), ("says", "录入市级工单 SH-2026-0999"), ("says", "刚刚"))),
    HalfFilledForm("stand-in", OFFICER, (("says", "设置代理 童适"), ("says", "12月21日"))),
    _act("decline", CENTRE, "待预审", ("says", "不予收办 N 不在职责之内")),
    _act("decline", DIRECTOR, "待预审", ("says", "不予收办 N"), ("picks", "行政行为")),
    _act("ask_supplement", CENTRE, "待预审", ("says", "要求补正 N")),
    _act("ask_supplement", DIRECTOR, "待预审 已补正", ("says", "要求补正 N 请补充证照照片")),
    _act("justify", CENTRE, "逾期待认定", ("says", "认定正当理由 N"), ("says", "出差在外")),
    _act("blame_platform", CENTRE, "平台核查中", ("says", "平台原因 N 归集时漏了一批"), ("picks", "归集")),
    _act("finish_platform_repair", CENTRE, "平台修复中", ("says", "平台修复完成 N 已修复"), ("picks", "是")),
    _act("hand_to_city", CENTRE, "待转交", ("says", "转市平台 N")),
    _act("city_result", CENTRE, "市平台处理中", ("says", "市平台反馈 N")),
    _act("transfer", CENTRE, "待转交", ("says", "转交 N CIV")),
    _act("transfer", DIRECTOR, "待转交", ("says", "转交 N")),
    _act("rule", CENTRE, "待裁定", ("says", "裁定 N MKT")),
    _act("dispatch", OFFICER, "部门核实中", ("says", "转派 N")),
    _act("return", OFFICER, "部门核实中", ("says", "退回 N"), ("file", "")),
    _act("reply_repair", OFFICER, "部门核实中", ("says", "答复需修正 N"), ("says", "核实后确有错误，需要修正")),
    _act("reply_correct", OFFICER, "部门核实中", ("says", "答复核实无误 N"), ("says", "核实后与档案一致")),
    _act("reply_cooperate", OFFICER, "部门核实中", ("says", "答复需配合 N 需提供原件核对"), ("says", "到窗口核对")),
    _act("reply_special", OFFICER, "部门核实中", ("says", "答复申请特例 N"), ("picks", "灭失"), ("file", "")),
    _act("cooperate", OWNER, "待提出方配合", ("says", "配合 N")),
    _act("refuse_special", OWNER, "待同意特例", ("says", "不同意特例 N")),
    _act("request_joint", OFFICER, "部门核实中", ("says", "申请协同 N"), ("picks", "区税务局")),
    _act("refuse_joint", CENTRE, "部门核实中 申请协同", ("says", "不同意协同 N")),
    _act("finish_related", "qian.duo", "部门核实中 协同", ("says", "协同完成 N")),
    _act("extend", OFFICER, "部门修正中", ("says", "申请延期 N"), ("picks", "基层数据"), ("says", "20")),
    _act("extend", CENTRE, "平台修复中", ("says", "申请延期 N")),
    _act("refuse_extension", CENTRE, "部门修正中 待批", ("says", "不批准延期 N")),
    _act("finish_repair", OFFICER, "部门修正中", ("says", "完成修正 N 已经改正"), ("picks", "是")),
    _act("telephone", CENTRE, "代录 待提出方确认", ("says", "电话告知 N")),
    _act("reject", OWNER, "待提出方确认", ("says", "不认可 N")),
    _act("reject", CENTRE, "代录 待提出方确认", ("says", "不认可 N"), ("says", "提出方认为仍不正确")),
    _act("evaluate", OWNER, "已办结 确认", ("says", "评价 N")),
    _act("reopen", CENTRE, "已办结 不予收办", ("says", "重新受理 N")),
    _act("reopen", OWNER, "已办结 逾期未确认", ("says", "重新受理 N")),
    _act("correct_verdict", SUPERVISOR, "已办结 评价", ("says", "更正认定 N"), ("picks", "部门修正")),
)  # fmt: skip
