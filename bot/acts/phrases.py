"""Placeholders of the notice texts: limits, departments, and texts that were written with an earlier step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.acts.act import Say
from bot.language import date_text
from bot.view import Scope, View
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Result, Track

TIMED = ("{due}", "{by}")
UNTIMED = "市级工单按市级机制办理，不计区级期限。"


def sentence_for(view: View, say: Say) -> str:
    """The text for this viewer; a sentence that names a limit is dropped where the case has no limit."""
    if callable(say):
        return say(view)
    say = say if view.limit else _untimed(view, say)
    return say.format_map({name: make(view) for name, make in NAMES.items() if name in say})


def _untimed(view: View, say: str) -> str:
    """Drops each sentence that names a limit: the district sets no limits on a city order (M8)."""
    left = "。".join(sentence for sentence in say.split("。") if not any(name in sentence for name in TIMED))
    if left == say or view.track is not Track.CITY_ISSUED:
        return left
    return f"{left}{UNTIMED}" if not left or left.endswith("。") else f"{UNTIMED}{left}"


def due(view: View) -> str:
    """`2026-10-15 周四`: the end of the running limit, with the hour where a district sets one."""
    return date_text.ends(view.limit.due_on, view.limit.close, view.limit.provisional) if view.limit else ""


def by(view: View) -> str:
    """`2026-10-15 周四（含当日）前`: to be done by the end of the running limit."""
    return date_text.until(view.limit.due_on, view.limit.close, view.limit.provisional) if view.limit else ""


def department(view: View) -> str:
    return view.department or "责任部门"


def task(view: View) -> str:
    """A sentence for the person who must act now; empty for every other reader."""
    if view.limit is not None and view.limit.overdue:
        return f"期限{due(view)}已过，请尽快办理。"
    return f"请于{by(view)}办理。" if view.limit else "请办理。"


def to_call(view: View, what: str, begins: str) -> str:
    """Nothing was sent to a proposer without an account: whoever did it calls them, and records the call (M14)."""
    record = f"通话后发送“{Action.TELEPHONE} {view.number}”登记"
    return f"提出方没有帐号，请电话告知{what}，{record}；告知后{begins}（本系统约定）。"


def decide_by(view: View) -> str:
    """The time to decide on an application, for whoever may (own rule)."""
    judging = view.limit is not None and view.limit.kind is ClockKind.JUDGE
    return f"审批期限{due(view)}（本系统约定）。" if judging else ""


def written(view: View, action: Action, *fields: str) -> str:
    """A text written, or an option chosen, with a step; quoted, and only as far as this viewer may read it."""
    return "；".join(view.quoted_text(key) for field in fields if (key := f"{action}:{field}") in view.texts)


def since(view: View, action: Action) -> str:
    """From when on a correction counts: the day on which it was made."""
    made = view.last is not None and view.last.action is action
    return f"自{date_text.day(local_date(view.last.at))}起" if made and view.last else ""


def replacing(view: View, what: str) -> str:
    """What is corrected, word for word, and since when it stood: `2026-09-14 周一的答复。原答复：“…”。`"""
    if view.replaced is None:
        return f"此前的{what}。"
    return f"{date_text.day(local_date(view.replaced.at))}的{what}。原{what}：{view.replaced.text}。"


def stated(view: View, action: Action, *fields: str, label: str = "理由") -> str:
    """`理由：“…”。`, a sentence of its own; "" where nothing was written, or this viewer may not read it."""
    said = written(view, action, *fields)
    return f"{label}：{said}。" if said else ""


def _agreed(view: View) -> str:
    """Who let the special case stand; nobody is asked for the city's data."""
    if view.track is not Track.DISTRICT:
        return ""
    if view.ex_officio:
        return "经依职权决定，"
    return "经您同意，" if view.scope is Scope.OWN else "经提出方同意，"


def found(view: View) -> str:
    """The result of verification and repair, with the text of whoever verified or repaired."""
    done, checked = "处理情况", "核实结果"
    match view.result:
        case Result.REPAIRED:
            said = stated(view, Action.FINISH_REPAIR, "done", label=done)
            return f"{department(view)}已修正数据并重新归集。{said}"
        case Result.PLATFORM_REPAIRED:
            said = stated(view, Action.FINISH_PLATFORM_REPAIR, "done", label=done)
            return f"平台已修复数据并重新归集。{said}"
        case Result.CORRECT:
            return (
                f"{department(view)}核实无误。{stated(view, Action.REPLY_CORRECT, 'finding', 'basis', label=checked)}"
            )
        case Result.SPECIAL:
            return f"{_agreed(view)}已作为特例数据记录，不做处理。"
        case Result.CITY:
            return f"市大数据资源平台已反馈。{stated(view, Action.CITY_RESULT, 'finding', label='反馈结果')}"
    return ""


def proposed_owner(view: View) -> str:
    return f"{view.proposal_basis}是{view.proposal}，可直接转交。" if view.proposal else ""


NAMES: Mapping[str, Callable[[View], str]] = {  # placeholders allowed in braces
    "by": by,
    "due": due,
    "handler": lambda view: view.handler,
    "pending": lambda view: view.pending,
    "related": lambda view: "、".join(view.related),
    "task": task,
}
