"""逾期: overdue limits and their holders, within the caller's supervision; no data values (M4, M7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.digest_cards import Overdue, overdue_page
from bot.context import Command, Context
from bot.language.text import harmless
from bot.notify.readers import actors_of
from bot.ports import Card, CardKind
from bot.tickets.paging import page_of, read_turn
from regulation.refusals import NotYours
from regulation.shanghai import local_date
from regulation.states import Party, Role
from store.lists import overdue_limits

if TYPE_CHECKING:
    from store.lists.overdue_limits import OverdueLimit

WHOLE = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.OPERATOR})
OWN = frozenset({Role.LEADER, Role.OFFICER})


def run(ctx: Context, args: str) -> Card:
    """Longest overdue first, paged; tickets can be opened and urged."""
    covers, found = _answerable(ctx)
    if not found:
        return Card(CardKind.TEXT, body=f"{harmless(covers)}现在没有逾期的工单。")
    _, turn = read_turn(args)
    page = page_of(found, lambda item: (item.due_on.toordinal(), item.clock_id), turn)
    shown, every = ([_line(ctx, item) for item in some] for some in (page.items, found))
    return overdue_page(shown, every, page.place(COMMAND.word), reader=covers, now=ctx.now)


def _answerable(ctx: Context) -> tuple[str, list[OverdueLimit]]:
    """The whole district for overseers, the own department for its leader and officers."""
    rights = list(actors_of(ctx.session, ctx.person, ctx.now))
    if not any(actor.roles & (WHOLE | OWN) for actor in rights):
        raise NotYours("逾期清单供分管领导、联络专员、区大数据中心和督办查看。您的工单请发送“我的异议”或“我的待办”。")
    every = sorted(overdue_limits.passed(ctx.session, ctx.now), key=lambda item: (item.due_on, item.clock_id))
    if any(actor.roles & WHOLE for actor in rights):
        return "全区", every
    departments = {one for actor in rights if actor.roles & OWN for one in actor.departments}
    return ctx.person.department.name, [item for item in every if item.department_id in departments]


def _line(ctx: Context, item: OverdueLimit) -> Overdue:
    late = ctx.laws.calendar.between(item.due_on, local_date(ctx.now))
    centre = item.party is Party.CENTRE
    holder, person = (Party.CENTRE.value, "") if centre else (item.department, item.person)
    return Overdue(item.number, item.state, item.kind, holder, person, item.due_on, late, item.due_at, item.provisional)


COMMAND = Command(
    "逾期",
    "逾期",
    "超过期限的工单",
    run,
    ("逾期清单",),
    frozenset({"leader", "officer-a", "officer-b", "operator", "director", "supervisor"}),
)
