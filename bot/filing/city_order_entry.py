"""Orders issued by the city platform (M8): unique by the city's number, handled by the competent department."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.context import Draft, Form
from bot.filing.filing_confirmation import filed
from bot.filing.filing_day import check_filing_day
from bot.filing.filing_form import ITEMS, about
from bot.filing.like_objections import like_objections
from bot.filing.on_behalf import RECEIVED
from bot.forms.fields import text_question
from bot.language.text import quoted
from bot.notify import step_notices
from bot.notify.readers import in_right
from bot.ports import Card
from regulation.filing import open_city_order
from regulation.refusals import AlreadyDone
from regulation.shanghai import local_date
from regulation.states import Role
from store.cases import related_tickets, ticket_numbers, tickets
from store.catalogue import entries
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context
    from bot.scene import Scene
    from regulation.case import Actor
    from regulation.decision import Decision
    from regulation.law import Law
    from store.tables import Entry, Ticket

CENTRE = (Role.OPERATOR, Role.DIRECTOR)
CITY, CHANNEL = "市大数据资源平台", "city"


@dataclass(frozen=True, slots=True)
class Order:
    """The content of a city order; `kind` is a code of the rulebook, `received` is timezone-aware."""

    number: str
    received: datetime
    kind: str
    entry: Entry | None = None
    source: str = field(default="", repr=False)
    records: str = field(default="", repr=False)
    doubt: str = field(default="", repr=False)
    scenario: str = field(default="", repr=False)


def enter(scene: Scene, order: Order, actor: Actor) -> tuple[Ticket, Decision]:
    """Record the order as a ticket without district limits; raises AlreadyDone for a number already entered."""
    known = related_tickets.of_city_order(scene.session, order.number)
    if known is not None:
        raise AlreadyDone(f"市级工单{quoted(order.number)}已录入，请发送“查询 {known.number}”查看。", clause="M8")
    check_filing_day(scene.laws, local_date(order.received))
    law = scene.laws.on(local_date(order.received))
    number = ticket_numbers.new_number(scene.session, scene.now)
    decision = _decided(scene, order, number, actor, law)
    filing = tickets.Filing(
        contact=tickets.Contact(name=CITY),
        kind=order.kind,
        source_words="" if order.entry else order.source,
        records=order.records,
        channel=CHANNEL,
        filed_by=actor.person_id,
        original_at=order.received,
        city_order=order.number,
        title=order.entry.name if order.entry else tickets.UNLISTED,
        entry_id=order.entry.id if order.entry else None,
    )
    scene.post.acted.add(number)
    return tickets.file(scene.session, scene.vault, number, decision, filing, law, scene.caller), decision


def _decided(scene: Scene, order: Order, number: str, actor: Actor, law: Law) -> Decision:
    decision = open_city_order(
        number,
        actor,
        scene.now,
        law,
        filed_at=order.received,
        fusion=order.entry is not None and order.entry.fused,
        given={"order": order.number, "kind": order.kind, "channel": CHANNEL},
    )
    words = {"records": order.records, "doubt": order.doubt, "scenario": order.scenario}
    return replace(decision, texts={**decision.texts, **{name: text for name, text in words.items() if text}})


def enter_and_tell(scene: Scene, order: Order, actor: Actor) -> Ticket:
    """The same, and the task card to the centre; for orders imported from a file."""
    ticket, decision = enter(scene, order, actor)
    step_notices.notify_recipients(scene, ticket, decision)
    return ticket


def _finish(ctx: Context, draft: Draft) -> Card:
    answers, source = draft.answers, draft.answers["source"]
    received = datetime.fromisoformat(answers["received"]).astimezone(UTC)
    kinds = ctx.laws.on(local_date(received)).rulebook.lists["kinds"]
    order = Order(
        number=answers["order"].strip(),
        received=received,
        kind=next((code for code, name in kinds.items() if name == answers["kind"]), answers["kind"]),
        entry=entries.entry(ctx.session, source["entry"]) if source.get("entry") else None,
        source=str(source.get("words") or source.get("title", "")),
        records=answers["records"],
        doubt=answers["doubt"],
        scenario=answers["evidence"]["words"],
    )
    right = in_right(ctx.session, ctx.person, CENTRE, ctx.now) or ctx.actor
    ticket, decision = enter(ctx, order, right)
    attachments.move_to_ticket(ctx.session, draft.id, ticket, ticket.seq, ctx.now)
    draft.ticket_id = ticket.id
    return filed(ctx, ticket, decision)


CITY_ORDER = Form(
    name="city-order",
    version=1,
    title="录入市级工单",
    questions=(
        text_question("order", "市级单号", "市平台工单号是多少？", least=2, most=64),
        RECEIVED,
        *ITEMS,
    ),
    finish=_finish,
    review=True,
    label=about,
    notice=like_objections,
)
