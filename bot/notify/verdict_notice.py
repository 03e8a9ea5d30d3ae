"""A verdict that was settled, corrected or upheld is told to the party whose limit it was, with the reason (M15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.operator_cards import verdict_card
from bot.language.text import quoted
from bot.notify.readers import Reader, centre, present, proposer
from regulation.explain import OWN_RULE, named
from regulation.shanghai import local_date
from regulation.states import Party, Verdict
from store.people import persons

if TYPE_CHECKING:
    from bot.scene import Scene
    from regulation.decision import Decision
    from store.tables import Ticket, TicketClock

BY_NOTICE = f"放假通知载入后重新认定（{OWN_RULE}）"


@dataclass(frozen=True, slots=True)
class Told:
    """One verdict that is final now: of which limit, what it was, what it is, and why."""

    clock: TicketClock
    was: str
    why: str

    @property
    def sentence(self) -> str:
        verdict = self.clock.verdict
        now = f"维持{verdict}" if self.was == verdict else f"现为{verdict}"
        return f"{named(self.clock.kind)}期限原认定{self.was}，{now}。{self.why}。"


def tell_settled(scene: Scene, ticket: Ticket, decision: Decision) -> None:
    """After a holiday notice, whose verdict was turned, or is 超期 for good; what stays 按时 is not worth a message.

    One that the calendar would turn against its party is left to the supervising office, and told when it decides.
    """
    found = []
    for op, one in zip(decision.clock_ops, decision.data.get("settled", ()), strict=False):
        clock = next(clock for clock in ticket.clocks if op.names(clock))
        if one["turned"] and Verdict.LATE in (one["old"], one["new"]):
            found.append(Told(clock, f"{one['old']}（暂定）", BY_NOTICE))
    _tell(scene, ticket, found, f"{decision.seq}")


def tell_corrected(scene: Scene, ticket: Ticket, decision: Decision) -> None:
    """更正认定, by the supervising office."""
    clock = next(clock for clock in ticket.clocks for op in decision.clock_ops if op.names(clock))
    why = f"督办更正{_reason(clock, decision.texts.get('reason', ''))}"
    _tell(scene, ticket, [Told(clock, str(decision.data["old"]), why)], f"{decision.seq}")


def tell_upheld(scene: Scene, ticket: Ticket, clock_id: int, reason: str) -> None:
    """认定复核, where the calendar of today would turn a verdict and the supervising office lets it stand."""
    clock = next(clock for clock in ticket.clocks if clock.id == clock_id)
    why = f"工作日历有变动，督办复核后维持{_reason(clock, reason)}"
    _tell(scene, ticket, [Told(clock, str(clock.verdict), why)], f"upheld-{clock_id}-{local_date(scene.now)}")


def _reason(clock: TicketClock, reason: str) -> str:
    """For centre and department; the grounds of a correction are not the proposer's to read (M4)."""
    return f"，理由：{quoted(reason)}" if reason and clock.party is not Party.PROPOSER else ""


def _tell(scene: Scene, ticket: Ticket, found: Iterable[Told], event: str) -> None:
    """One message a person, with all of their limits."""
    mine: dict[int, list[Told]] = defaultdict(list)
    people = {}
    for each in found:
        for reader in _party(scene, ticket, each.clock):
            people[reader.person.id] = reader.person
            mine[reader.person.id].append(each)
    scene.post.concerns(ticket)
    for person_id, own in mine.items():
        card = verdict_card(ticket.number, ticket.seq, ticket.title, [each.sentence for each in own])
        scene.post.notify(people[person_id], card, event=f"verdict:{ticket.number}:{event}")


def _party(scene: Scene, ticket: Ticket, clock: TicketClock) -> list[Reader]:
    """Officers of the department, the centre, or the proposer who has not withdrawn; leaders read no texts (M4)."""
    today = local_date(scene.now)
    if clock.department_id is not None:
        return present(scene.session, persons.officers(scene.session, clock.department_id), today)
    if clock.party is Party.CENTRE:
        return centre(scene.session, today)
    return proposer(scene.session, ticket) if clock.party is Party.PROPOSER and not ticket.ex_officio else []
