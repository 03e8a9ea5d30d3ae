"""Projection of a ticket per viewer: every message about a ticket passes it, so nothing else is visible (M4, M9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.inspection.personal_data import masked
from bot.language.text import harmless
from bot.view import JOINTLY, SPECIAL_AGAIN, Instruction, Scope, Step, View
from bot.visibility.corrected_text import replaced
from bot.visibility.indefinite_mark import indefinite_mark
from bot.visibility.instructions import instructions_of, reads_instructions
from bot.visibility.proposed_owner import Proposal, proposal
from bot.visibility.proposers_view import as_told
from bot.visibility.shown_limit import shown_limit
from bot.visibility.text_visibility import listed, readable, words_for
from bot.visibility.withheld_steps import held_reply, withheld
from regulation.decide import allowed, roles_on
from regulation.roles import Standing, standing_of
from regulation.shanghai import local_date
from regulation.state_groups import UNOWNED
from regulation.states import Action, Party, Role, State
from regulation.telling import LIMITS
from store.cases import history, tickets, who_acted
from store.cases.related_tickets import RelatedTickets, related_to
from store.files import attachments
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import Laws
    from regulation.case import Actor
    from regulation.law import Law
    from store.cases.who_acted import WhoActed
    from store.tables import HistoryLine, Ticket
    from store.vault import Vault


JOINT = {"requested": "协同申请待批准", "approved": JOINTLY}
LINKED: Mapping[Scope, tuple[str, ...]] = {  # others' tickets: for those who work on them, never a proposer (M4)
    Scope.CENTRE: ("root", "tied", "same", "special", "akin"),
    Scope.DEPARTMENT: ("root", "tied"),
}
TOUCHING = frozenset({Role.OFFICER, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is loaded once per ticket, whoever the viewers are."""

    ticket: Ticket
    law: Law
    now: datetime
    lines: Sequence[HistoryLine]
    texts: Mapping[tuple[int, str], str]
    who: Mapping[int, WhoActed]  # by line, as they were
    handler: str
    contact: tickets.Contact
    department: str
    related: tuple[str, ...]
    papers: int
    proposal: Proposal
    linked: RelatedTickets
    instructions: tuple[Instruction, ...] = ()
    withheld: frozenset[int] = frozenset()  # the steps that the proposer does not read today
    held: HistoryLine | None = None  # the withheld reply that the case rests on
    views: dict[Standing, View | None] = field(default_factory=dict)  # by viewer's rights: colleagues share one


def facts_of(session: Session, vault: Vault, laws: Laws, ticket: Ticket, now: datetime) -> Facts:
    """Load the ticket with its history and texts."""
    lines = history.lines(session, ticket)
    law = laws.of(ticket)
    told, actors = history.told(session, vault, ticket)
    texts = listed(lines, law) | told
    source = tickets.source_of(vault, ticket)
    handler = persons.names(session, {ticket.handler_id}) if ticket.handler_id else {}
    who = who_acted.from_texts(session, vault, lines, actors)
    hidden = withheld(ticket, lines, law, local_date(now))
    return Facts(
        ticket,
        law,
        now,
        lines,
        {(0, "source"): source, **texts} if source else texts,
        who,
        harmless(handler.get(ticket.handler_id or 0, "")),
        tickets.contact_of(vault, ticket),
        _responsible(session, ticket, lines),
        tuple(_department(session, related) for related in ticket.related_ids),
        _papers(session, ticket, lines) if ticket.state is State.CONSENTING else 0,
        proposal(session, ticket, lines) if ticket.state in UNOWNED or _checked_anew(ticket) else Proposal(),
        related_to(session, ticket),
        instructions_of(lines, texts, who) if any(line.action is Action.URGE for line in lines) else (),
        hidden,
        held_reply(ticket, lines, hidden),
    )


def _checked_anew(ticket: Ticket) -> bool:
    """Whether the platform is checked anew after a department's reply: the centre may rule it back (own rule)."""
    return ticket.platform_returned and ticket.state is State.CHECKING


def view_of(facts: Facts, actor: Actor) -> View | None:
    """The ticket as this actor may see it; None for those without a part in it."""
    standing = standing_of(facts.ticket, actor)
    if standing not in facts.views:
        roles = roles_on(facts.ticket, actor)
        scope = scope_of(roles, bool(actor.roles & TOUCHING) and _held(facts.lines, actor))
        facts.views[standing] = _projected(facts, scope, roles, actor) if scope else None
    return facts.views[standing]


def first_view(facts: Facts, actors: Iterable[Actor]) -> View | None:
    """The view in the first right that opens it: one's own, else an absent colleague's."""
    return next((view for actor in actors if (view := view_of(facts, actor)) is not None), None)


def _projected(facts: Facts, scope: Scope, roles: frozenset[Role], actor: Actor) -> View:
    """The minimal view (number, stage, holder, dates: no texts, no proposer's name), with what the scope opens."""
    ticket, law = facts.ticket, facts.law
    can = allowed(ticket, actor, facts.now, law)
    told = lines_for(facts, scope)
    view = View(
        number=ticket.number,
        generation=ticket.seq,
        scope=scope,
        roles=roles,
        can=can,
        title=harmless(ticket.title),
        kind=law.rulebook.lists["kinds"].get(ticket.kind, ticket.kind),
        state=ticket.state,
        track=ticket.track,
        outcome=ticket.outcome,
        result=ticket.result,
        round=ticket.round,
        holder=holder_of(facts, scope),
        party=law.rulebook.parties[ticket.party],
        department=facts.department,
        handler=facts.handler,
        filed_at=ticket.filed_at,
        limit=shown_limit(ticket, law, facts.now, scope, can, actor.department_id),
        promised_on=ticket.promised_on,
        flagged=ticket.flagged,
        pending=_pending(ticket),
        **_by_own_rules(ticket, law),
        joint=JOINT.get(ticket.joint, ""),
        related=facts.related,
        channel=ticket.channel,
        on_behalf=ticket.on_behalf,
        evaluated=ticket.evaluated,
        indefinite="" if scope is Scope.OWN else indefinite_mark(ticket, law, facts.held),
        last=step_of(facts, told[-1], scope) if told else None,
        instructions=facts.instructions if facts.instructions and reads_instructions(scope, roles) else (),
        **({} if scope is Scope.COUNTS else _opened(facts, scope)),
    )
    return as_told(view, ticket, law, facts.now, facts.held) if scope is Scope.OWN else view


def _by_own_rules(ticket: Ticket, law: Law) -> dict[str, Any]:
    """What is to be told, asked, confirmed or undone by the own rules of the second edition."""
    return {
        "to_tell": ticket.to_tell,
        "ex_officio": ticket.ex_officio,
        "flag_unconfirmed": ticket.flag_unconfirmed,
        "asked_to_cooperate": ticket.asked_to_cooperate,
        "undo_days": law.rulebook.policy.withdrawal_undo_days if law.rulebook.edition > 1 else 0,
        "cooperations": ticket.cooperations,
    }


def hidden_from(facts: Facts, scope: Scope) -> frozenset[int]:
    """The steps that this scope does not know of."""
    return facts.withheld if scope is Scope.OWN else frozenset()


def lines_for(facts: Facts, scope: Scope) -> list[HistoryLine]:
    """The steps that this scope knows of."""
    hidden = hidden_from(facts, scope)
    return [line for line in facts.lines if line.seq not in hidden]


def readable_steps(facts: Facts, scope: Scope) -> frozenset[int]:
    """The steps whose texts and files this scope may read."""
    return readable(scope, lines_for(facts, scope))


def _pending(ticket: Ticket) -> str:
    if ticket.pending:
        return f"{ticket.pending}延长至{ticket.pending_days}个工作日"
    return SPECIAL_AGAIN if ticket.special_pending else ""


def _opened(facts: Facts, scope: Scope) -> dict[str, Any]:
    """What this scope opens in addition: the proposer, the texts, and the proposed owner of the data."""
    return {
        "proposer": facts.contact.name,
        "proposer_department": facts.contact.department,
        "phone": "" if scope is Scope.OWN else masked(facts.contact.phone),  # not their own number
        "replaced": replaced(lines_for(facts, scope), facts.texts),
        "texts": words_for(scope, lines_for(facts, scope), _texts(facts)),
        "papers": facts.papers,
        "proposal": facts.proposal.name,
        "proposal_code": facts.proposal.code,
        "proposal_basis": facts.proposal.basis,
        **{name: getattr(facts.linked, name) for name in LINKED.get(scope, ())},
    }


def _texts(facts: Facts) -> Mapping[tuple[int, str], str]:
    """Without the instructions, which are shown as such."""
    instructed = {instruction.seq for instruction in facts.instructions}
    return {key: text for key, text in facts.texts.items() if key[0] not in instructed}


def has_part(session: Session, ticket: Ticket, actor: Actor) -> bool:
    """Whether this actor may know that the ticket exists."""
    if scope_of(roles_on(ticket, actor), touched=False) is not None:
        return True
    return bool(actor.roles & TOUCHING) and _held(history.lines(session, ticket), actor)


def scope_of(roles: frozenset[Role], touched: bool) -> Scope | None:
    """The scope of these roles; a department that passed the ticket on still sees where it went."""
    if Role.PROPOSER in roles and not roles & {Role.OPERATOR, Role.DIRECTOR}:
        return Scope.OWN
    if roles & {Role.OPERATOR, Role.DIRECTOR, Role.AUDITOR}:  # who audits reads all and may do nothing
        return Scope.CENTRE
    if roles & {Role.OFFICER, Role.HANDLER, Role.RELATED}:
        return Scope.DEPARTMENT
    if touched or roles & {Role.LEADER, Role.SUPERVISOR}:
        return Scope.COUNTS
    return None


def step_of(facts: Facts, line: HistoryLine, scope: Scope | None = None) -> Step:
    """Who acted: 〈姓名〉, 〈姓名〉代〈姓名〉, or 系统; the proposer's name is hidden in the minimal view."""
    if line.role is Role.PROPOSER and scope in (None, Scope.COUNTS):
        return Step(line.seq, line.action, line.at, "提出方")
    who = facts.who[line.seq]
    return Step(line.seq, line.action, line.at, harmless(who.called), harmless(post_of(who, facts.law)))


def post_of(who: WhoActed, law: Law) -> str:
    """Unit and roles in which somebody acted, as they were: 〈单位〉，〈角色〉."""
    acting = who.absent or who
    roles = "、".join(law.rulebook.roles.get(Role(role), role) for role in acting.roles)
    said = "，".join(part for part in (acting.unit, roles) if part)
    return said if who.as_recorded or not said else f"{said}；按现名册"


def holder_of(facts: Facts, scope: Scope | None = None) -> str:
    """The current holder, as shown to users; whoever reads the notice that they must act, is the holder."""
    ticket = facts.ticket
    if ticket.state is State.CLOSED:
        return ""
    if ticket.party is Party.DEPARTMENT:
        return f"{facts.department} {facts.handler}".strip()
    sent = ticket.to_tell and (ticket.state in LIMITS or ticket.state is State.NOTIFYING)
    if ticket.state is State.CONFIRMING or (sent and scope is Scope.OWN):
        return facts.law.rulebook.parties[Party.PROPOSER]
    return facts.law.rulebook.parties[ticket.party]


def _held(lines: Sequence[HistoryLine], actor: Actor) -> bool:
    """Whether the actor's department once held it: its officers and leaders still see where it went."""
    return not actor.departments.isdisjoint({line.department_id or 0 for line in lines})


def _papers(session: Session, ticket: Ticket, lines: Sequence[HistoryLine]) -> int:
    """Attachments of the explanation that the proposer is asked to consent to (G7)."""
    explained = [line.seq for line in lines if line.action == Action.REPLY_SPECIAL]
    return attachments.of_step(session, ticket.id, explained[-1]) if explained else 0


def _responsible(session: Session, ticket: Ticket, lines: Sequence[HistoryLine]) -> str:
    """The responsible department; of a closed ticket as it was called then, whatever it is called today."""
    if ticket.department_id is None:
        return ""
    then = who_acted.departments_then(lines[-1]) if ticket.state is State.CLOSED and lines else {}
    return harmless(then.get(ticket.department_id, "")) or _department(session, ticket.department_id)


def _department(session: Session, department_id: int) -> str:
    found = persons.department(session, department_id)
    heir = persons.department(session, found.merged_into_id) if found and found.merged_into_id else None
    merged = f"（已并入{harmless(heir.name)}）" if heir else ""
    return f"{harmless(found.name)}{merged}" if found else ""
