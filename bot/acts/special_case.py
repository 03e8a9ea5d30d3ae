"""申请特例: what is told of the application to the proposer, the centre and its author (G7)."""

from __future__ import annotations

from bot.acts.phrases import decide_by, department, sentence_for, written
from bot.acts.result import to_be_told
from bot.view import View
from regulation.states import Action, State


def _application(view: View, asks: str = "申请作为特例数据不做处理") -> str:
    """Who applies, with the cause and the explanation they gave."""
    cause, why = (written(view, Action.REPLY_SPECIAL, field) for field in ("cause", "explanation"))
    return f"{department(view)}{asks}。历史原因：{cause}。说明：{why}。"


def asked_to_consent(view: View) -> str:
    papers = f"附说明文件{view.papers}份，点标题查看。" if view.papers else ""
    by = sentence_for(view, "请于{by}答复（本系统约定的期限），逾期不视为同意。")
    return f"{_application(view)}{papers}须经您同意；不同意的，部门继续修正。{by}"


def applied_for_special(view: View) -> str:
    if view.state is State.CONSENTING:
        return "已申请作为特例数据，须经提出方同意。"
    if view.state is State.CENTRE_CONFIRMING:
        return "已申请作为特例数据；提出方已撤回，由区大数据中心两人依职权决定（本系统约定）。"
    return "本轮已申请过特例，再次申请须经区大数据中心批准（本系统约定）；批准前期限继续计算。"


def to_centre(view: View) -> str:
    """Ex officio two persons of the centre decide in the proposer's place (G7, own rule)."""
    decided = "提出方已撤回，依职权决定：同意的，由两人分别“中心确认”；不同意的，“不同意特例”（本系统约定）。"
    return _application(view) + decided + sentence_for(view, "请于{by}决定。")


def special_to_decide(view: View) -> str:
    return to_centre(view) if view.state is State.CENTRE_CONFIRMING else to_be_told(view)


def special_again(view: View) -> str:
    return f"{_application(view, '再次申请特例')}请决定是否同意。{decide_by(view)}"
