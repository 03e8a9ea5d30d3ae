"""Visibility of texts: the proposer's for those who verify, a department's for the proposer with the notice (M4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.acts.act import ProposerReads
from bot.acts.registry import ACTS
from bot.view import Scope
from regulation.decide import OPENING
from regulation.law import Law
from regulation.states import Action
from store.cases import history
from store.tables import HistoryLine


def readable(scope: Scope, lines: Sequence[HistoryLine]) -> frozenset[int]:
    """The steps whose texts and files this scope may read, of those it knows of; step 0 is the filing itself."""
    actions = {0: Action.FILE, **{line.seq: line.action for line in lines}}
    told = _last_result_notice(actions) if scope is Scope.OWN else 0
    granted = _granted(lines) if scope is Scope.OWN else frozenset()
    return frozenset(seq for seq, done in actions.items() if _open_to(scope, done, seq < told, seq in granted))


def _open_to(scope: Scope, action: Action, told: bool, granted: bool) -> bool:
    """`told`: the proposer has been notified of the result of the act."""
    match scope:
        case Scope.CENTRE:
            return True
        case Scope.DEPARTMENT:
            return ACTS[action].departments_read
        case Scope.OWN:
            when = ACTS[action].proposer_reads
            return (
                when is ProposerReads.AT_ONCE
                or (told and when is ProposerReads.WITH_RESULT)
                or (granted and when is ProposerReads.WHEN_GRANTED)
            )
        case Scope.COUNTS:
            return False


def _granted(lines: Sequence[HistoryLine]) -> frozenset[int]:
    """Extensions within the cap and first special cases hold at once, others when they are approved (P4, P7, G7)."""
    granted, asked = set[int](), dict[Action, int]()
    for line in lines:
        if line.action in (Action.EXTEND, Action.REPLY_SPECIAL):
            asked[line.action] = line.seq
            decision = history.decision_of(line)
            if not decision.data.get("beyond_cap") and not decision.changes.get("special_pending"):
                granted.add(line.seq)
        elif line.action is Action.APPROVE_EXTENSION:
            granted.add(asked[Action.EXTEND])
        elif line.action is Action.APPROVE_SPECIAL:
            granted.add(asked[Action.REPLY_SPECIAL])
    return frozenset(granted)


def words_for(scope: Scope, lines: Sequence[HistoryLine], texts: Mapping[tuple[int, str], str]) -> dict[str, str]:
    """The newest text of each field that this scope may read, oldest first.

    Keys: the field's name for texts of the filing, else `<action>:<field>`.
    """
    steps, seen = readable(scope, lines), dict[str, str]()
    actions = {line.seq: line.action for line in lines}
    for (seq, name), text in sorted(texts.items(), key=lambda item: item[0][0]):
        action = actions.get(seq, Action.FILE)
        own = scope is not Scope.CENTRE and name == ACTS[action].centres_own
        if seq in steps and not own:
            key = name if action in OPENING else f"{action}:{name}"
            seen.pop(key, None)
            seen[key] = text
    return seen


def _last_result_notice(actions: Mapping[int, Action]) -> int:
    """The last result notice: findings before a withdrawal were never told to the proposer (M14).

    A notice that was sent is one, before it is known that it arrived; what it told stays readable in the rounds after.
    """
    return max((seq for seq, action in actions.items() if action is Action.NOTIFY), default=0)


def listed(lines: Sequence[HistoryLine], law: Law) -> dict[tuple[int, str], str]:
    """Options chosen from the rulebook's lists (missing items, grounds, causes), as labels."""
    found = {}
    for line in lines:
        if ACTS[line.action].listed:
            found[line.seq, ACTS[line.action].listed] = "、".join(chosen(line, law))
        if line.action is Action.DECLINE:
            found[line.seq, "clause"] = _clause(line, law)
    return {key: text for key, text in found.items() if text}


def chosen(line: HistoryLine, law: Law) -> list[str]:
    """What this step chose from its list, each as its label."""
    given = history.decision_of(line).data.get(ACTS[line.action].listed)
    return [_name(law, line.action, code) for code in (given if isinstance(given, list) else [given]) if code]


def _clause(line: HistoryLine, law: Law) -> str:
    """Where the clause of the chosen ground stands."""
    ground = law.rulebook.decline_grounds.get(str(history.decision_of(line).data.get("ground")))
    return law.rulebook.clause(ground.clause).where if ground else ""


def _name(law: Law, action: Action, code: str) -> str:
    if action is Action.DECLINE:
        return law.rulebook.decline_grounds[code].text
    listing = "supplement_items" if action is Action.ASK_SUPPLEMENT else "special_causes"
    return law.rulebook.lists[listing].get(code, code)
