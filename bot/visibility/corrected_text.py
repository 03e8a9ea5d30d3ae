"""What a correction replaces (更正答复, 更正告知): the proposer reads both texts, and since when the old one stood."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.language.text import quoted
from bot.view import Replaced
from regulation.act_groups import REPLIES, RESULTS
from regulation.states import Action

if TYPE_CHECKING:
    from store.tables import HistoryLine


def replaced(lines: Sequence[HistoryLine], texts: Mapping[tuple[int, str], str]) -> Replaced | None:
    """The text that the newest step corrects; None where that step is no correction, or the text was erased."""
    correction = lines[-1].action if lines else None
    if correction is Action.CORRECT_REPLY:
        sent = _last(lines, (*REPLIES, correction))
        source = sent
    elif correction is Action.CORRECT_NOTICE:
        sent = _last(lines, (Action.NOTIFY, correction))
        source = _last(lines, RESULTS) if sent and sent.action is Action.NOTIFY else sent
    else:
        return None
    if sent is None or source is None:
        return None
    wanted = "correction" if source.action is correction else ""
    said = [text for (seq, name), text in texts.items() if seq == source.seq and (not wanted or name == wanted)]
    return Replaced(sent.at, "；".join(map(quoted, said))) if said else None


def _last(lines: Sequence[HistoryLine], actions: Collection[Action]) -> HistoryLine | None:
    """The newest of these acts before the last step."""
    return next((line for line in reversed(lines[:-1]) if line.action in actions), None)
