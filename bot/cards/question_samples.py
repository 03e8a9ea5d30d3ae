"""What the chat asks before each act, from the law's own table: one example of every thing that is to be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.acts.need_answers import is_asked
from bot.acts.need_fields import TRUTHS, YES_NO
from bot.acts.prompts import PROMPTS, Prompt
from bot.cards.ticket import SCORES
from bot.ports import Card, CardKind, Option
from bot.questions import Draft, choice_card
from regulation.holiday_notices import shipped_notices
from regulation.law import Law
from regulation.need import Need, options
from regulation.rulebook_file import SHIPPED, load_rulebook
from regulation.states import Action, Call, Verdict
from regulation.transitions import TABLE
from regulation.workdays import WorkCalendar

DRAFT = Draft(1, "act:sample", 1)
DEPARTMENTS = (Option("2", "区市场监管局"), Option("3", "区民政局"))
PICKED: Mapping[str, tuple[Option, ...]] = {
    "department_id": DEPARTMENTS,
    "suggested_department_id": DEPARTMENTS,
    "related_ids": DEPARTMENTS,
    "handler_id": (Option("7", "孙丽"), Option("8", "赵磊")),
    "score": tuple(Option(code, text) for code, text in SCORES),
    "answer": tuple(Option(str(call), str(call)) for call in Call),
    "verdict": tuple(Option(str(verdict), str(verdict)) for verdict in Verdict),
}  # what depends on the district's own people, or is a list of the law itself
SEVERAL = ("items", "related_ids")


def question_samples() -> Iterator[tuple[Action, str, Card]]:
    """The act, the thing asked for, and its card; what several acts ask in the same words is shown once."""
    law = Law(load_rulebook(SHIPPED / "changning-2022.toml"), WorkCalendar(shipped_notices()))
    seen: set[tuple[str, str, str]] = set()
    for row in TABLE:
        for need in row.needs:
            if is_asked(need) and row.source is not None and need.field != "start_seq":
                card = _asked(need, law)
                known = need.field, card.title, repr(card.choices)
                if known not in seen:
                    seen.add(known)
                    yield row.action, need.label, card


def _asked(need: Need, law: Law) -> Card:
    prompt = PROMPTS.get(need.field, Prompt(f"请填写：{need.label}"))
    listed = PICKED.get(need.field) or tuple(Option(code, text) for code, text in options(need, law).items())
    listed = YES_NO if need.field in TRUTHS else listed
    if not listed:
        return Card(CardKind.TEXT, title=prompt.ask, body=prompt.hint or need.label)
    long = [f"{i}. {option.text}" for i, option in enumerate(listed, 1) if any(len(o.text) > 16 for o in listed)]
    hint = "\n".join([*([prompt.hint] if prompt.hint else []), *long])
    return choice_card(DRAFT, need.field, prompt.ask, listed, hint=hint, several=need.field in SEVERAL)
