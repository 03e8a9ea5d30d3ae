"""One planted ticket on every branch in turn, day by day with the clock on the wall running, and all that was sent."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select

from bot.ports import Card
from objection.logs import set_up
from regulation.states import State
from store.messages import outbox
from store.tables import OutboxRow
from tests.permissions.canaries import Part, word
from tests.permissions.district import VIEWERS, Town
from tests.permissions.scenarios import ALWAYS, HANDED, LED, RETURNED, Step
from tests.permissions.steps import Way

TRIED = RETURNED | {"former officer": Part.DEPARTMENT}
LENT = LED | {"former handler": Part.DEPARTMENT}
JOINED = HANDED | {"related officer": Part.DEPARTMENT}
GONE = {"deputy of the director", "deputy of officer B"}  # from END on
END = date(2026, 10, 10)
LAST_LOOK = "2026-12-21T10:00"  # the notice of the next year is still missing
AFTER = {viewer: part for viewer, part in JOINED.items() if viewer not in GONE}
STORY: tuple[tuple[Step, Mapping[str, Part]], ...] = (
    (Way.file, ALWAYS),
    (Way.elsewhere, ALWAYS),
    (Way.ask, ALWAYS),
    (Way.supplement, ALWAYS),
    (Way.ask_again, ALWAYS),
    (Way.accept, ALWAYS),
    (Way.clear, ALWAYS),
    (Way.go_wrong, TRIED),
    (Way.come_back, RETURNED),
    (Way.transfer, LED),
    (Way.receive, LED),
    (Way.leave, LED | {"colleague": Part.DEPARTMENT}),
    (Way.urge, LED),
    (Way.hand_on, LENT),
    (Way.take_back, LED),
    (Way.hand_over, HANDED),
    (Way.dawdle, HANDED),
    (Way.joint, HANDED),
    (Way.approve_joint, JOINED),
    (Way.finish_related, JOINED),
    (Way.ask_cooperation, JOINED),
    (Way.cooperate, JOINED),
    (Way.special, JOINED),
    (Way.unwilling, JOINED),
    (Way.extend, JOINED),
    (Way.approve, JOINED),
    (Way.finish, JOINED),
    (Way.notify, JOINED),
    (Way.reject, JOINED),
    (Way.correct, JOINED),
    (Way.notify, JOINED),
    (Way.confirm, JOINED),
    (Way.evaluate, JOINED),
    (Way.correct_verdict, JOINED),
    (Way.look, AFTER),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it went out: after which step, to whom, and what part that person had then."""

    step: str
    viewer: str
    part: Part
    state: State
    unasked: bool  # the clock on the wall sent it
    card: Card


@dataclass(frozen=True)
class Story:
    town: Town
    number: str
    folder: Path
    log: io.StringIO
    said: list[Said] = field(default_factory=list)


@contextmanager
def told(template: Path, folder: Path, word: Callable[[str], str] = word) -> Iterator[Story]:
    """Walk the whole story; the log has every line at its most talkative."""
    (folder / "objection.db").write_bytes(template.read_bytes())
    log = io.StringIO()
    set_up("debug", "json", log)
    town = Town.settled(f"sqlite:///{folder / 'objection.db'}")
    town.deputise("lin.zong", VIEWERS["deputy of the director"], date(2026, 9, 1), END)
    town.deputise("zhao.lei", VIEWERS["deputy of officer B"], date(2026, 9, 1), END)
    way, story = Way(town, folder, word), Story(town, "CN-20260917-0001", folder, log)
    try:
        for step, parts in STORY:
            step(way)
            for viewer in ("supervisor", "leader", "former leader"):
                way.says(VIEWERS[viewer], "查询 N")
            _keep(story, step.__name__, parts, unasked=False)
            _a_day_passes(story, step.__name__, parts)
        _undelivered(town)
        town.at(LAST_LOOK)
        town.sweep(folder)
        _keep(story, "end", AFTER, unasked=True)
        assert way.number == story.number
        yield story
    finally:
        town.close()


def _a_day_passes(story: Story, step: str, parts: Mapping[str, Part]) -> None:
    """The clock runs at once, and again in the middle of the next service day's morning."""
    town = story.town
    town.sweep(story.folder)
    town.wait(days=1)
    town.sweep(story.folder)
    _keep(story, step, parts, unasked=True)


def _undelivered(town: Town) -> None:
    """One message that no platform took: the auditor speaks of it."""
    with town.store.write() as session:
        outbox.enqueue(
            session,
            town.store.vault,
            dedupe="lost",
            platform="wecom",
            user="nobody",
            payload={},
            lane=outbox.TASK,
            now=town.now,
        )
        lost = session.scalars(select(OutboxRow).where(OutboxRow.dedupe == "lost")).one()
        outbox.mark_dead(session, lost.id, "account unknown")


def _keep(story: Story, step: str, parts: Mapping[str, Part], *, unasked: bool) -> None:
    viewer_of = {user: viewer for viewer, user in VIEWERS.items()}
    state = story.town.ticket(story.number).state
    for user, card in story.town.sent:
        viewer = viewer_of.get(user, "stranger")
        story.said.append(Said(step, viewer, parts.get(viewer, Part.NOTHING), state, unasked, card))
    story.town.sent.clear()
