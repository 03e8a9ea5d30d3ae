"""Acts of chapter 转交、签收、转派、退回、裁定: routing to the department that owns the data (M6, M7, M11, P4)."""

from __future__ import annotations

from bot.acts.act import Act, H, P, Place, Tell
from bot.acts.phrases import by, department, due, proposed_owner, sentence_for, stated, written
from bot.view import View
from regulation.states import Action, State


def _transferred(view: View) -> str:
    """Who of the department heard of it is added where it is known: `bot.notify.department_told` (M7)."""
    by = f"，{_asked(view)}期限{due(view)}" if view.limit else ""
    return f"已转交{department(view)}{by}。"


def _asked(view: View) -> str:
    """Ruled back while it was repairing, the department's repair limit goes on (own rule)."""
    return "修正" if view.state is State.REPAIRING else "答复"


def _ruled(view: View) -> str:
    by = f"，{_asked(view)}期限{due(view)}" if view.limit else ""
    return f"已裁定由{department(view)}办理{by}。"


def _ruled_to_proposer(view: View) -> str:
    if view.state is State.REPAIRING:
        return f"现由{department(view)}继续修正{f'，修正期限{due(view)}' if view.limit else ''}。"
    return _with_department(view)


def _with_department(view: View) -> str:
    by = f"，最迟{due(view)}答复您" if view.limit else ""
    return f"现由{department(view)}核实{by}。"


def _received(view: View) -> str:
    by = f"，最迟{due(view)}答复您" if view.limit else ""
    return f"{department(view)}已签收，正在核实{by}。"


def _returned(view: View) -> str:
    basis = written(view, Action.RETURN, "basis")
    if view.state is State.RULING:
        return f"部门再次退回：{basis}。{sentence_for(view, '请于{by}裁定责任部门，裁定后不得再次退回。')}"
    return f"部门退回：{basis}。{sentence_for(view, '请于{by}重新确定责任部门。')}{proposed_owner(view)}"


def _ruled_to_department(view: View) -> str:
    """A ruling comes with its reasons (M11, own rule)."""
    limit = "修正期限接续计算，截至{due}。" if view.state is State.REPAIRING else "答复期限{due}。"
    why = stated(view, Action.RULE, "basis", label="裁定依据")
    return f"经裁定由本部门办理，不再退回。{why}{sentence_for(view, limit)}"


def _sent_back(view: View) -> str:
    decides = "由其裁定" if view.state is State.RULING else "由其重新确定责任部门"
    return f"已退回区大数据中心，{decides}。此前的工作日仍计入本部门。"


def _seeking(view: View) -> str:
    when = f"将于{by(view)}重新确定" if view.limit else "正在重新确定"
    return f"部门认为数据不由其负责，区大数据中心{when}。"


ACTS = (
    Act(
        action=Action.TRANSFER,
        preview=False,
        help="转交责任部门或公共数据主管部门",
        args="部门 依据",
        inline=("department_id", "basis"),
        elsewhere={Place.CITY: Action.HAND_TO_CITY},
        doer=_transferred,
        tells=(Tell((H,), "请签收并核实。答复期限{due}，自送达之日起算，不以签收为准。"),),
        current=Tell((P,), _with_department, "已转交责任部门"),
        repeats=True,
    ),
    Act(
        action=Action.RULE,
        preview=True,
        help="裁定责任部门",
        args="部门 依据",
        inline=("department_id", "basis"),
        elsewhere={Place.PLATFORM: Action.BLAME_PLATFORM, Place.CITY: Action.HAND_TO_CITY},
        doer=_ruled,
        tells=(Tell((H,), _ruled_to_department),),
        current=Tell((P,), _ruled_to_proposer, "已裁定责任部门"),
    ),
    Act(
        action=Action.RECEIVE,
        preview=False,
        help="签收工单",
        aliases=("接收",),
        inline=(),
        doer="已签收。答复期限{due}，自送达之日起算。",
        current=Tell((P,), _received, "责任部门已签收", in_place_only=True),  # who and by when: said with 转交
    ),
    Act(
        action=Action.DISPATCH,
        preview=False,
        help="转派本部门同事经办",
        args="姓名",
        inline=("handler_id",),
        doer="已转派{handler}，期限不变。",
        tells=(Tell((H,), "联络专员已转派您办理，期限{due}。"),),
    ),
    Act(
        action=Action.TAKE_BACK,
        preview=False,
        help="收回转派",
        inline=(),
        doer="已收回转派，由联络专员办理，期限不变。",
        tells=(Tell((H,), "转派已收回，由联络专员办理，期限{due}。"),),
    ),
    Act(
        action=Action.CALL_DEPARTMENT,
        preview=False,
        help="登记电话通知责任部门的情况",
        args="受话人 通话情况",
        aliases=("已致电", "致电部门"),
        inline=("called", "note"),
        doer="已登记致电责任部门，记入办理过程；期限不变。",
        ages_cards=False,
        quiet=True,
    ),
    Act(
        action=Action.RETURN,
        preview=True,
        help="不属于本部门，说明依据并退回",
        args="建议部门 依据",
        inline=("suggested_department_id", "basis"),
        elsewhere={Place.PLATFORM: Action.REPLY_PLATFORM},
        doer=_sent_back,
        tells=(Tell((H,), _returned),),
        current=Tell((P,), _seeking, "正在重新确定责任部门"),
        grave=True,
    ),
)
