"""The acts of the law as commands, one line each; who may, and what must be given, stands in the law's own table."""

from __future__ import annotations

from bot.acts.checking import WORD as CHECK
from bot.acts.checking import check
from bot.acts.conversation import FORMS, run_of
from bot.acts.replies import WORD as REPLY
from bot.acts.replies import reply
from bot.acts.urging import urge
from bot.context import Command
from regulation.states import Action

ALL: frozenset[str] = frozenset()
CENTRE = frozenset({"operator", "director"})
OFFICERS = frozenset({"officer-a", "officer-b"})
DEPARTMENT = OFFICERS | {"handler"}
WHO_URGES = CENTRE | {"proposer", "leader", "supervisor"}


def _act(action: Action, roles: frozenset[str], help: str, args: str = "", aliases: tuple[str, ...] = ()) -> Command:
    word, form = action.value, FORMS[action]
    usage = f"{word} <工单号>{f' [{args}]' if args else ''}"
    return Command(word, usage, help, run_of(action, word), aliases, roles, (form,))


ACTS: tuple[Command, ...] = (
    # 收办 (M10, P2, P3)
    _act(Action.ACCEPT, CENTRE, "出具收办意见", aliases=("受理", "收下")),
    _act(Action.DECLINE, CENTRE, "出具不予收办意见并说明理由", "理由", ("不予受理", "不收办")),
    _act(Action.ASK_SUPPLEMENT, CENTRE, "一次性告知须补正的全部内容", "内容"),
    _act(Action.JUSTIFY, CENTRE, "认定逾期补正有正当理由，另定期限", "期限 理由"),
    _act(Action.ABANDON, CENTRE, "逾期未补正，视为放弃本次异议", "理由"),
    # 平台核查与处理 (M11, P4, P10)
    _act(Action.CLEAR_PLATFORM, CENTRE, "平台内部核查无误，转入转交", aliases=("核查无误",)),
    Command(CHECK, f"{CHECK} <工单号> [无误|平台原因]", "登记平台内部核查的结果", check, for_roles=CENTRE),
    _act(Action.BLAME_PLATFORM, CENTRE, "查明是平台原因，开始修复", "核查情况"),
    _act(Action.FINISH_PLATFORM_REPAIR, CENTRE, "平台修复完成并已重新归集", "处理情况"),
    _act(Action.HAND_TO_CITY, CENTRE, "转市大数据资源平台办理", "市平台工单号"),
    _act(Action.CITY_RESULT, CENTRE, "登记市平台的反馈结果", "结果"),
    # 转交、签收、转派、退回、裁定 (M6, M7, M11)
    _act(Action.TRANSFER, CENTRE, "转交责任部门或公共数据主管部门", "部门 依据"),
    _act(Action.RULE, CENTRE, "裁定责任部门", "部门 依据"),
    _act(Action.RECEIVE, DEPARTMENT, "签收工单", aliases=("接收",)),
    _act(Action.DISPATCH, OFFICERS, "转派本部门同事经办", "姓名"),
    _act(Action.TAKE_BACK, DEPARTMENT, "收回转派"),
    _act(Action.RETURN, OFFICERS, "不属于本部门，说明依据并退回", "建议部门 依据"),
    # 答复 (M13, G4, G7, P5, P6)
    Command(REPLY, f"{REPLY} <工单号> [类型 内容]", "给出明确答复", reply, ("回复",), DEPARTMENT),
    _act(Action.REPLY_REPAIR, DEPARTMENT, "答复属实，写明预计修正日期", "日期 核实结果"),
    _act(Action.REPLY_CORRECT, DEPARTMENT, "答复核实无误，写明依据", "核实结果"),
    _act(Action.REPLY_COOPERATE, DEPARTMENT, "答复需提出方配合，写明方式和流程", "核实结果"),
    _act(Action.REPLY_SPECIAL, DEPARTMENT, "因历史原因申请特例", "说明"),
    _act(Action.COOPERATE, ALL, "告诉部门已按要求配合", "配合情况"),
    _act(Action.CONSENT, ALL, "同意作为特例数据不做处理"),
    _act(Action.REFUSE_SPECIAL, ALL, "不同意特例，要求继续修正", "理由"),
    # 协同 (M6, M12)
    _act(Action.REQUEST_JOINT, OFFICERS, "融合数据申请关联部门协同处理", "理由"),
    _act(Action.APPROVE_JOINT, CENTRE, "同意协同处理"),
    _act(Action.REFUSE_JOINT, CENTRE, "不同意协同处理", "理由"),
    _act(Action.FINISH_RELATED, OFFICERS, "本部门的协同处理已完成", "处理情况"),
    # 延期、修正 (P4, P7, P8)
    _act(Action.EXTEND, CENTRE | OFFICERS, "申请延长修复期限（总工作日数）", "工作日数 理由", ("延期",)),
    _act(Action.APPROVE_EXTENSION, CENTRE, "批准超过“原则上”期限的延期", "理由"),
    _act(Action.REFUSE_EXTENSION, CENTRE, "不批准延期", "理由"),
    _act(Action.FINISH_REPAIR, DEPARTMENT, "修正完成并已重新归集，反馈中心", "处理情况", ("修正完成",)),
    # 告知、确认、评价 (M14, P9, M5)
    _act(Action.NOTIFY, CENTRE, "把办理结果告知提出方", aliases=("告知",)),
    _act(Action.TELEPHONE, CENTRE, "登记电话告知提出方的结果", "结果 备注", ("已电话告知",)),
    _act(Action.CONFIRM, ALL, "确认结果，办结", aliases=("认可",)),
    _act(Action.REJECT, ALL, "不认可结果，说明仍存在的问题", "问题"),
    _act(Action.EVALUATE, ALL, "评价办理情况（1至5分）", "分数 意见"),
    _act(Action.WITHDRAW, ALL, "撤回异议", "理由"),
    Command(Action.URGE.value, "催办 <工单号>", "提醒承办人尽快办理", urge, ("催一下",), WHO_URGES),
    _act(Action.REOPEN, CENTRE, "重新受理已办结的异议", "理由"),
    _act(Action.CORRECT_VERDICT, frozenset({"supervisor"}), "更正已冻结的期限认定", "理由"),
)
