"""The guided tour: which of the twelve steps have really happened, by record and phones, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.case_record import CaseRecord, OpenForm, RecordedCase
from sandbox.demo_people import Handset
from sandbox.tour.record_look import Look
from sandbox.tour.tour_file import Move, TourFile, read_tour
from sandbox.wecom.message_store import Message, MessageStore

CLOSED = "已办结"
PROPOSER = "提出方"
START_OVER = "要从头走，请按“重新开始导览”，再由陈予安提出一件。"


@dataclass(frozen=True, slots=True)
class Progress:
    """What is ticked, and the move that comes next; `detour` is said where the case has gone another way."""

    ticked: tuple[bool, ...]
    step: int | None
    move: Move | None
    detour: str = ""


@dataclass
class Tour:
    """Judged anew at every look, so that it is right whoever did what, in whatever order."""

    record: CaseRecord
    messages: MessageStore
    handsets: Sequence[Handset]
    proposer: int  # their number in the record
    made: set[str]  # the cases of the scenarios, which are not the tour's
    file: TourFile = field(default_factory=read_tour)
    since_case: int = 0
    since_message: int = 0
    since_made: int = 0
    staged: list[tuple[int, int]] = field(default_factory=list)  # messages that came while a scenario was made

    def begin_anew(self) -> None:
        """What was done up to now counts no more."""
        self.since_case, self.since_message, self.since_made = (
            self.record.newest(),
            self.messages.newest,
            len(self.made),
        )

    def progress(self) -> Progress:
        every, forms = self.record.look(self.since_case)
        own = self._own(every)
        case = next(
            (each for each in own if not self._detour(self._judge(each, forms), each)), own[-1] if own else None
        )
        judged = self._judge(case, forms)
        return Progress(*judged, self._detour(judged, case))

    def userid(self, move: Move) -> str:
        return next((each.userid for each in self.handsets if each.role == move.who), "")

    def _own(self, every: Sequence[RecordedCase]) -> list[RecordedCase]:
        """The cases whose number the proposer's phone has, without those of the scenarios."""
        phone = " ".join(str(each.content) for each in self._said(PROPOSER))
        return [each for each in every if each.number in phone and each.number not in self.made]

    def _judge(
        self, case: RecordedCase | None, forms: Sequence[OpenForm]
    ) -> tuple[tuple[bool, ...], int | None, Move | None]:
        scenes = len(self.made) - self.since_made
        look = Look(case, forms, self._said, self.file.orders, self.proposer, scenes)
        marks = [[look.is_done(move) for move in step.moves] for step in self.file.steps]
        road = [place for place, step in enumerate(self.file.steps) if not step.free]
        furthest = max((place for place in road if any(marks[place])), default=-1)
        ticked = [
            marks[place][-1] or (not step.free and place < furthest) for place, step in enumerate(self.file.steps)
        ]
        return tuple(ticked), *self._next(ticked, marks)

    def _next(self, ticked: Sequence[bool], marks: Sequence[Sequence[bool]]) -> tuple[int | None, Move | None]:
        """Within a step a later move stands for the earlier ones."""
        for place, step in enumerate(self.file.steps):
            if not ticked[place]:
                done = max((number for number, mark in enumerate(marks[place]) if mark), default=-1)
                return place, step.moves[done + 1]
        return None, None

    def _detour(self, judged: tuple[tuple[bool, ...], int | None, Move | None], case: RecordedCase | None) -> str:
        """The case stands where no step to come can be done."""
        ticked = judged[0]
        road = [step for step, mark in zip(self.file.steps, ticked, strict=True) if not mark and not step.free]
        if case is None or not road or not road[0].states:
            return ""
        ended = case.state == CLOSED and case.outcome != road[0].outcome
        if case.state in road[0].states and not ended:
            return ""
        if case.state == CLOSED:
            return f"{case.number}已办结（{case.outcome}），走的是另一条路，到这里就完了。{START_OVER}"
        known = self.file.detours.get(case.state)
        return known or f"{case.number}现在是“{case.state}”，走的是另一条路，可以照卡片接着办。{START_OVER}"

    def _said(self, who: str = "") -> list[Message]:
        """What the bot has said since the tour began, on one phone or on all."""
        users = [each.userid for each in self.handsets if who in ("", each.role)]
        every = [each for user in users for each in self.messages.of(user)]
        return [each for each in every if not each.mine and each.turn > self.since_message and not self._staged(each)]

    def _staged(self, message: Message) -> bool:
        return any(first < message.turn <= last for first, last in self.staged)
