"""Fields for departments and colleagues: picked from a list or typed, with partial names (民政 finds 区民政局)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.context import Draft, Json, Question
from bot.forms.fields import choice_card, chosen_ids, offered_first, read_words
from bot.language.punctuation import bare, behind, cut, ends_at
from bot.language.text import after, folded, harmless, quoted
from bot.needs import named_place
from bot.needs.need_answers import question
from bot.needs.prompts import prompt_of
from bot.ports import Call, Card, Option
from bot.visibility.proposed_owner import COMPETENT, proposal
from regulation.act_inputs import HANDLER, OWNER
from regulation.need import Need
from regulation.refusals import BadValue, NotAllowedNow
from regulation.states import Action, Track
from store.cases import history, tickets
from store.characters import seen
from store.people import persons
from store.people.merged_departments import counted_in

if TYPE_CHECKING:
    from bot.acts.act import Place
    from bot.context import Context
    from store.tables import Department, Person, Ticket

CITY_ORDERS = "市级工单由公共数据主管部门处置（办法第八条）；转交其他部门的，请在依据中写明理由。"
GUESSED = "guessed"  # key of an answer for which a part of the name was typed: it is shown before anything goes out


def department_question(action: Action, need: Need) -> Question:
    """Answer: its id under the need's field, its kind under the need's part, and `called`; or a place."""
    name, prompt = need.question, prompt_of(need).ask

    def ask(ctx: Context, draft: Draft) -> Card:
        places = named_place.options(ctx, _ticket(ctx, draft), action)
        listed, rest = offered_first([*places, *_listed(_owners(ctx, draft, action))])
        hint = f"{CITY_ORDERS if need.parts and _by_city(ctx, draft) else ''}也可直接发送部门名称中的几个字。{rest}"
        return choice_card(draft, name, prompt, listed, hint=hint)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        place = _place(ctx, draft, action, name, call)
        if place is not None:
            return named_place.answer(place)
        every = _owners(ctx, draft, action)
        found = _meant(call, name, need.label, every)
        listed = chosen_ids(call, name, _listed(every))
        return owner(found, need) | ({} if listed else part_of(found, call.text))

    return question(need, ask, read, _called)


def _place(ctx: Context, draft: Draft, action: Action, name: str, call: Call) -> Place | None:
    """The platform or the city, chosen or typed, where it may be named."""
    may = named_place.offered(ctx, _ticket(ctx, draft), action)
    ids = chosen_ids(call, name, named_place.options(ctx, _ticket(ctx, draft), action))
    place = next((place for place in may if place.name.lower() in ids), None) or named_place.named(call.text)
    return place if place in may else None


def owner(department: Department, need: Need = OWNER[0]) -> dict[str, Json]:
    """A department as the answer: the case goes to the competent department (M11)."""
    parts = {part.field: department.kind for part in need.parts}
    return {need.field: department.id, "called": department.name} | parts


def part_of(department: Department, words: str) -> dict[str, Json]:
    """Marks an answer for which neither the code nor the name was typed, with or without 区 before it."""
    said = bare(folded(words))
    whole = _exactly(said, [department]) or said == folded(department.name).removeprefix("区")
    return {} if whole else {GUESSED: True}


def departments_question(need: Need) -> Question:
    """Answer: `{<field>: [id, …], "called": …}`."""
    name, prompt = need.question, prompt_of(need).ask

    def ask(ctx: Context, draft: Draft) -> Card:
        listed, rest = offered_first(_listed(_owners(ctx, draft)))
        hint = f"可多选；也可发送部门名称，用顿号分开。{rest}"
        return choice_card(draft, name, prompt, listed, hint=hint, several=True)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        every = _owners(ctx, draft)
        ids = chosen_ids(call, name, _listed(every))
        found = [row for row in every if str(row.id) in ids] or _named_all(call, name, need.label, every)
        return {need.field: [row.id for row in found], "called": "、".join(row.name for row in found)}

    return question(need, ask, read, _called)


def colleague_question(need: Need) -> Question:
    """Answer: their id under the need's field, their department's under its part, and `called`."""
    name, prompt = need.question, prompt_of(need).ask

    def ask(ctx: Context, draft: Draft) -> Card:
        found = _people(_colleagues(ctx, draft))
        if not found:
            raise NotAllowedNow("本部门没有其他同事可以转派。", clause="M7")
        listed, rest = offered_first(found)
        return choice_card(draft, name, prompt, listed, hint=f"也可直接发送姓名。{rest}")

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        every = _colleagues(ctx, draft)
        ids = chosen_ids(call, name, _people(every))
        if not ids:
            words = bare(folded(read_words(call, name, need.label, 1, 40)))
            ids = [str(person.id) for person in every if words in folded(person.name)]
        if len(ids) != 1:
            raise BadValue(f"请从本部门人员中选择一位“{need.label}”，或发送完整姓名。", field=name)
        found = next(person for person in every if str(person.id) == ids[0])
        exact = bool(chosen_ids(call, name, _people(every))) or bare(folded(call.text)) == folded(found.name)
        return colleague(found, _ticket(ctx, draft), need) | ({} if exact else {GUESSED: True})

    return question(need, ask, read, _called)


def colleague(person: Person, ticket: Ticket | None, need: Need = HANDLER[0]) -> dict[str, Json]:
    holder = ticket.department_id if ticket else None
    parts = {part.field: counted_in(person, holder) for part in need.parts}
    return {need.field: person.id, "called": person.name} | parts


def department_named(ctx: Context, words: str) -> Department | None:
    """The one active department with this code or name, or whose name contains the text."""
    every = persons.owners(ctx.session)
    found = _exactly(words, every) or [row for row in every if words and words in folded(row.name)]
    return found[0] if len(found) == 1 else None


def headed(every: Sequence[Department] | Sequence[Person], words: str) -> tuple[str, str]:
    """The first part of a line as `cut` finds it, except that a known whole name is one part, whatever marks it has."""
    plain, as_typed = folded(words), seen(words)
    names = [len(name) for name in (folded(row.name) for row in every) if plain.startswith(name)]
    end = max((end for end in names if ends_at(as_typed, end)), default=0)
    return (as_typed[:end], behind(after(words, end))) if end else cut(words)


def _ticket(ctx: Context, draft: Draft) -> Ticket | None:
    return tickets.by_id(ctx.session, draft.ticket_id or 0)


def _owners(ctx: Context, draft: Draft, action: Action | None = None) -> list[Department]:
    """Departments that can own data, except the one that holds the ticket; a ruling may give it back to that one."""
    ticket = _ticket(ctx, draft)
    present = ticket.department_id if ticket and action is not Action.RULE else None
    every = [row for row in persons.owners(ctx.session) if row.id != present]
    likely = proposal(ctx.session, ticket, history.lines(ctx.session, ticket)).code if ticket else ""
    by_city = _by_city(ctx, draft)  # the likely owners first: a card's list is short
    return sorted(every, key=lambda row: (row.code != likely, by_city and row.kind != COMPETENT))


def _by_city(ctx: Context, draft: Draft) -> bool:
    ticket = _ticket(ctx, draft)
    return ticket is not None and ticket.track is Track.CITY_ISSUED


def _colleagues(ctx: Context, draft: Draft) -> Sequence[Person]:
    ticket = tickets.by_id(ctx.session, draft.ticket_id or 0)
    if ticket is None or ticket.department_id is None:
        return ()
    every = persons.colleagues(ctx.session, ticket.department_id)
    return [person for person in every if person.id not in (ctx.person.id, ticket.handler_id)]


def _meant(call: Call, name: str, label: str, every: Sequence[Department]) -> Department:
    ids = chosen_ids(call, name, _listed(every))
    found = [row for row in every if str(row.id) in ids] or _named(call, name, label, every)
    if len(found) != 1:
        names = "、".join(harmless(row.name) for row in found[:8])
        problem = f"有{len(found)}个部门相符（{names}），请写得更完整。" if found else "没有这个部门，请核对名称。"
        raise BadValue(f"“{label}”{problem}", field=name)
    return found[0]


def _named(call: Call, name: str, label: str, every: Sequence[Department]) -> list[Department]:
    words = bare(folded(read_words(call, name, label, 1, 60)))
    return _exactly(words, every) or [row for row in every if words in folded(row.name)]


def _exactly(words: str, every: Sequence[Department]) -> list[Department]:
    return [row for row in every if words.upper() == row.code.upper() or words == folded(row.name)]


def _named_all(call: Call, name: str, label: str, every: Sequence[Department]) -> list[Department]:
    words, rest = [], bare(read_words(call, name, label, 1, 200))
    while rest:
        word, rest = headed(every, rest)
        words += [folded(word)] if word else []
    found = [_exactly(word, every) or [row for row in every if word in folded(row.name)] for word in words]
    unclear = [word for word, rows in zip(words, found, strict=True) if len(rows) != 1]
    if unclear:
        raise BadValue(
            f"“{label}”没有找到或不止一个部门：{'、'.join(map(quoted, unclear[:5]))}。请写部门全称。", field=name
        )
    return [rows[0] for rows in found]


def _listed(rows: Sequence[Department]) -> list[Option]:
    return [Option(str(row.id), harmless(row.name)) for row in rows]


def _people(rows: Sequence[Person]) -> list[Option]:
    return [Option(str(row.id), harmless(row.name)) for row in rows]


def _called(value: Json) -> str:
    return harmless(str(value["called"]))
