"""The lines of a ticket's card: marks, the claim in one line, the newest decision, tickets of the same fault."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.text_labels import label_of
from bot.language.text import clip
from bot.view import Scope, View
from regulation.states import Action, State

STEPPED_OUT = (
    "您已撤回；数据问题已经查实，由区大数据中心和责任部门依职权继续办理，不再请您确认和告知办理情况（本系统约定）。"
)
NUMBERS = 5  # of related tickets that a card names
CLAIM, CLAIM_LENGTH = "records", 60
SUPPLEMENT = f"{Action.SUPPLEMENT}:note"
SUPPLEMENTED = (State.PRESCREEN, State.LAPSED)  # the centre examines what was supplemented


def marks(view: View) -> Iterator[str]:
    """What holds for the case as a whole, by own rules to P6 and P9."""
    if view.indefinite:
        yield view.indefinite
    if view.ex_officio and view.scope is Scope.OWN:
        yield STEPPED_OUT


def linked(view: View) -> Iterator[str]:
    """Other tickets of the same fault: each keeps its own limits, notice and confirmation."""
    if view.special:
        yield f"同一记录已登记为特例（{view.special}），请先核对特例说明。"
    if view.root and view.root != view.special:
        yield f"与 {view.root} 反映同一问题，已关联；分别计时、分别告知。"
    if view.tied:
        yield f"已关联同一问题的工单：{_listed(view.tied)}。"
    if view.same:
        yield f"{_listed(view.same)} 也涉及这条记录。确为同一问题的，请发送“关联 {view.number} {view.same[0]}”。"
    if view.akin:
        yield f"同一对象另有在办工单：{_listed(view.akin)}（记录、内容或数据不同），供核对。"


def _listed(numbers: tuple[str, ...]) -> str:
    return "、".join(numbers[:NUMBERS]) + (f" 等{len(numbers)}件" if len(numbers) > NUMBERS else "")


def claim(view: View) -> Iterator[str]:
    """One line: what was supplemented while the centre examines it, else what is claimed."""
    if view.state in SUPPLEMENTED and SUPPLEMENT in view.texts:
        files = f"（另有{view.enclosed}个文件，见详情）" if view.enclosed else ""
        yield f"补正内容：{view.quoted_text(SUPPLEMENT)}{files}"
    elif CLAIM in view.texts:
        yield one_line_of(f"{label_of(CLAIM)}：{view.quoted_text(CLAIM)}")


def one_line_of(text: str) -> str:
    """The beginning of a longer text, and where the rest is."""
    return text if len(text) <= CLAIM_LENGTH else f"{clip(text, CLAIM_LENGTH)}（全文见详情）"


def newest(view: View) -> Iterator[str]:
    """What was written with the newest step that has texts: a decision, what is asked for, what was found."""
    keys = list(view.texts)
    step = next((key.rpartition(":")[0] for key in reversed(keys) if ":" in key and key != SUPPLEMENT), "")
    for key in keys:
        if step and key.rpartition(":")[0] == step:
            yield f"{label_of(key)}：{view.quoted_text(key)}"


def others(view: View) -> Iterator[str]:
    """Every text, the newest last."""
    shown = {*claim(view), *newest(view)}
    for key in view.texts:
        line = f"{label_of(key)}：{view.quoted_text(key)}"
        if line not in shown and not (key == SUPPLEMENT and view.state in SUPPLEMENTED):
            yield line
