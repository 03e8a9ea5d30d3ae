"""Whether a move of the tour has happened: one look at the case's steps, the open forms and the phones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.case_record import OpenForm, RecordedCase
from sandbox.scripted_phone import pressables
from sandbox.tour.tour_file import Move
from sandbox.wecom.message_store import Message


@dataclass(frozen=True, slots=True)
class Look:
    """`said` is what the bot has said on a role's phone since the tour began, on every phone for no role."""

    case: RecordedCase | None
    forms: Sequence[OpenForm]
    said: Callable[[str], list[Message]]
    orders: Mapping[str, Sequence[str]]  # the questions of each form
    proposer: int  # their number in the record
    scenes: int  # how many scenarios were played

    def is_done(self, move: Move) -> bool:
        kind, _, rest = move.done.partition(" ")
        return KINDS[kind](self, move, rest)

    def filed(self, _move: Move, _rest: str) -> bool:
        return self.case is not None

    def acted(self, _move: Move, rest: str) -> bool:
        return self.case is not None and rest in self.case.acts

    def drafted(self, _move: Move, rest: str) -> bool:
        """A form is past this question; no question: it was begun."""
        name, _, past = rest.partition(" ")
        own = [form.question for form in self.forms if form.name == name and self._is_ours(form)]
        order = self.orders[name]
        return any(not past or _place(order, question) > _place(order, past) for question in own)

    def _is_ours(self, form: OpenForm) -> bool:
        if form.case is None:
            return self.case is None and form.person == self.proposer
        return self.case is not None and form.case == self.case.id

    def offers(self, move: Move, rest: str) -> bool:
        """The newest message with these words has this button."""
        button, _, words = (part.strip() for part in rest.partition("|"))
        words = words.replace("{number}", self.case.number if self.case else "?")
        found = [each for each in self.said(move.who) if words in str(each.content)]
        newest = max(found, key=lambda each: each.turn, default=None)
        return newest is not None and any(each.text == button for each in pressables(newest))

    def seen(self, move: Move, rest: str) -> bool:
        return any(rest in str(each.content) for each in self.said(move.who if move.at == "clock" else ""))

    def played(self, _move: Move, _rest: str) -> bool:
        return self.scenes > 0


def _place(order: Sequence[str], question: str) -> int:
    """An open form stands at a question, or before its last look, which is the end of the order."""
    if not question:
        return len(order)
    return order.index(question) if question in order else -1


KINDS: Mapping[str, Callable[[Look, Move, str], bool]] = {
    "filed": Look.filed,
    "act": Look.acted,
    "draft": Look.drafted,
    "offers": Look.offers,
    "seen": Look.seen,
    "scenario": Look.played,
}
