"""The quarter itself: the clock leaps from stop to stop, and at each everybody does what they had in mind for then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from heapq import heappop, heappush

from clock.time_source import SHANGHAI
from tests.oracle.limits import SYSTEM, Act
from tests.oracle.steps import take
from tests.quarter.actions import Case, World
from tests.quarter.arrivals import Arrival, file
from tests.quarter.centre import TURNS as CENTRE
from tests.quarter.clock_control import Clockwork
from tests.quarter.department import TURNS as DEPARTMENT
from tests.quarter.execution import Complaints, Phones, perform
from tests.quarter.reminder_check import Reminders, check
from tests.quarter.side_actions import Aside, asides, leave

STOPS = (time(9, 2), time(11, 0), time(13, 40), time(16, 5), time(20, 0))
REST_DAY = time(15, 0)
TELLS_ITSELF = time(16, 0)  # ninety minutes before the end of service, a result nobody has told leaves by itself (M14)
PEOPLE = 16  # at work side by side
EACH, FILINGS, ROUNDS = 3, 12, 60  # moves of one person and filings in one round, rounds in one stop
MINUTES = 1  # from round to round
AGEING = ("42001", "40014", "60140")  # tokens and codes end, and a clock that leaps meets it in the very second
TURNS = {**CENTRE, **DEPARTMENT}
Job = Callable[[], None]


@dataclass(slots=True)
class Play:
    """Everything that is under way. `cases` are all that were filed, the closed ones too."""

    world: World
    phones: Phones
    hand: Clockwork
    coming: Sequence[Arrival]
    complaints: Complaints
    cases: list[Case] = field(default_factory=list)
    reminders: Reminders = field(default_factory=Reminders)
    acts: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    lost: set[int] = field(default_factory=set)  # cases about which the bot said something unexpected
    refused: list[str] = field(default_factory=list)  # by the stand-in, or dropped
    _aside: list[tuple[datetime, int, Aside]] = field(default_factory=list)
    _next: int = 0

    def stop(self, at: datetime) -> None:
        """One stop: the bot first, then people, round after round, until nobody has anything left to do."""
        mail = self.phones.tenant.mail
        since = mail.newest
        self.hand.leap(at)
        self.findings.update(self.hand.findings())
        self._by_itself(at)
        if at.time() == STOPS[0] and self.world.workdays.is_one(at.date()):
            check(self.world, self._open(), mail, since, at, self.complaints, self.reminders)
            self._leaves(at.date())
        with ThreadPoolExecutor(PEOPLE) as pool:
            for _ in range(ROUNDS):
                lines = self._ready(self.hand.now, at)
                if not lines:
                    break
                for done in [pool.submit(_all, line) for line in lines]:
                    done.result()
                self.hand.rest()  # a card on its way must not be taken for the answer to the next step
                self.hand.step(MINUTES)
        self.hand.rest()
        self._look_at_the_wire(since)

    def _look_at_the_wire(self, since: int) -> None:
        journal = list(self.phones.tenant.mail.journal)
        bad = [each for each in journal if not each.good and each.number > since and each.outcome[:5] not in AGEING]
        self.refused += [f"{each.at.astimezone(SHANGHAI):%m-%d %H:%M} {each.subject} {each.outcome}" for each in bad]

    def _open(self) -> Iterator[Case]:
        return (case for case in self.cases if case.serial not in self.lost and case.state != "已办结")

    def _by_itself(self, now: datetime) -> None:
        """What the rules do without anybody (P3, M14, P9), where nobody was faster."""
        for case in self._open():
            word = _due_by_itself(case, now)
            if word:
                take(case.standing, Act(now, word, SYSTEM))
                self.acts[f"{word}（自动）"] += 1
                self._think(case, now)

    def _leaves(self, today: date) -> None:
        for code, span in self.world.away.items():
            if self.world.workdays.before(span[0]) == today:
                leave(self.phones, self.world.unit(code), span, self.complaints)
                self.acts["设置代理"] += 1

    def _ready(self, now: datetime, stop: datetime) -> list[list[Job]]:
        """Each person's moves of this round, in order; a case moves once in a round."""
        lines: defaultdict[str, list[Job]] = defaultdict(list)
        busy: set[int] = set()
        for arrival in self._arriving(stop):
            lines[arrival.by.wecom].append(partial(self._file, arrival, now))
        planned = sorted(
            (case.plan.at, case.serial, case) for case in self.cases
            if case.plan and case.plan.at <= stop and case.serial not in self.lost
        )  # fmt: skip
        for _, _, case in planned:
            assert case.plan is not None
            line = lines[case.plan.move.by.wecom]
            if len(line) < EACH:
                busy.add(case.serial)
                line.append(partial(self._move, case, now))
        for aside in self._asides(stop, busy):
            lines[aside.move.by.wecom].append(partial(self._beside, aside, now))
        return [line for line in lines.values() if line]

    def _arriving(self, stop: datetime) -> Iterator[Arrival]:
        for _ in range(FILINGS):
            if self._next < len(self.coming) and self.coming[self._next].at <= stop:
                self._next += 1
                yield self.coming[self._next - 1]

    def _asides(self, stop: datetime, busy: set[int]) -> Iterator[Aside]:
        later: list[tuple[datetime, int, Aside]] = []
        while self._aside and self._aside[0][0] <= stop:
            entry = heappop(self._aside)
            case = entry[2].case
            if case.serial in busy:
                later.append(entry)
            elif case.serial not in self.lost and (case.state != "已办结" or entry[2].move.word == "更正认定"):
                busy.add(case.serial)
                yield entry[2]
        for entry in later:
            heappush(self._aside, entry)

    def _file(self, arrival: Arrival, now: datetime) -> None:
        case = file(self.phones, self.world, arrival, now, self.complaints)
        if case is not None:
            self.cases.append(case)
            self.acts[case.standing.acts[-1].word] += 1
            self._think(case, now)

    def _move(self, case: Case, now: datetime) -> None:
        plan = case.plan
        assert plan is not None
        case.plan = None
        self.acts[plan.move.word] += 1
        if perform(self.phones, case, plan.move, now, self.complaints):
            self._think(case, now)
        else:
            self.lost.add(case.serial)

    def _beside(self, aside: Aside, now: datetime) -> None:
        self.acts[aside.move.word] += 1
        perform(self.phones, aside.case, aside.move, now, self.complaints)

    def _think(self, case: Case, now: datetime) -> None:
        """What comes next, by whose character; and what else crosses somebody's mind."""
        case.plan = TURNS[case.state](self.world, case, now)
        for number, aside in enumerate(asides(self.world, case, now)):
            heappush(self._aside, (aside.at, case.serial * 10 + number + 1000000 * len(case.standing.acts), aside))


def stops(days: Sequence[date], workdays: Callable[[date], bool]) -> Iterator[datetime]:
    """Five a working day, and one on every third day off."""
    for ordinal in range(days[0].toordinal(), days[-1].toordinal() + 1):
        day = date.fromordinal(ordinal)
        if workdays(day):
            yield from (datetime.combine(day, at, SHANGHAI) for at in STOPS)
        elif ordinal % 3 == 0:
            yield datetime.combine(day, REST_DAY, SHANGHAI)


def _due_by_itself(case: Case, now: datetime) -> str:
    for limit in case.standing.running("补正", "提出方确认", "结果告知"):
        over = limit.due < now.date()
        if limit.name == "补正" and over:
            return "补正逾期"
        if limit.name == "提出方确认" and over:
            return "逾期未确认"
        if limit.name == "结果告知" and (over or (limit.due == now.date() and now.time() >= TELLS_ITSELF)):
            return "告知结果"
    return ""


def _all(line: Iterable[Job]) -> None:
    for job in line:
        job()
