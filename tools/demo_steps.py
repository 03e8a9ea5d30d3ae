"""The steps of the demo district that lead to each command: who acts, which commands come before it, what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CLOCK = "the clock"


@dataclass(frozen=True, slots=True)
class Step:
    """`by` is a role, and the department where it is not the first that has one; `after` are the commands before it.

    `says` is pressed where a button says it, chosen where an option does (a piece of it is enough), else typed, with
    the case's number for {n}, the first one's for {first} and a number of the walk's own for {walk}. Without `says` it
    is the command's own word. The clock says how many days pass.
    """

    by: str
    after: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


ENTRY, FUSION = "法人登记信息", "企业综合信用画像"
RECORDS, DOUBT, SCENARIO = "某某有限公司登记状态为存续", "该公司已于2025年注销，应为注销", "办理补贴发放时发现"
ITEMS = (ENTRY, "错误", RECORDS, DOUBT, SCENARIO, "完成")
CONTACT = "姓名王一，单位某公司，电话021-12345678"

FILED = ("提出异议",)
TAKEN = (*FILED, "收办")
CLEARED = (*TAKEN, "平台核查无误")
SENT = (*CLEARED, "转交")
RECEIVED = (*SENT, "签收")
ANSWERED = (*RECEIVED, "答复")
TOLD = (*ANSWERED, "完成修正", "告知结果")
CLOSED = (*TOLD, "确认")
LAPSED = (*FILED, "要求补正", "十二天后")
FUSED = ("对融合数据提出异议", "收办", "平台核查无误", "转交市场监管局", "签收", "申请协同")
RETURNED = (*SENT, "退回", "转交民政局", "再次退回")
SPECIAL = (*RECEIVED, "答复申请特例")
SPECIAL_AGAIN = (*SPECIAL, "不同意特例", "答复申请特例")
STEPPED_OUT = (*ANSWERED, "撤回", "完成修正")
REJECTED = ("签收", "答复", "完成修正", "告知结果", "不认可")
UNTOLD = ("代录", "不予收办")

STEPS: Mapping[str, Step] = {
    # what leads there and is no command of its own
    "填写依据": Step("proposer", (), ("提出异议", *ITEMS[:4])),
    "填写完毕": Step("proposer", (), ("提出异议", *ITEMS)),
    "填写了证件号码": Step("proposer", (), ("提出异议", *ITEMS[:2], "张某，110101199003070038", *ITEMS[3:])),
    "对融合数据提出异议": Step("proposer", (), ("提出异议", FUSION, *ITEMS[1:], "提交")),
    "转交市场监管局": Step("operator", (), ("转交 {n} SJG 由其牵头",)),
    "转交民政局": Step("operator", (), ("转交 {n} MZJ 权责清单",)),
    "再次退回": Step("officer-a MZJ", (), ("退回 {n} SJG 目录登记为市场监管局",)),
    "十二天后": Step(CLOCK, (), ("12",)),
    "次日": Step(CLOCK, (), ("1",)),
    "三周后": Step(CLOCK, (), ("21",)),
    "电话未接通": Step("operator", (), ("电话告知 {n} 无人接听",)),
    "答复不明确": Step("officer-a", (), ("答复需修正 {n} 5个工作日后 正在核实", "正在核实")),
    # the proposer, and everybody
    "提出异议": Step("proposer", (), ("提出异议", *ITEMS, "提交")),
    "我的异议": Step("proposer", FILED),
    "我的待办": Step("operator", FILED),
    "查询": Step("operator", TAKEN, ("查询 {n}",)),
    "为什么": Step("proposer", TAKEN, ("为什么 {n}",)),
    "更多": Step("operator", TAKEN, ("更多 {n}",)),
    "已阅": Step("officer-a", SENT, ("已阅 {n}",)),
    "补正": Step("proposer", (*FILED, "要求补正")),
    "补正完毕": Step("proposer", (*FILED, "要求补正", "补正"), ("注销证明编号2025-1187", "补正完毕")),
    "代录": Step("operator", (), ("代录", "电话", "刚刚", CONTACT, *ITEMS, "提交")),
    "重新提出": Step("proposer", (*FILED, "撤回"), ("重新提出 {n}",)),
    "录入市级工单": Step("operator", (), ("录入市级工单 SH-2026-{walk}", "刚刚", *ITEMS, "提交")),
    "联系方式": Step("operator", TAKEN, ("联系方式 {n}",)),
    "设置代理": Step("officer-a", (), ("设置代理 郑思齐 今天 今天",)),
    # 收办 (M10, P2, P3)
    "收办": Step("operator", FILED),
    "不予收办": Step("operator", FILED, ("不予收办 {n} 所涉数据为企业内部台账", "不属于公共数据")),
    "要求补正": Step("operator", FILED, ("要求补正 {n} 请补充注销证明",)),
    "认定正当理由": Step("operator", LAPSED, ("认定正当理由 {n} 3 出差在外",)),
    "视为放弃": Step("operator", LAPSED, ("视为放弃 {n} 逾期未补正",)),
    "终止办理": Step("operator", TAKEN, ("终止办理 {n} 企业信息公示暂行条例 应按该条例申请更正", "是", "是")),
    # 平台核查与处理 (M11, P4, P10)
    "平台核查无误": Step("operator", TAKEN),
    "平台核查": Step("operator", TAKEN, ("平台核查 {n}", "平台核查无误")),
    "平台原因": Step("operator", TAKEN, ("平台原因 {n} 归集任务中断", "归集", "跳过")),
    "平台修复完成": Step("operator", (*TAKEN, "平台原因"), ("平台修复完成 {n} 任务已恢复", "是", "当日批次", "否")),
    "更正核查结论": Step("operator", CLEARED, ("更正核查结论 {n} 误点核查无误",)),
    "转市平台": Step("operator", CLEARED, ("转市平台 {n} SH-2026-{walk}",)),
    "市平台反馈": Step("operator", (*CLEARED, "转市平台"), ("市平台反馈 {n} 市平台已更正",)),
    "跟进市平台": Step("operator", (*CLEARED, "转市平台"), ("跟进市平台 {n} 已电话询问市平台，答复本周内办结",)),
    # 转交、签收、转派、退回、裁定 (M6, M7, M11)
    "转交": Step("operator", CLEARED, ("转交区市场监管局",)),
    "裁定": Step("operator", RETURNED, ("裁定 {n} SJG 目录登记为准",)),
    "签收": Step("officer-a", SENT),
    "转派": Step("officer-a", RECEIVED, ("转派 {n} 郑思齐",)),
    "致电登记": Step("operator", SENT, ("致电登记 {n} 办公室值班员 已请其今日签收",)),
    "收回转派": Step("officer-a", (*RECEIVED, "转派")),
    "退回": Step("officer-a", SENT, ("退回 {n} MZJ 权责清单第12项",)),
    # 答复 (M13, G4, G7, P5, P6)
    "答复": Step("officer-a", RECEIVED, ("答复", "需要修正", "属实，登记状态未更新", "5个工作日后")),
    "答复需修正": Step("officer-a", RECEIVED, ("答复需修正 {n} 5个工作日后 属实，登记状态未更新",)),
    "答复核实无误": Step("officer-a", RECEIVED, ("答复核实无误 {n} 经核对，与登记档案一致", "档案编号2025-1187")),
    "答复需配合": Step("officer-a", RECEIVED, ("答复需配合 {n} 档案缺少注销材料", "携带注销通知书", "到三楼窗口提交")),
    "答复申请特例": Step("officer-a", RECEIVED, ("答复申请特例 {n} 2003年档案因水灾灭失，无从核对", "灭失")),
    "答复系平台环节": Step("officer-a", RECEIVED, ("答复系平台环节 {n} 源数据为注销，平台未更新", "档案编号2025-1187")),
    "更正答复": Step("officer-a", ANSWERED, ("更正答复 {n} 登记状态应为吊销", "经办人笔误")),
    "退回补充答复": Step("operator", (*RECEIVED, "答复不明确"), ("退回补充答复 {n} 未写明核实的依据",)),
    "配合": Step("proposer", (*RECEIVED, "答复需配合"), ("配合 {n} 已于今日提交",)),
    "未配合终止": Step("operator", (*RECEIVED, "答复需配合", "三周后"), ("未配合终止 {n} 逾期未提交注销材料",)),
    "同意特例": Step("proposer", (*RECEIVED, "答复申请特例")),
    "不同意特例": Step("proposer", (*RECEIVED, "答复申请特例"), ("不同意特例 {n} 街道存有副本",)),
    "同意再次申请特例": Step("operator", SPECIAL_AGAIN, ("同意再次申请特例 {n} 补充了档案馆证明",)),
    "不同意再次申请特例": Step("operator", SPECIAL_AGAIN, ("不同意再次申请特例 {n} 街道存有副本",)),
    "特例未获回应": Step(
        "operator",
        (*SPECIAL, "三周后", "答复申请特例", "同意再次申请特例", "三周后"),
        ("特例未获回应 {n} 两次逾期未答复",),
    ),
    # 协同 (M6, M12)
    "申请协同": Step("officer-a", FUSED[:-1], ("申请协同 {n} 源数据来自民政", "区民政局")),
    "同意协同": Step("operator", FUSED),
    "不同意协同": Step("operator", FUSED, ("不同意协同 {n} 可自行核实",)),
    "协同完成": Step("officer-a MZJ", (*FUSED, "同意协同"), ("协同完成 {n} 已更正源数据并重新报送",)),
    # 延期、修正 (P4, P7, P8)
    "申请延期": Step("officer-a", ANSWERED, ("申请延期 {n} 20 15个工作日后 需要街道重新采集", "基层数据")),
    "批准延期": Step("operator", (*ANSWERED, "申请延期"), ("批准延期 {n} 情况属实",)),
    "不批准延期": Step("operator", (*ANSWERED, "申请延期"), ("不批准延期 {n} 理由不充分",)),
    "完成修正": Step("officer-a", ANSWERED, ("完成修正 {n} 已更正为注销", "是", "当日批次")),
    "更新预计日期": Step("officer-a", ANSWERED, ("更新预计日期 {n} 3个工作日后 档案已提前调取",)),
    "退回反馈": Step("operator", (*ANSWERED, "完成修正"), ("退回反馈 {n} 平台未见当日批次",)),
    # 告知、确认、评价 (M14, P9, M5)
    "告知结果": Step("operator", TOLD[:-1]),
    "电话告知": Step("operator", TOLD, ("电话告知 {n} 已告知",)),
    "函告": Step("operator", UNTOLD, ("函告 {n} 已寄出",)),
    "无法告知": Step(
        "director",
        (*UNTOLD, "电话未接通", "次日", "电话未接通", "次日", "电话未接通", "函告"),
        ("无法告知 {n} 电话三日未接通，函件无回音",),
    ),
    "更正告知": Step("operator", TOLD, ("更正告知 {n} 登记状态已更正为吊销", "此前表述有误")),
    "确认": Step("proposer", TOLD),
    "不认可": Step("proposer", TOLD, ("不认可 {n} 查询系统仍显示存续",)),
    "未获认可": Step("supervisor", (*SENT, *REJECTED * 3), ("未获认可 {n} 三轮办理均已查证属实",)),
    "清除标注": Step("operator", (*TOLD, "三周后"), ("清除标注 {n} 已核对，平台数据为注销",)),
    "评价": Step("proposer", CLOSED, ("评价 {n} 5 办理及时",)),
    "撤回": Step("proposer", FILED, ("撤回 {n} 不再需要",)),
    "恢复办理": Step("operator", (*FILED, "撤回"), ("恢复办理 {n} 提出方来电要求恢复",)),
    "中心确认": Step("operator", STEPPED_OUT, ("中心确认 {n} 已核对，平台数据为注销",)),
    "复核未通过": Step("operator", STEPPED_OUT, ("复核未通过 {n} 平台数据仍为存续",)),
    "催办": Step("leader", SENT, ("催办 {n}",)),
    "批示": Step("leader", SENT, ("批示 {n} 请于今日办结",)),
    "重新受理": Step("operator", (*FILED, "不予收办"), ("重新受理 {n} 属于公共数据",)),
    "更正认定": Step("supervisor", TAKEN, ("更正认定 {n} 系统故障所致", "收办意见", "不计")),
    "认定复核": Step("supervisor"),
    # several cases of one problem, and the registers
    "关联": Step("operator", FILED * 2, ("关联 {n} {first}",)),
    "取消关联": Step("operator", (*FILED * 2, "关联"), ("取消关联 {n}",)),
    "一并": Step("operator", (*FILED * 2, "关联"), ("一并 {first}",)),
    "特例": Step("operator"),
    "标注": Step("supervisor", ANSWERED),
    "目录更正": Step("operator", (*SENT, "退回", "转交民政局")),
    "逾期": Step("leader", SENT),
    "统计": Step("supervisor", CLOSED),
    "公开报告": Step("proposer"),
    "人工": Step("proposer"),
    # people, their rights and their own data; requests to grant need `security.two_persons`, which is off here
    "移交": Step("officer-a", RECEIVED, ("移交 林晓棠 给 周子衡", "确定")),
    "授权": Step("security-administrator", (), ("授权 吴可欣 经办",)),
    "取消授权": Step("security-administrator", ("授权",), ("取消授权 吴可欣 经办",)),
    "授权申请": Step("security-administrator"),
    "同意授权": Step("security-administrator", (), ("同意授权 1",)),
    "不同意授权": Step("security-administrator", (), ("不同意授权 1",)),
    "审计": Step("auditor", FILED),
    "查阅记录": Step("audit-administrator"),
    "时间确认": Step("operator"),
    "查阅我的信息": Step("proposer"),
    "更正我的信息": Step("proposer"),
    "删除我的信息": Step("proposer"),
    "信息更正": Step("operator"),
    # steering an open form
    "上一步": Step("proposer", ("填写依据",)),
    "修改": Step("proposer", ("填写完毕",), ("修改第3项",)),
    "跳过": Step("proposer", ("填写完毕", "修改")),
    "完成": Step("proposer", ("填写依据",), (SCENARIO, "完成")),
    "提交": Step("proposer", ("填写完毕",)),
    "仍要提交": Step("proposer", ("填写了证件号码",)),
    "删除附件": Step("proposer", ("填写完毕",), ("删除附件 1",)),
    "确定": Step("proposer", TOLD, ("确认", "确定")),
    "暂存": Step("proposer", ("填写依据",)),
    "继续": Step("proposer", ("填写依据", "暂存")),
    "取消": Step("proposer", ("填写依据",)),
    "选定": Step("proposer", (), ("提出异议", ENTRY, "错误")),
    "帮助": Step("operator"),
}  # fmt: skip
