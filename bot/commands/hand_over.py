"""移交: everything of a leaver to a colleague in one act; each case's history has its step, and both are told (M7).

What the roster gives (A 角, 中心运营 …) stays with the roster: only what lies on somebody's desk is handed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.context import Command, Context
from bot.language.text import folded, harmless, quoted
from bot.notify.readers import actors_of
from bot.ports import Button, Card, CardKind, Field
from bot.tickets.access import actor_for
from bot.tickets.perform import perform
from regulation.refusals import BadValue, NotYours, Refusal
from regulation.shanghai import local_date
from regulation.states import Action, Role
from store.cases import tickets
from store.characters import user_key
from store.engine.session import savepoint
from store.lists import duties_of
from store.people import stand_ins
from store.people.merged_departments import counted_in
from store.upkeep import operator_log

if TYPE_CHECKING:
    from store.tables import Person, StandIn

WORD, SURE = "移交", "确定"
MAY = frozenset({Role.OFFICER, Role.OPERATOR, Role.DIRECTOR})
_NAMED = re.compile(r"(?P<giver>\S.*?)\s*(?:转交给|交给|给|→)\s*(?P<heir>\S.*)|(?P<one>\S+)\s+(?P<other>\S+)")
_PRESSED = re.compile(rf"#(\d+) #(\d+) {SURE}")
SHOWN = 20
NOT_YOURS = (
    "移交由本部门的联络专员办理；区大数据中心内部的由中心运营办理。"
    "本部门没有联络专员的，请先由安全管理员授权，或者更正人员表。"
)


@dataclass(frozen=True, slots=True)
class Load:
    """What is handed over."""

    cases: Sequence[str]
    drafts: Sequence[int]
    stand_ins: Sequence[StandIn]

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.drafts or self.stand_ins)


def run(ctx: Context, args: str) -> Card:
    """Shown first, then done by the button; rights are checked both times."""
    pressed = _PRESSED.fullmatch(args.strip())
    there = _members(ctx)
    if pressed:
        giver, heir = (_by_id(there, int(number)) for number in pressed.groups())
    else:
        giver, heir = _named(args, there)
    _check(ctx, giver, heir)
    load = _load(ctx, giver)
    if load.is_empty:
        return Card(CardKind.TEXT, body=f"{harmless(giver.name)}名下没有可以移交的工单、草稿和代理。")
    return _done(ctx, giver, heir, load) if pressed else _preview(giver, heir, load)


def _members(ctx: Context) -> Sequence[Person]:
    """Everybody of the departments in whose right the caller may hand over, those who left among them."""
    rights = [actor for actor in actors_of(ctx.session, ctx.person, ctx.now) if actor.roles & MAY]
    own = {actor.department_id for actor in rights if actor.department_id is not None}
    if not own:
        raise NotYours(NOT_YOURS, clause="M7")
    return [person for department in sorted(own) for person in duties_of.members(ctx.session, department)]


def _named(args: str, there: Sequence[Person]) -> tuple[Person, Person]:
    match = _NAMED.fullmatch(args.strip(" ：:，,。"))
    if match is None:
        raise BadValue(f"请写明由谁交给谁，例如：{WORD} 王芳 给 孙丽", field="heir")
    giver, heir = match["giver"] or match["one"], match["heir"] or match["other"]
    return _one(there, giver), _one([person for person in there if person.active], heir)


def _one(there: Sequence[Person], said: str) -> Person:
    """By account, else by name; of namesakes the account must be given."""
    key = user_key(said)
    found = [person for person in there if any(each.key == key for each in person.accounts)]
    found = found or [person for person in there if folded(person.name) == folded(said)]
    if len(found) > 1:
        accounts = "、".join(dict.fromkeys(each.user for person in found for each in person.accounts))
        raise BadValue(f"本部门有{len(found)}位{quoted(said, 20)}，请改写帐号：{harmless(accounts)}", field="heir")
    if not found:
        raise BadValue(f"本部门没有{quoted(said, 20)}（接办人须为在用帐号）。请写全名或帐号。", field="heir")
    return found[0]


def _by_id(there: Sequence[Person], number: int) -> Person:
    found = next((person for person in there if person.id == number), None)
    if found is None:
        raise NotYours("移交限本部门人员之间，请改写本部门人员的姓名。", clause="M7")
    return found


def _check(ctx: Context, giver: Person, heir: Person) -> None:
    if giver.id == heir.id:
        raise Refusal("移交双方是同一人，请改写接办人。")
    if not heir.active or giver.department_id != heir.department_id:
        raise Refusal("接办人须是本部门在用的人员，请改写。", clause="M7")
    if giver.active and giver.id != ctx.person.id:
        raise Refusal(f"{harmless(giver.name)}仍在用，不能代其移交；请由本人自行移交，或设置代理。", clause="M7")


def _load(ctx: Context, giver: Person) -> Load:
    session = ctx.session
    return Load(
        duties_of.cases(session, giver.id),
        duties_of.drafts(session, giver.id),
        duties_of.stands_in(session, giver.id, local_date(ctx.now)),
    )


def _preview(giver: Person, heir: Person, load: Load) -> Card:
    more = f"等{len(load.cases)}件" if len(load.cases) > SHOWN else ""
    return Card(
        CardKind.TASK,
        title=f"请核对后确定：移交{harmless(giver.name)}的在办事项",
        subtitle=f"由{harmless(heir.name)}接办",
        body=f"{'、'.join(load.cases[:SHOWN])}{more}\n逐件转派并记入办理过程，期限不变。"
        "名册中的职责（联络专员、分管领导、中心运营等）不随移交改变，请另行更正人员表。",
        fields=_counts(load),
        buttons=(Button(SURE, f"{WORD} #{giver.id} #{heir.id} {SURE}", "primary"),),
    )


def _counts(load: Load) -> tuple[Field, ...]:
    return (
        Field("在办工单", f"{len(load.cases)}件"),
        Field("草稿", f"{len(load.drafts)}份"),
        Field("代理", f"{len(load.stand_ins)}项"),
    )


def _done(ctx: Context, giver: Person, heir: Person, load: Load) -> Card:
    refused = [text for number in load.cases if (text := _dispatched(ctx, number, heir))]
    given = len(load.cases) - len(refused)
    duties_of.give_drafts(ctx.session, load.drafts, heir.id)
    for row in load.stand_ins:
        if row.person_id != heir.id:
            first = max(row.from_on, local_date(ctx.now))
            stand_ins.set_stand_in(ctx.session, row.person_id, heir.id, from_on=first, to_on=row.to_on, now=ctx.now)
    text = f"→ {heir.id}：{'、'.join(load.cases)}；草稿 {len(load.drafts)}；代理 {len(load.stand_ins)}"
    operator_log.note(ctx.session, operator_log.HAND_OVER, giver.id, by=ctx.person.id, now=ctx.now, text=text)
    said = f"{harmless(giver.name)}的在办工单{given}件、草稿{len(load.drafts)}份、代理{len(load.stand_ins)}项"
    _tell(ctx, giver, heir, said)
    return Card(CardKind.TEXT, body="\n".join((f"已移交：{said}，由{harmless(heir.name)}接办。", *refused)))


def _dispatched(ctx: Context, number: str, heir: Person) -> str:
    """One case by the law's own act; why it stays, "" where it went."""
    ticket = tickets.get(ctx.session, number)
    actor = actor_for(ctx, ticket, Action.DISPATCH) if ticket else None
    if ticket is None or actor is None:
        return f"{number} 不能转派，仍按本部门的联络专员、分管领导顺序办理。"
    given = {"handler_id": heir.id, "handler_department_id": counted_in(heir, ticket.department_id)}
    try:
        with savepoint(ctx.session):
            perform(ctx, ticket, Action.DISPATCH, actor, given)
    except Refusal as refusal:
        return f"{number} 没有移交：{refusal.text}"
    return ""


def _tell(ctx: Context, giver: Person, heir: Person, said: str) -> None:
    """Both, as far as they can be reached and did not do it themselves."""
    for person, words in ((heir, f"{said}已移交给您，期限不变。"), (giver, f"您的事项已移交给{harmless(heir.name)}。")):
        if person.active and person.id != ctx.person.id:
            card = Card(CardKind.TASK, "在办事项移交", body=words, buttons=(Button("我的待办", "我的待办"),))
            ctx.post.notify(person, card, event=f"hand-over:{giver.id}:{ctx.now.isoformat()}")


COMMAND = Command(
    WORD,
    f"{WORD} <姓名或帐号> 给 <姓名或帐号>",
    "把离开人员的在办工单、草稿和代理一并移交给同事",
    run,
    ("工作移交",),
    frozenset({"officer-a", "officer-b", "operator", "director"}),
)
