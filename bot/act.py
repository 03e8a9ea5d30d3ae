"""Find, decide, record, show: the one road from a command to the law and back (habit 13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot import corrections, notices
from bot.audiences import AGES_NO_CARD
from bot.cards.notes import note_after
from bot.cards.ticket import done_card, evaluation_card, gone_card, parted_card, stale_card, task_card
from bot.cards.view import View
from bot.context import Context
from bot.ports import Card
from bot.projection import Facts, facts_of, first_view, has_part, step_of
from bot.reading import TOLD_AFTER
from bot.roster import actors_of
from regulation.case import Actor
from regulation.decide import decide, may
from regulation.refusals import NotAllowedNow, Refusal
from regulation.states import Action, Role, State
from store.cases import tickets
from store.messages import read_receipts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import Laws
    from bot.post import Post
    from regulation.decision import Decision
    from store.tables import HistoryLine, Ticket
    from store.vault import Vault

UNKNOWN = "查无此工单。请核对工单号，或发送「我的异议」「我的待办」查看。"


class Scene(Protocol):
    """What an act needs around it: a Context has it, and so has a sweep of the scheduler (`Stage`)."""

    @property
    def now(self) -> datetime: ...
    @property
    def session(self) -> Session: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def laws(self) -> Laws: ...
    @property
    def post(self) -> Post: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """The scene of an act that no person calls for."""

    now: datetime
    session: Session
    vault: Vault
    laws: Laws
    post: Post


def act(ctx: Context, ticket: Ticket, action: Action, given: Mapping[str, object] | None = None) -> Card:
    """Do it as the caller and show them their fresh card; raises Refusal with the sentence they read."""
    _, facts = _performed(ctx, ticket, action, actor_for(ctx, ticket, action), given)
    view, number = view_for(ctx, facts), ticket.number
    if ctx.call.card:
        step = step_of(facts, facts.lines[-1], view.scope if view else None)
        face = done_card(view, step, ctx.now) if view else gone_card(number, step, ctx.now)
        ctx.post.redraw_clicked(ctx.call, face)
    if view is None:  # a colleague who gave it back has no part in it any more
        return parted_card(number, action)
    note = note_after(view, action)
    if action is Action.CONFIRM and Role.PROPOSER in view.roles and not view.evaluated:
        return evaluation_card(view, ctx.now, note=note)
    return task_card(view, ctx.now, note=note)


def perform(
    scene: Scene, ticket: Ticket, action: Action, actor: Actor, given: Mapping[str, object] | None = None
) -> Decision:
    """Decide, record, and tell everybody concerned; the system's own acts (告知结果, 补正逾期 …) come here too."""
    return _performed(scene, ticket, action, actor, given)[0]


def _performed(
    scene: Scene, ticket: Ticket, action: Action, actor: Actor, given: Mapping[str, object] | None
) -> tuple[Decision, Facts]:
    law = scene.laws.of(ticket)
    decision = decide(ticket, action, actor, scene.now, law, given)
    tickets.record(scene.session, scene.vault, ticket, decision, law)
    corrections.tell(scene, ticket, decision)
    return decision, notices.tell(scene, ticket, decision)


def find(ctx: Context, number: str) -> Ticket:
    """The ticket of a number, for whoever has a part in it; the same sentence for what is not there and not theirs."""
    ticket = tickets.get(ctx.session, number)
    if ticket is None or not any(has_part(ctx.session, ticket, actor) for actor in _actors(ctx)):
        raise Refusal(UNKNOWN)
    return ticket


def show(ctx: Context, ticket: Ticket, *, note: str = "") -> Card:
    """The ticket as the caller sees it now, with what they may do; raises Refusal where it is not theirs to see."""
    view = seen_by(ctx, read(ctx, ticket))
    if ctx.person.id == ticket.proposer_id and ticket.state in TOLD_AFTER:
        read_receipts.notice_seen(ctx.session, ticket.id, ctx.person.id, ctx.now)  # who looks it up has read it (M14)
    if view.state is State.CLOSED and Action.EVALUATE in view.can and Role.PROPOSER in view.roles:
        return evaluation_card(view, ctx.now, note=note)
    return task_card(view, ctx.now, note=note)


def stale(ctx: Context, ticket: Ticket, generation: int) -> Card | None:
    """The answer to a click on a card that is no longer true, None where it still is.

    Steps that leave the handling where it was (催办, 评价, 重算期限, 更正认定) age no card.
    """
    if ticket.seq <= generation:
        return None
    facts = read(ctx, ticket)
    missed = [line for line in facts.lines if line.seq > generation and line.action not in AGES_NO_CARD]
    if not missed:
        return None
    return moved_on(ctx, facts, missed[0])


def refused(ctx: Context, ticket: Ticket, action: Action, refusal: NotAllowedNow) -> Card:
    """Why not, who did it already where somebody did, and the ticket as it stands."""
    facts = read(ctx, ticket)
    done = [line for line in facts.lines if line.action is action and line.seq == _last_step(facts.lines)]
    if done:
        return moved_on(ctx, facts, done[0])
    return task_card(seen_by(ctx, facts), ctx.now, note=refusal.text)


def moved_on(ctx: Context, facts: Facts, line: HistoryLine) -> Card:
    """已由〈姓名〉于 10:32 收办, the fresh card, and the old one marked as done."""
    view = seen_by(ctx, facts)
    step = step_of(facts, line, view.scope)
    if ctx.call.card:
        ctx.post.redraw_clicked(ctx.call, done_card(view, step, ctx.now))
    return stale_card(view, step, ctx.now)


def read(scene: Scene, ticket: Ticket) -> Facts:
    return facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)


def seen_by(ctx: Context, facts: Facts) -> View:
    """Through the caller's own eyes, else as the stand-in of an absent colleague; raises Refusal."""
    view = view_for(ctx, facts)
    if view is None:
        raise Refusal(UNKNOWN)
    return view


def view_for(ctx: Context, facts: Facts) -> View | None:
    """The same, None where the ticket is not theirs to see."""
    return first_view(facts, _actors(ctx))


def actor_for(ctx: Context, ticket: Ticket, action: Action) -> Actor:
    """In whose right the caller does this: their own wherever that is enough."""
    law, every = ctx.laws.of(ticket), _actors(ctx)
    return next((actor for actor in every if may(ticket, action, actor, ctx.now, law)), ctx.actor)


def _actors(ctx: Context) -> Iterator[Actor]:
    return actors_of(ctx.session, ctx.person, ctx.now)


def _last_step(lines: Sequence[HistoryLine]) -> int:
    return max((line.seq for line in lines if line.action not in AGES_NO_CARD), default=0)
