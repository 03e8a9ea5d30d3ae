"""The tickets behind the numbers of a message: a whole number, or last digits among those the author has a part in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bot.language.spoken.ticket_mentions import Mention, mentions
from bot.language.text import between, folded
from bot.notify.readers import actors_of
from bot.tickets.access import actor_for, find
from bot.tickets.select import candidates_for
from bot.understanding.command_kinds import acts_of
from regulation.refusals import Refusal
from regulation.shanghai import local_date
from regulation.states import State
from store.cases import tickets
from store.lists import search
from store.lists.search import Query

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Ticket

MOST = 9


def tickets_of(ctx: Context, found: Mention, words: Iterable[str] = ()) -> Sequence[Ticket]:
    """Those that this may name, first those on which a command is possible now; raises Refusal where there is none."""
    if found.number:
        return [find(ctx, found.number)]
    acts = {act for word in words for act in acts_of(word)}
    fitting = [t for t in candidates_for(ctx, *acts) if _ends(t.number, found.last)] if acts else []
    seen = fitting or _visible(ctx, found.last)
    if not seen:
        raise Refusal(f"没有找到尾号{found.last}、您可以查看的工单。请核对工单号，或发送“我的异议”“我的待办”查看。")
    return seen


def _visible(ctx: Context, last: str) -> Sequence[Ticket]:
    """Open ones before closed ones: who writes 0004 means the case at hand."""
    ids: dict[int, None] = {}
    for actor in actors_of(ctx.session, ctx.person, ctx.now):
        found = search.search(ctx.session, ctx.vault, actor, Query(ends=(last,)), ctx.now, local_date(ctx.now))
        ids |= dict.fromkeys(found.ids)
    known = [ticket for each in list(ids)[:MOST] if (ticket := tickets.by_id(ctx.session, each)) is not None]
    return [ticket for ticket in known if ticket.state is not State.CLOSED] or known


def _ends(number: str, last: str) -> bool:
    day, _, serial = last.rpartition("-")
    return number[3:11].endswith(day) and int(number[12:]) == int(serial)


def names_several(ctx: Context, args: str) -> bool:
    """Whether the digits that open the arguments end several open tickets here: 0002 of another day is another one."""
    plain = folded(args)
    first = _at_head(plain, mentions(plain) or _bare(plain))
    return first is not None and not first.number and len(_visible(ctx, first.last)) > 1


def able(ctx: Context, ticket: Ticket, word: str) -> bool:
    """Whether the author may do what this command does to the ticket now."""
    acts = acts_of(word)
    return not acts or any(actor_for(ctx, ticket, act) is not None for act in acts)


def spelled_out(ctx: Context, word: str, args: str, *, takes_text: bool) -> str | Sequence[Ticket]:
    """Arguments that begin with last digits, with the whole number in their place (签收 0004); several tickets as such.

    Where the command takes no other number a bare one counts; where it takes text, digits of no ticket are text.
    """
    plain = folded(args)
    found = [each for each in mentions(plain) if not (each.weak and takes_text)] or ([] if takes_text else _bare(plain))
    first = _at_head(plain, found)
    if first is None or first.number:
        return args
    rest = between(args, first.end, len(plain)).strip(" ,，、和")
    try:
        among = tickets_of(ctx, first, (word,))
    except Refusal:
        if takes_text and rest:
            return args
        raise
    if len(among) > 1:
        return among
    more = spelled_out(ctx, word, rest, takes_text=True) if rest else ""
    return f"{among[0].number} {more if isinstance(more, str) else rest}".strip()


def _at_head(plain: str, found: Sequence[Mention]) -> Mention | None:
    """The first of these numbers, where nothing stands before it."""
    return found[0] if found and not plain[: found[0].start].strip() else None


def _bare(plain: str) -> Sequence[Mention]:
    digits = plain.strip()
    is_serial = digits.isdecimal() and len(digits) <= 6 and int(digits) > 0
    return [Mention(plain.find(digits), plain.find(digits) + len(digits), last=digits)] if is_serial else []
