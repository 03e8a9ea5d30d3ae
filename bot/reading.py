"""Who reads whose words: the proposer's go to those who verify them, a department's to the proposer with the notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.view import Scope
from regulation.law import Law
from regulation.states import Action, State
from store.cases import history
from store.tables import HistoryLine

FILING = frozenset({Action.FILE, Action.ENTER_CITY_ORDER})
PROPOSERS = FILING | {Action.SUPPLEMENT, Action.COOPERATE, Action.REJECT, Action.REFUSE_SPECIAL}
TO_PROPOSER = frozenset(
    {
        Action.DECLINE,
        Action.ASK_SUPPLEMENT,
        Action.JUSTIFY,
        Action.ABANDON,
        Action.BLAME_PLATFORM,
        Action.REPLY_COOPERATE,
        Action.REPLY_SPECIAL,
        Action.NOTIFY,
        Action.CONFIRM,
        Action.WITHDRAW,
        Action.EVALUATE,
    }
)
RESULTS = frozenset(
    {
        Action.REPLY_REPAIR,
        Action.REPLY_CORRECT,
        Action.FINISH_REPAIR,
        Action.FINISH_PLATFORM_REPAIR,
        Action.CITY_RESULT,
    }
)
TOLD_AFTER = (State.CONFIRMING, State.CLOSED)  # a result reaches the proposer with the centre's notice (M14)
NOT_FOR_DEPARTMENTS = frozenset(
    {Action.DECLINE, Action.ASK_SUPPLEMENT, Action.JUSTIFY, Action.ABANDON, Action.TELEPHONE}
)
READ_BY: Mapping[Scope, frozenset[Action]] = {
    Scope.OWN: PROPOSERS | TO_PROPOSER,
    Scope.CENTRE: frozenset(Action),
    Scope.DEPARTMENT: frozenset(Action) - NOT_FOR_DEPARTMENTS,
    Scope.COUNTS: frozenset(),
}
CENTRES_OWN = frozenset({(Action.ASK_SUPPLEMENT, "deviation")})  # why it departed from P3: for the record, not told
LISTED: Mapping[Action, str] = {Action.ASK_SUPPLEMENT: "items", Action.DECLINE: "ground", Action.REPLY_SPECIAL: "cause"}


def readable(scope: Scope, state: State, actions: Mapping[int, Action]) -> frozenset[int]:
    """The steps whose words and files this scope may read; step 0 is what lies on the ticket itself."""
    told = _told(actions) if scope is Scope.OWN and state in TOLD_AFTER else 0
    steps = {0: Action.FILE, **actions}.items()
    return frozenset(seq for seq, done in steps if done in READ_BY[scope] or (done in RESULTS and seq < told))


def words_for(
    scope: Scope, state: State, actions: Mapping[int, Action], texts: Mapping[tuple[int, str], str]
) -> dict[str, str]:
    """The newest text of each field that this scope may read, oldest first.

    Keys are the field's name for what was filed, else `<action>:<field>`.
    """
    steps, seen = readable(scope, state, actions), dict[str, str]()
    for (seq, name), text in sorted(texts.items(), key=lambda item: item[0][0]):
        action = actions.get(seq, Action.FILE)
        own = scope is not Scope.CENTRE and (action, name) in CENTRES_OWN
        if seq in steps and not own:
            key = name if action in FILING else f"{action}:{name}"
            seen.pop(key, None)
            seen[key] = text
    return seen


def _told(actions: Mapping[int, Action]) -> int:
    """The last notice of the result: what a department found before a withdrawal was never told (M14)."""
    return max((seq for seq, action in actions.items() if action is Action.NOTIFY), default=0)


def listed(lines: Sequence[HistoryLine], law: Law) -> dict[tuple[int, str], str]:
    """What was chosen from the rulebook's lists (missing items, grounds, causes), in its words."""
    found = {}
    for line in lines:
        if line.action in LISTED:
            found[line.seq, LISTED[line.action]] = "、".join(chosen(line, law))
    return {key: text for key, text in found.items() if text}


def chosen(line: HistoryLine, law: Law) -> list[str]:
    """What this step chose from its list, each in the rulebook's words."""
    given = history.decision_of(line).data.get(LISTED[line.action])
    return [_name(law, line.action, code) for code in (given if isinstance(given, list) else [given]) if code]


def _name(law: Law, action: Action, code: str) -> str:
    if action is Action.DECLINE:
        return law.rulebook.decline_grounds[code].text
    listing = "supplement_items" if action is Action.ASK_SUPPLEMENT else "special_causes"
    return law.rulebook.names(listing).get(code, code)
