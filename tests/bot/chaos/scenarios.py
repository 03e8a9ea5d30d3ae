"""Scenarios before fuzzing: every branch of `docs/law.md`, one line per step."""

from __future__ import annotations

from dataclasses import dataclass

FIRM, CREDIT, MARRIAGE, RELIEF, INSURED = "企业登记", "企业信用", "婚姻登记", "救助对象", "参保"
UNLISTED = "都不是|{mark} 某某专题库的宽表"
AGREED = {"重新归集了吗": "是", "还要转交": "否"}
ALSO = {"重新归集了吗": "是", "还要转交": "是"}
WEEK = 7 * 24


@dataclass(frozen=True)
class Scenario:
    """`begins` in hours after the first morning; each step is hours later, who, the word, and what they answer.

    A step that the clock or somebody else has made impossible is refused, and the scenario goes on. `<name>` stands
    for the number of another scenario's ticket.
    """

    name: str
    begins: float
    filer: str
    source: str
    steps: str = ""
    opening: str = "提出异议"
    record: str = ""  # a record that several scenarios question
    answers: tuple[tuple[str, str], ...] = ()


TO_MKT = "2 li.na 收办; 3 zhou.jie 平台核查无误; 2 li.na 转交 <n> MKT {mark} 目录载明; "
TO_CIV = "2 he.san 收办; 3 li.na 平台核查无误; 2 li.na 转交 <n> CIV {mark} 目录载明; "
REPAIRED = "20 li.na 告知结果; "
ROUND = "2 zhao.lei 答复核实无误; 3 li.na 告知结果; 3 ti.yi 不认可; "
SCENARIOS = (
    Scenario("主路", 0, "ti.jia", FIRM, TO_MKT + "3 wang.fang 签收; 22 wang.fang 答复需修正; 30 wang.fang 完成修正; "
          + REPAIRED + "5 ti.jia 已阅; 1 ti.jia 确认; 2 ti.jia 评价 <n> 4 {mark} 答复清楚"),
    Scenario("不予收办", 1, "ti.yi", UNLISTED, "3 li.na 不予收办 情形=不属于公共数据; 5 ti.yi 评价; "
          "20 zhou.jie 重新受理 <n> {mark} 复核后受理; 2 li.na 收办; 3 li.na 平台原因; "
          "4 ti.yi 撤回 <n> {mark} 不再需要"),
    Scenario("范围以外", 2, "ti.jia", MARRIAGE, "4 li.na 不予收办 情形=具体行政行为 行政行为导致=是 其他规定=是"),
    Scenario("重新提出", 30, "ti.jia", MARRIAGE, "2 ti.jia 催办 <n> {mark} 请尽快", opening="重新提出 <范围以外>"),
    Scenario("补正后平台修复", 3, "ti.yi", FIRM, "3 he.san 要求补正 哪些内容=佐证材料; 20 ti.yi 补正; 3 li.na 收办; "
          "5 li.na 平台原因; 4 li.na 申请延期 期限到=12; 20 li.na 申请延期 期限到=30; 3 zhou.jie 批准延期; "
          "30 li.na 平台修复完成 归集了吗=是 还要转交=否; 5 li.na 告知结果; 6 ti.yi 不认可; 3 li.na 转市平台; "
          "40 li.na 市平台反馈; 2 li.na 告知结果; 9 ti.yi 确认"),
    Scenario("逾期补正有理", 4, "ti.jia", CREDIT, "2 li.na 要求补正 哪些内容=联系方式; 128 ti.jia 补正; "
          "3 li.na 认定正当理由; 3 zhou.jie 要求补正 哪些内容=不清晰; 4 ti.jia 补正; 2 li.na 收办; "
          "5 li.na 平台核查无误"),
    Scenario("视为放弃", 5, "ti.yi", INSURED, "2 li.na 要求补正 哪些内容=数据来源; 140 zhou.jie 视为放弃; "
          "30 li.na 重新受理 <n> {mark} 电话说明出差; 20 ti.yi 补正; 2 li.na 收办"),
    Scenario("先认定理由", 6, "ti.jia", FIRM, "2 li.na 要求补正 哪些内容=疑问数据; 20 zhou.jie 认定正当理由 期限到=6; "
          "50 ti.jia 补正; 2 he.san 收办"),
    Scenario("放弃后另提", 7, "ti.jia", RELIEF, "2 li.na 要求补正 哪些内容=姓名; 150 li.na 视为放弃"),
    Scenario("平台和源头", 8, "liu.yang", FIRM, "2 li.na 收办; 4 zhou.jie 平台原因; 3 li.na 申请延期 期限到=14; "
          "2 li.na 平台修复完成 归集了吗=是 还要转交=是; 3 li.na 转交 <n> MKT {mark}; 4 zhao.lei 签收; "
          "20 zhao.lei 答复核实无误"),
    Scenario("两次退回", 9, "ti.yi", INSURED, TO_MKT + "3 wang.fang 退回 建议由=区民政局; "
          "2 li.na 转交 <n> 民政 {mark} 清单; 4 liu.yang 退回 <n> HRS {mark} 参保由人社登记; "
          "2 zhou.jie 裁定 转交哪个=人社; 3 tang.bo 退回 <n> MKT {mark}; 3 tang.bo 签收; 20 tang.bo 答复需修正; "
          "30 tang.bo 完成修正; 20 li.na 告知结果; 4 ti.yi 不认可; 4 tang.bo 签收"),
    Scenario("协同", 10, "ti.jia", CREDIT, TO_MKT + "2 wang.fang 签收; 2 zhao.lei 申请协同 哪些关联=区民政局; "
          "3 li.na 同意协同; 5 qian.duo 协同完成; 20 zhao.lei 答复需修正; 4 wang.fang 申请延期 期限到=10; "
          "20 wang.fang 申请延期 期限到=20; 4 li.na 不批准延期; 3 wang.fang 申请延期 期限到=18; 3 zhou.jie 批准延期; "
          "60 wang.fang 完成修正; 20 li.na 告知结果"),
    Scenario("协同未准", 11, "ti.yi", RELIEF, TO_CIV + "2 qian.duo 签收; 2 liu.yang 申请协同 哪些关联=区人社局; "
          "4 li.na 不同意协同; 3 liu.yang 答复需修正; 5 liu.yang 申请协同 哪些关联=区市场监管局; 3 zhou.jie 同意协同"),
    Scenario("特例", 12, "ti.jia", FIRM, TO_MKT + "4 zhao.lei 答复申请特例; 20 ti.jia 同意特例; 3 li.na 告知结果; "
          "9 ti.jia 评价", record="老记录"),
    Scenario("特例之后", 120, "ti.yi", FIRM, "3 li.na 收办", record="老记录"),
    Scenario("不同意特例", 13, "liu.yang", FIRM, TO_MKT + "3 wang.fang 签收; 5 wang.fang 答复申请特例; "
          "5 liu.yang 不同意特例; 6 wang.fang 答复申请特例; 8 li.na 不同意再次申请特例 <n> {mark} 仍须修正; "
          "30 wang.fang 完成修正"),
    Scenario("配合后无声", 14, "ti.yi", MARRIAGE, TO_CIV + "3 liu.yang 签收; 3 liu.yang 答复需配合; 20 ti.yi 配合; "
          "4 qian.duo 答复核实无误; 270 ti.yi 重新受理 <n> {mark} 出差归来; 5 ti.yi 确认; 3 ti.yi 评价; "
          "4 chen.mo 更正认定 更正哪一个=收办 哪一种认定=超期; "
          "2 li.na 目录更正 <n>"),
    Scenario("首件", 15, "ti.jia", RELIEF, "30 li.na 收办; 3 li.na 一并; 4 li.na 平台核查无误; 2 zhou.jie 一并; "
          "2 li.na 转交 <n> CIV {mark}; 1 li.na 一并; 9 liu.yang 答复需修正", record="同一处"),
    Scenario("同一问题", 16, "ti.yi", RELIEF, "4 li.na 关联 <n> <首件>; 80 liu.yang 答复需修正; 9 ti.yi 撤回",
          record="同一处"),
    Scenario("另一问题", 17, "liu.yang", RELIEF, "5 zhou.jie 关联 <n> <首件>; 9 li.na 取消关联 <n>", record="同一处"),
    Scenario("代录来电", 18, "li.na", MARRIAGE, TO_CIV + "3 liu.yang 签收; 20 liu.yang 答复需修正; "
          "9 feng.yi 完成修正; 30 qian.duo 完成修正; 3 li.na 告知结果; "
          "2 li.na 联系方式; 1 li.na 电话告知 <n> 已告知 {mark}; 8 zhou.jie 确认; 3 zhou.jie 评价", opening="代录"),
    Scenario("部门代录", 19, "wang.fang", FIRM, "3 li.na 收办; 9 li.na 平台核查无误", opening="代录",
          answers=(("提出方是谁", "姓名 {mark} 电话 13811100001"),)),
    Scenario("市级工单", 20, "zhou.jie", INSURED, "3 li.na 转交 <n> HRS {mark} 市级下发; 20 tang.bo 签收; "
          "30 tang.bo 答复核实无误; 9 li.na 告知结果", opening="录入市级工单"),
    Scenario("转派", 21, "ti.jia", FIRM, TO_MKT + "3 wang.fang 转派 转派给=孙丽; 3 sun.li 签收; 4 zhao.lei 收回转派; "
          "3 wang.fang 转派 转派给=孙丽; 20 sun.li 答复需修正; 40 sun.li 完成修正; 20 li.na 告知结果; 5 ti.jia 确认"),
    Scenario("超期", 22, "ti.yi", FIRM, TO_MKT + "30 ti.yi 催办; 120 wu.gang 催办; 5 chen.mo 催办; 5 zhou.jie 催办; "
          "40 zhao.lei 答复需修正"),
    Scenario("本部门", 23, "liu.yang", MARRIAGE, TO_CIV + "3 qian.duo 签收; 9 qian.duo 答复核实无误; "
          "20 li.na 告知结果; 2 feng.yi 确认; 9 liu.yang 确认"),
    Scenario("终止办理", 3, "ti.jia", MARRIAGE, TO_CIV + "3 li.na 终止办理 行政行为导致=是 其他规定能够处理=是; "
          "9 li.na 重新受理 <n> {mark} 复核后恢复"),
    Scenario("误点", 4, "ti.yi", FIRM, "2 li.na 收办; 2 li.na 平台核查无误; 1 li.na 更正核查结论 <n> {mark} 误点; "
          "2 li.na 平台原因; 2 li.na 更新预计日期; 1 zhou.jie 更正核查结论 <n> {mark} 复查无误; 2 li.na 转市平台; "
          "9 li.na 跟进市平台 <n> {mark} 已催办"),
    Scenario("系平台环节", 5, "ti.jia", FIRM, TO_MKT + "2 wang.fang 签收; 3 wang.fang 答复系平台环节; "
          "4 li.na 裁定 <n> MKT {mark} 核查无误; 3 zhao.lei 答复需修正; 2 zhao.lei 更新预计日期; "
          "2 zhao.lei 更正答复 <n> {mark} 更正为原件日期"),
    Scenario("三次申请特例", 6, "ti.yi", MARRIAGE, TO_CIV + "3 liu.yang 答复申请特例; 200 liu.yang 答复申请特例; "
          "4 li.na 同意再次申请特例 <n> {mark} 理由充分; 340 li.na 特例未获回应 <n> {mark} 两次未答; "
          "9 li.na 重新受理 <n> {mark} 联系上了"),
    Scenario("未配合", 7, "ti.jia", RELIEF, TO_CIV + "3 liu.yang 答复需配合; 200 li.na 未配合终止 <n> {mark} 联系未果"),
    Scenario("退回补充", 8, "ti.yi", FIRM, TO_MKT + "2 wang.fang 签收; 2 wang.fang 答复核实无误 <n> 正在核实; "
          "1 wang.fang 答复核实无误 <n> 正在核实; 1 li.na 退回补充答复 <n> {mark} 没有结论; "
          "3 wang.fang 答复需修正; 4 wang.fang 完成修正; "
          "1 li.na 退回反馈 <n> {mark} 查无批次; 4 wang.fang 完成修正; 2 li.na 告知结果; "
          "2 li.na 更正告知 <n> {mark} 批次应为第二批"),
    Scenario("依职权", 9, "ti.jia", FIRM, TO_MKT + "2 wang.fang 答复需修正; 2 ti.jia 撤回; "
          "3 li.na 恢复办理 <n> {mark} 来电; 2 wang.fang 完成修正; 2 li.na 告知结果; 2 ti.jia 撤回; "
          "3 li.na 复核未通过 <n> {mark} 仍有差异; 3 wang.fang 答复需修正; "
          "3 wang.fang 完成修正; 3 li.na 中心确认 <n> {mark} 已核; 3 zhou.jie 中心确认 <n> {mark} 已核"),
    Scenario("第四轮", 10, "ti.yi", FIRM, TO_MKT + ROUND * 3 + "3 chen.mo 未获认可 <n> {mark} 三轮未获认可"),
    Scenario("无法告知", 0, "he.san", FIRM, TO_MKT + "1 zhao.lei 答复需修正; 2 zhao.lei 完成修正; 1 li.na 告知结果; "
          + "23 li.na 电话告知 <n> 无人接听 {mark}; " * 4 + "3 li.na 函告 <n> 已寄出 {mark}; "
          "4 zhou.jie 无法告知 <n> {mark} 多次未果; 9 zhou.jie 清除标注 <n> {mark} 已核", opening="代录"),
    Scenario("无人理会", 24, "ti.jia", FIRM, "300 ti.jia 催办"),
)  # fmt: skip
FINAL = 22 * 24  # Friday 2026-10-09: cases filed on the last day, still open when fuzzing starts
OPEN_CASES = (
    Scenario("待预审", FINAL, "ti.jia", UNLISTED),
    Scenario("待补正", FINAL, "ti.yi", FIRM, "2 li.na 要求补正 哪些内容=佐证材料"),
    Scenario("逾期待认定", FINAL - 2 * WEEK, "ti.jia", FIRM, "2 li.na 要求补正 哪些内容=佐证材料"),
    Scenario("平台核查中", FINAL, "liu.yang", FIRM, "2 li.na 收办"),
    Scenario("平台修复中", FINAL, "ti.yi", FIRM, "2 li.na 收办; 1 li.na 平台原因; 1 li.na 申请延期 期限到=40"),
    Scenario("待转交", FINAL, "ti.jia", CREDIT, "2 li.na 收办; 1 li.na 平台核查无误"),
    Scenario("待签收", FINAL, "ti.yi", FIRM, TO_MKT + "1 wang.fang 答复 <n>; 1 zhao.lei 更多 <n>"),
    Scenario("部门核实中", FINAL, "ti.jia", CREDIT, TO_MKT + "1 wang.fang 签收; "
          "1 wang.fang 申请协同 哪些关联=区民政局"),
    Scenario("协同中", FINAL, "ti.yi", RELIEF, TO_CIV + "1 liu.yang 签收; 1 liu.yang 申请协同 哪些关联=区市场监管局; "
          "1 li.na 同意协同"),
    Scenario("待提出方配合", FINAL, "ti.jia", MARRIAGE, TO_CIV + "1 liu.yang 答复需配合"),
    Scenario("待同意特例", FINAL, "ti.yi", MARRIAGE, TO_CIV + "1 liu.yang 答复申请特例"),
    Scenario("部门修正中", FINAL, "ti.jia", FIRM, TO_MKT + "1 wang.fang 转派 转派给=孙丽; 1 sun.li 答复需修正; "
          "1 wang.fang 申请延期 期限到=30"),
    Scenario("待裁定", FINAL, "ti.yi", FIRM, TO_MKT + "1 wang.fang 退回 建议由=区民政局; 1 li.na 转交 <n> 民政 {mark}; "
          "1 liu.yang 退回 建议由=区人社局"),
    Scenario("市平台处理中", FINAL, "ti.jia", INSURED, "2 li.na 收办; 1 li.na 转市平台"),
    Scenario("待告知结果", FINAL + 8, "liu.yang", FIRM, TO_MKT + "1 zhao.lei 答复核实无误"),
    Scenario("待提出方确认", FINAL, "ti.yi", FIRM, TO_MKT + "1 zhao.lei 答复核实无误; 1 li.na 告知结果"),
    Scenario("待中心确认", FINAL, "ti.jia", FIRM, TO_MKT + "1 zhao.lei 答复需修正; 1 zhao.lei 完成修正; "
          "1 li.na 告知结果; 1 ti.jia 撤回"),
    Scenario("代录待确认", FINAL, "he.san", FIRM, TO_MKT + "1 zhao.lei 答复核实无误; 1 li.na 告知结果", opening="代录"),
)  # fmt: skip
STAND_INS = (  # hours after the first morning, who, and who stands in for them
    (60, "wang.fang", "设置代理 赵磊 今天 3天后"),
    (62, "li.na", "设置代理 何三 明天 5天后"),
    (70, "liu.yang", "设置代理 冯一 今天 10天后"),
    (72, "chen.mo", "设置代理 高远 今天 2天后"),
    (FINAL, "wu.gang", "设置代理 孙丽 今天 20天后"),
    (FINAL + 1, "tang.bo", "设置代理 徐静 今天 20天后"),
    (FINAL + 2, "zhao.lei", "设置代理 王芳 今天 20天后"),
)
LOOKUPS = (  # repeated lookups
    "我的待办", "我的异议", "目录更正", "目录更正 1 已更正 {mark}", "目录更正 2 无需更正 {mark}",
    "查询 登记", "查询 信息", "逾期", "统计", "统计 本月", "标注", "特例", "帮助", "继续",
    "为什么", "更多", "催办", "查询 CN", "收办", "确认", "补正", "答复", "代录", "提出异议", "取消 确定",
)  # fmt: skip
