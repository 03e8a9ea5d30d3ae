"""A viewer's permitted acts as at most three buttons and three menu entries; a button is a typed command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.acts.registry import ACTS
from bot.ports import Button
from bot.view import View
from regulation.roles import party_of
from regulation.state_groups import WITH_PROPOSER
from regulation.states import Action, Outcome, Party, Role, State

FIRST: Mapping[State, tuple[Action, ...]] = {  # their order by state, after a pending approval
    State.PRESCREEN: (Action.ACCEPT, Action.ASK_SUPPLEMENT, Action.DECLINE),
    State.SUPPLEMENTING: (Action.SUPPLEMENT, Action.JUSTIFY),
    State.LAPSED: (Action.SUPPLEMENT, Action.JUSTIFY, Action.ABANDON),
    State.CHECKING: (Action.CLEAR_PLATFORM, Action.BLAME_PLATFORM, Action.RULE, Action.HAND_TO_CITY),
    State.PLATFORM_REPAIR: (Action.FINISH_PLATFORM_REPAIR, Action.EXTEND, Action.PROMISE),
    State.TRANSFERRING: (Action.TRANSFER, Action.HAND_TO_CITY),
    State.DISPATCHED: (Action.RECEIVE, Action.DISPATCH, Action.RETURN),
    State.VERIFYING: (
        Action.COOPERATE,
        Action.END_UNCOOPERATIVE,
        Action.END_SPECIAL,
        Action.FINISH_RELATED,
        Action.REPLY_REPAIR,
        Action.DISPATCH,
        Action.RETURN,
    ),
    State.COOPERATING: (Action.COOPERATE,),
    State.CONSENTING: (Action.CONSENT, Action.REFUSE_SPECIAL),
    State.REPAIRING: (
        Action.END_SPECIAL,
        Action.FINISH_RELATED,
        Action.FINISH_REPAIR,
        Action.EXTEND,
        Action.PROMISE,
        Action.DISPATCH,
    ),
    State.RULING: (Action.RULE, Action.BLAME_PLATFORM, Action.HAND_TO_CITY),
    State.CITY: (Action.CITY_RESULT, Action.FOLLOW_UP_CITY),
    State.NOTIFYING: (Action.CONFIRM, Action.REJECT, Action.NOTIFY, Action.RETURN_FEEDBACK),
    State.CONFIRMING: (Action.CONFIRM, Action.REJECT),
    State.CENTRE_CONFIRMING: (
        Action.CONFIRM_BY_CENTRE,
        Action.REJECT_BY_CENTRE,
        Action.REFUSE_SPECIAL,
        Action.RETURN_FEEDBACK,
    ),
    State.CLOSED: (Action.EVALUATE, Action.CLEAR_FLAG, Action.REOPEN),
}

REFILED = (Outcome.ABANDONED, Outcome.WITHDRAWN, Outcome.DECLINED)  # ended for this time alone (P3)


def command(word: str, view: View, *rest: str) -> str:
    """The typed command behind a button: word, ticket number, generation of the card (detects a stale card)."""
    return " ".join((word, view.number, f"g{view.generation}", *rest))


def buttons(view: View) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The three most important buttons of this state, and the entries behind 更多."""
    judging = [action for action in view.can if ACTS[action].judges]
    unclear = [Action.RETURN_REPLY] if view.indefinite and Action.RETURN_REPLY in view.can else []
    dated = view.promised_on is not None  # a new expected date is asked for where there is none (own rule)
    first = (a for a in FIRST[view.state] if a in view.can and not (a is Action.PROMISE and dated))
    row = [*_row(view, [*judging, *unclear, *first])]
    asked = view.state is State.CONFIRMING or (view.state is State.NOTIFYING and bool(view.to_tell))
    if asked and Role.PROPOSER in view.roles:
        row.append(Button("已阅", f"已阅 {view.number}"))  # sent is not told: the proposer says that they read it (M14)
    if view.outcome in REFILED and Role.PROPOSER in view.roles:
        row.append(Button("重新提出", f"重新提出 {view.number}"))
    rest = [a for a in view.can if not ACTS[a].quiet and not (a is Action.URGE and _has_it(view))]
    more: dict[str, Button] = {}
    for button in (*row[3:], *_asides(view), *_row(view, rest)):
        more.setdefault(button.command, button)
    for button in row[:3]:
        more.pop(button.command, None)
    return tuple(row[:3]), tuple(more.values())[:3]


def _has_it(view: View) -> bool:
    """Whether the viewer's own side must act: nobody is offered to urge themselves."""
    party = party_of(view.state, view.track)
    if party is Party.CENTRE:
        return bool(view.roles & {Role.OPERATOR, Role.DIRECTOR})
    return Role.PROPOSER in view.roles and (view.state in WITH_PROPOSER or party is Party.NOBODY)


def _row(view: View, actions: Iterable[Action]) -> Iterable[Button]:
    """One button per command: the four replies share one; 转交 and 裁定 name the proposed department."""
    seen: set[str] = set()
    for action in actions:
        word = ACTS[action].button
        if word in seen:
            continue
        seen.add(word)
        style = "danger" if ACTS[action].grave else "plain" if len(seen) > 1 else "primary"
        if action in (Action.TRANSFER, Action.RULE) and view.proposal:
            yield Button(f"{word}{view.proposal}", command(word, view, view.proposal_code), "primary")
            yield Button(f"{word}其他部门", command(word, view))
        else:
            yield Button(ACTS[action].caption or word, command(word, view), style)


def _asides(view: View) -> Iterable[Button]:
    first = view.same[0] if view.same else view.special
    if first and first != view.root and Action.LINK in view.can:
        yield Button("关联同一问题", f"关联 {view.number} {first}")
    if view.limit is not None:
        yield Button("为什么是这一天", f"为什么 {view.number}")
