"""Notice texts of a step for the person who did it, for the proposer, and for every other recipient."""

from __future__ import annotations

from bot.acts.act import Audience
from bot.acts.phrases import sentence_for, task
from bot.acts.registry import ACTS
from bot.cards.duty_line import without_duty
from bot.cards.ticket_card import heading
from bot.view import SPECIAL_AGAIN, View
from regulation.states import Action


def note_after(view: View, action: Action) -> str:
    """Confirmation text for the person who did it."""
    return sentence_for(view, ACTS[action].doer)


def note_to(view: View, action: Action, audience: Audience) -> tuple[str, str]:
    """Title and text for one recipient of a step's notice; whoever must act reads what and by when as the title."""
    if audience is Audience.PROPOSER:
        return note_to_proposer(view, action)
    tell = next((tell for tell in ACTS[action].tells if audience in tell.to), None)
    note = sentence_for(view, tell.say) if tell else _standing(view, audience)
    return heading(view), without_duty(view, note)


def note_to_proposer(view: View, action: Action) -> tuple[str, str]:
    """Title and text for the proposer."""
    act = ACTS[action]
    tell = next((tell for tell in act.tells if Audience.PROPOSER in tell.to), act.current)
    if tell is None:
        raise LookupError(f"{action} has no words for the proposer")
    return sentence_for(view, tell.title), sentence_for(view, tell.say)


def _standing(view: View, audience: Audience) -> str:
    """What is still pending, for its holder or approver, after a step that has no text of its own for them."""
    if audience is not Audience.JUDGE:
        return task(view)
    if view.pending == SPECIAL_AGAIN:
        return "再次申请特例仍待批准。请决定是否同意。"
    if view.pending:
        return f"延期申请仍待批准：{view.pending}。请决定是否批准。"
    return f"协同处理申请仍待批准，关联部门：{'、'.join(view.related)}。请决定是否同意。"
