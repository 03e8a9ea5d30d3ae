"""逾期告知: the proposer hears that a reply or a repair is late, why, and whom to ask (M15, own rule)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.acts.phrases import department, stated
from bot.cards.ticket_card import task_card
from bot.language import date_text
from bot.notify.readers import proposer
from bot.outbound import Lane
from bot.ports import Card, CardKind
from bot.view import View
from bot.visibility.projection import facts_of, view_of
from regulation.states import Action, ClockKind, Party

if TYPE_CHECKING:
    from bot.scene import Scene
    from store.tables import Ticket

KINDS = (ClockKind.REPLY, ClockKind.REPAIR, ClockKind.PLATFORM_REPAIR)
IN_ONE = 4  # cases in one text message, each whole


@dataclass(frozen=True, slots=True)
class Late:
    """One limit that has passed: what was to be done, and by when."""

    clock_id: int
    kind: ClockKind
    due_on: date
    due_at: datetime
    provisional: bool

    @property
    def key(self) -> str:
        """Once a limit, and again where it was moved to another day and missed anew."""
        return f"{self.clock_id}-{self.due_on:%Y%m%d}"


def tell_late(scene: Scene, own: Sequence[tuple[Ticket, Late]], not_before: datetime | None) -> bool:
    """One message to the proposer of these cases, a few of them in each where there are many.

    False where no message reaches them, or they have stepped out of every case.
    """
    person, seen = None, list[tuple[View, Late]]()
    for ticket, late in own:
        found = [] if ticket.ex_officio else proposer(scene.session, ticket)
        facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now) if found else None
        view = view_of(facts, found[0].actor) if facts else None
        if view is not None:
            person = found[0].person
            seen.append((view, late))
            scene.post.concerns(ticket)
    if person is None:
        return False
    cards, event = list(_cards(seen, scene.now)), f"late:{seen[0][1].key}"
    sent = [
        scene.post.notify(person, card, event=f"{event}:{page}", lane=Lane.REMINDER, not_before=not_before)
        for page, card in enumerate(cards)
    ]
    return any(sent)


def _cards(seen: Sequence[tuple[View, Late]], now: datetime) -> Iterator[Card]:
    if len(seen) == 1:
        view, late = seen[0]
        yield task_card(view, now, title=title_of(late), note=note_of(view, late))
        return
    for start in range(0, len(seen), IN_ONE):
        said = "\n".join(f"{view.number} {note_of(view, late)}" for view, late in seen[start : start + IN_ONE])
        yield Card(CardKind.TEXT, title=f"逾期告知：{len(seen)}件", body=said)


def title_of(late: Late) -> str:
    return "答复逾期告知" if late.kind is ClockKind.REPLY else "修正逾期告知"


def note_of(view: View, late: Late) -> str:
    """Which day was missed and by whom, their reason where they gave one, and whom to ask."""
    by_platform = late.kind is ClockKind.PLATFORM_REPAIR
    who = Party.CENTRE.value if by_platform else department(view)
    owed, missing = ("答复您", "答复") if late.kind is ClockKind.REPLY else ("完成修正", "完成")
    due = date_text.until(late.due_on, date_text.close_of(late.due_at), late.provisional)
    urge = f"可发送“催办 {view.number}”提醒承办人，" if Action.URGE in view.can else ""
    return (
        f"{who}应于{due}{owed}，目前尚未{missing}，已经逾期。{_reason(view)}"
        f"{urge}有疑问请向区大数据中心询问（逾期告知为本系统约定）。"
    )


def _reason(view: View) -> str:
    """The newest reason that was given to the proposer for a later date: of the new date, else of the extension."""
    why = stated(view, Action.PROMISE, "reason", label="部门说明的理由") or stated(
        view, Action.EXTEND, "reason", label="部门说明的理由"
    )
    promised = f"预计修正日期为{date_text.day(view.promised_on)}。" if view.promised_on else ""
    return why + promised
