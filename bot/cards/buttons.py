"""What this viewer may do now, as at most three buttons and three more; every button is a typed command (habit 10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.cards.view import View
from bot.ports import Button
from regulation.states import Action as A
from regulation.states import Role, State

REPLIES = (A.REPLY_REPAIR, A.REPLY_CORRECT, A.REPLY_COOPERATE, A.REPLY_SPECIAL)

FIRST: Mapping[State, tuple[A, ...]] = {
    State.PRESCREEN: (A.ACCEPT, A.ASK_SUPPLEMENT, A.DECLINE),
    State.SUPPLEMENTING: (A.SUPPLEMENT, A.JUSTIFY),
    State.LAPSED: (A.SUPPLEMENT, A.JUSTIFY, A.ABANDON),
    State.CHECKING: (A.CLEAR_PLATFORM, A.BLAME_PLATFORM, A.HAND_TO_CITY),
    State.PLATFORM_REPAIR: (A.FINISH_PLATFORM_REPAIR, A.EXTEND),
    State.TRANSFERRING: (A.TRANSFER, A.HAND_TO_CITY),
    State.DISPATCHED: (A.RECEIVE, A.DISPATCH, A.RETURN),
    State.VERIFYING: (A.REPLY_REPAIR, A.DISPATCH, A.RETURN),
    State.COOPERATING: (A.COOPERATE,),
    State.CONSENTING: (A.CONSENT, A.REFUSE_SPECIAL),
    State.REPAIRING: (A.FINISH_REPAIR, A.EXTEND, A.DISPATCH),
    State.RULING: (A.RULE,),
    State.CITY: (A.CITY_RESULT,),
    State.NOTIFYING: (A.NOTIFY,),
    State.CONFIRMING: (A.CONFIRM, A.REJECT),
    State.CLOSED: (A.EVALUATE, A.REOPEN),
}
PENDING = (A.APPROVE_EXTENSION, A.REFUSE_EXTENSION, A.APPROVE_JOINT, A.REFUSE_JOINT, A.FINISH_RELATED)
GRAVE = {A.DECLINE, A.RETURN, A.REJECT, A.REFUSE_SPECIAL, A.ABANDON, A.WITHDRAW, A.REFUSE_EXTENSION, A.REFUSE_JOINT}
SPOKEN: Mapping[A, str] = {A.SUPPLEMENT: "补正", **dict.fromkeys(REPLIES, "答复")}
QUIET = {A.CORRECT_VERDICT, A.RECOMPUTE, A.FILE, A.ENTER_CITY_ORDER}


def command(word: str, view: View, *rest: str) -> str:
    """The typed command behind a button: word, ticket, and the generation of the card it stands on."""
    return " ".join((word, view.number, f"g{view.generation}", *rest))


def buttons(view: View) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The three buttons that matter in this state, and what goes behind 更多."""
    row = list(_row(view, _first(view)))
    rest = _row(view, [action for action in _order(view.can) if action not in QUIET])
    extra = [*_asides(view), *rest]
    shown = {button.command for button in row[:3]}
    more = row[3:] + [button for button in extra if button.command not in shown]
    return tuple(row[:3]), tuple(dict.fromkeys(more))[:3]


def _first(view: View) -> list[A]:
    wanted = (*PENDING, *FIRST.get(view.state, ()))
    return [action for action in wanted if action in view.can]


def _order(can: Iterable[A]) -> list[A]:
    return sorted(can, key=list(A).index)


def _row(view: View, actions: Iterable[A]) -> Iterable[Button]:
    """One button a command: the four replies share theirs; 转交 names the department the catalogue proposes."""
    seen: set[str] = set()
    for action in actions:
        word = SPOKEN.get(action, action.value)
        if word in seen:
            continue
        seen.add(word)
        style = "danger" if action in GRAVE else "plain" if len(seen) > 1 else "primary"
        if action is A.TRANSFER and view.proposal:
            yield Button(f"转交{view.proposal}"[:10], command(word, view, view.proposal_code), "primary")
            yield Button("转交其他部门", command(word, view))
        else:
            yield Button(word, command(word, view), style)


def _asides(view: View) -> Iterable[Button]:
    if view.state is State.CONFIRMING and Role.PROPOSER in view.roles:
        yield Button("已阅", f"已阅 {view.number}")
    if view.limit is not None:
        yield Button("为什么是这一天", f"为什么 {view.number}")
