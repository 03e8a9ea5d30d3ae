"""Sample questions, one for every kind of input that the law's table requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.context import Draft
from bot.needs.choice_field import fixed_options, listed_card
from bot.needs.prompts import prompt_of
from bot.ports import Card, CardKind, Option
from regulation.holiday_notices import shipped_notices
from regulation.law import Law
from regulation.need import Kind, Need
from regulation.need_parsers import options
from regulation.rulebook_file import SHIPPED, load_rulebook
from regulation.states import Action
from regulation.transitions import TABLE
from regulation.workdays import WorkCalendar

DRAFT = Draft(1, "act:sample", 1)
DEPARTMENTS = (Option("2", "区市场监管局"), Option("3", "区民政局"))
PICKED: Mapping[Kind, tuple[Option, ...]] = {
    Kind.DEPARTMENT: DEPARTMENTS,
    Kind.DEPARTMENTS: DEPARTMENTS,
    Kind.PERSON: (Option("7", "孙丽"), Option("8", "赵磊")),
}  # inputs whose options depend on the district's people


def question_samples() -> Iterator[tuple[Action, str, Card]]:
    """The act, its input and the question's card; questions that several acts share are shown once."""
    law = Law(load_rulebook(SHIPPED / "changning-2026.toml"), WorkCalendar(shipped_notices()))
    seen: set[tuple[str, str, str]] = set()
    for row in TABLE:
        for need in row.needs:
            if need.is_asked and row.source is not None and need.kind is not Kind.CLOCK:
                card = _asked(need, law)
                known = need.field, card.title, repr(card.choices)
                if known not in seen:
                    seen.add(known)
                    yield row.action, need.label, card


def _asked(need: Need, law: Law) -> Card:
    listed = options(need, law).items()
    offered = PICKED.get(need.kind) or fixed_options(need) or tuple(Option(code, text) for code, text in listed)
    if offered:
        return listed_card(DRAFT, need, offered)
    prompt = prompt_of(need)
    return Card(CardKind.TEXT, title=prompt.ask, body=prompt.hint or need.label)
