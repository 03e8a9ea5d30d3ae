"""Walkthrough: one ticket with canaries on every branch in turn, with scheduled jobs, and every message sent."""

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
from tests.bot.world import is_preview
from tests.permissions.canaries import Part, word
from tests.permissions.district import VIEWERS, DistrictWorld
from tests.permissions.scenarios import ALWAYS, HANDED, LED, RETURNED, Step
from tests.permissions.steps import Steps

AT_WRONG_DEPARTMENT = RETURNED | {"former officer": Part.DEPARTMENT}
HANDED_ON = LED | {"former handler": Part.DEPARTMENT}
JOINED = HANDED | {"related officer": Part.DEPARTMENT}
ENDED_STAND_INS = {"deputy of the director", "deputy of officer B"}  # from END on
END = date(2026, 10, 10)
LAST_LOOK = "2026-12-21T10:00"  # the next year's holiday notice is still missing
AFTER = {viewer: part for viewer, part in JOINED.items() if viewer not in ENDED_STAND_INS}
WALKTHROUGH: tuple[tuple[Step, Mapping[str, Part]], ...] = (
    (Steps.file, ALWAYS),
    (Steps.dispute_the_owner, ALWAYS),
    (Steps.ask, ALWAYS),
    (Steps.supplement, ALWAYS),
    (Steps.ask_again, ALWAYS),
    (Steps.accept, ALWAYS),
    (Steps.clear, ALWAYS),
    (Steps.transfer_to_wrong_department, AT_WRONG_DEPARTMENT),
    (Steps.return_by_wrong_department, RETURNED),
    (Steps.transfer, LED),
    (Steps.receive, LED),
    (Steps.officer_absent, LED | {"colleague": Part.DEPARTMENT}),
    (Steps.urge, LED),
    (Steps.hand_on, HANDED_ON),
    (Steps.take_back, LED),
    (Steps.hand_over, HANDED),
    (Steps.let_the_limit_pass, HANDED),
    (Steps.ask_cooperation, HANDED),
    (Steps.cooperate, HANDED),
    (Steps.joint, HANDED),
    (Steps.approve_joint, JOINED),
    (Steps.finish_related, JOINED),
    (Steps.special, JOINED),
    (Steps.unwilling, JOINED),
    (Steps.extend, JOINED),
    (Steps.approve, JOINED),
    (Steps.finish, JOINED),
    (Steps.notify, JOINED),
    (Steps.reject, JOINED),
    (Steps.correct, JOINED),
    (Steps.notify, JOINED),
    (Steps.confirm, JOINED),
    (Steps.evaluate, JOINED),
    (Steps.correct_verdict, JOINED),
    (Steps.look_up_by_everybody, AFTER),
)


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message: after which step, to whom, and the recipient's part at that moment."""

    step: str
    viewer: str
    part: Part
    state: State
    unasked: bool  # sent by a scheduled job
    card: Card
    granted: bool  # a longer limit had been approved


@dataclass(frozen=True)
class Walkthrough:
    world: DistrictWorld
    number: str
    folder: Path
    log: io.StringIO
    sent: list[SentMessage] = field(default_factory=list)


@contextmanager
def walk_through(template: Path, folder: Path, word: Callable[[str], str] = word) -> Iterator[Walkthrough]:
    """Run the whole walkthrough; logging is at DEBUG, so that the log is checked too."""
    (folder / "objection.db").write_bytes(template.read_bytes())
    log = io.StringIO()
    set_up("debug", "json", log)
    world = DistrictWorld.create(f"sqlite:///{folder / 'objection.db'}")
    world.appoint_stand_in("lin.zong", VIEWERS["deputy of the director"], date(2026, 9, 1), END)
    world.appoint_stand_in("zhao.lei", VIEWERS["deputy of officer B"], date(2026, 9, 1), END)
    steps, walkthrough = Steps(world, folder, word), Walkthrough(world, "CN-20260917-0001", folder, log)
    try:
        before: Mapping[str, Part] = ALWAYS
        for step, parts in WALKTHROUGH:
            step(steps)
            for viewer in ("supervisor", "leader", "former leader"):
                steps.send_text(VIEWERS[viewer], "查询 N")
            _log_messages(walkthrough, step.__name__, parts, unasked=False, before=before)
            before = parts
            _run_jobs_for_a_day(walkthrough, step.__name__, parts)
        _undelivered(world)
        world.at(LAST_LOOK)
        world.run_jobs(folder)
        _log_messages(walkthrough, "end", AFTER, unasked=True)
        assert steps.number == walkthrough.number
        yield walkthrough
    finally:
        world.close()


def _run_jobs_for_a_day(walkthrough: Walkthrough, step: str, parts: Mapping[str, Part]) -> None:
    """The jobs run at once, and again on the next working day in the morning."""
    world = walkthrough.world
    world.run_jobs(walkthrough.folder)
    world.wait(days=1)
    world.run_jobs(walkthrough.folder)
    _log_messages(walkthrough, step, parts, unasked=True)


def _undelivered(world: DistrictWorld) -> None:
    """One message is undeliverable, so that the auditor reports it."""
    with world.store.write() as session:
        outbox.enqueue(
            session,
            world.store.vault,
            dedupe="lost",
            platform="wecom",
            user="nobody",
            payload={},
            lane=outbox.TASK,
            now=world.now,
        )
        lost = session.scalars(select(OutboxRow).where(OutboxRow.dedupe == "lost")).one()
        outbox.mark_dead(session, lost, "account unknown")


def _log_messages(
    walkthrough: Walkthrough,
    step: str,
    parts: Mapping[str, Part],
    *,
    unasked: bool,
    before: Mapping[str, Part] = ALWAYS,
) -> None:
    """A preview was read before the step, by whoever had the part that they then gave away."""
    viewer_of = {user: viewer for viewer, user in VIEWERS.items()}
    state = walkthrough.world.ticket(walkthrough.number).state
    if any(said.state is State.CONFIRMING for said in walkthrough.sent):
        state = State.CONFIRMING  # a result that was told once stays readable in the next round
    granted = step == Steps.approve.__name__ or any(said.granted for said in walkthrough.sent)
    for user, card in walkthrough.world.sent:
        viewer, then = viewer_of.get(user, "stranger"), before if is_preview(card) else parts
        part = then.get(viewer, Part.NOTHING)
        walkthrough.sent.append(SentMessage(step, viewer, part, state, unasked, card, granted))
    walkthrough.world.sent.clear()
