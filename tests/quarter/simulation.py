"""Simulation: the clock advances from stop to stop of each day, and everybody does what they planned until then."""

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
from tests.quarter.actions import Context, SimulatedCase
from tests.quarter.arrivals import Arrival, file
from tests.quarter.centre import BEHAVIOUR as CENTRE
from tests.quarter.clock_control import ClockControl
from tests.quarter.department import BEHAVIOUR as DEPARTMENT
from tests.quarter.execution import Clients, FailureLog, deliver, execute
from tests.quarter.reminder_check import Reminders, check_reminders
from tests.quarter.side_actions import SideAction, announce_absence, side_actions

TIMES = (time(9, 2), time(11, 0), time(13, 40), time(16, 5), time(20, 0))
TIME_OF_A_DAY_OFF = time(15, 0)
AUTOMATIC_NOTICE = time(16)  # ninety minutes before the end of service the bot sends pending result notices (M14)
PEOPLE = 16  # threads
EACH, FILINGS, ROUNDS = 3, 12, 60  # most actions per person and filings per round, most rounds per stop
MINUTES = 1  # simulated time per round
AGEING = ("42001", "40014", "60140")  # expired tokens and codes, inevitable as the clock jumps
BEHAVIOUR = {**CENTRE, **DEPARTMENT}
Job = Callable[[], None]


@dataclass(slots=True)
class Simulation:
    """State of the simulation. `cases` are all that were filed, closed ones included."""

    context: Context
    clients: Clients
    clock: ClockControl
    coming: Sequence[Arrival]
    failures: FailureLog
    cases: list[SimulatedCase] = field(default_factory=list)
    reminders: Reminders = field(default_factory=Reminders)
    acts: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    stopped: set[int] = field(default_factory=set)  # cases with an unexpected answer of the bot
    refused: list[str] = field(default_factory=list)  # by the stand-in, or dropped
    _side: list[tuple[datetime, int, SideAction]] = field(default_factory=list)
    _next: int = 0

    def run_to(self, at: datetime) -> None:
        """The bot's jobs first, then people, round by round, until nobody has anything to do at this stop."""
        mail = self.clients.tenant.messages
        since = mail.newest
        self.clock.advance_to(at)
        self.findings.update(self.clock.findings())
        self._automatic(at)
        if at.time() == TIMES[0] and self.context.workdays.is_one(at.date()):
            check_reminders(self.context, self._open(), mail, since, at, self.failures, self.reminders)
            self._announce_absences(at.date())
        with ThreadPoolExecutor(PEOPLE) as pool:
            for _ in range(ROUNDS):
                lines = self._ready(self.clock.now, at)
                if not lines:
                    break
                for done in [pool.submit(_all, line) for line in lines]:
                    done.result()
                self.clock.wait_until_idle()  # messages in transit must not be taken for answers to the next input
                self.clock.step(MINUTES)
        self.clock.wait_until_idle()
        self._collect_refusals(since)

    def _collect_refusals(self, since: int) -> None:
        journal = list(self.clients.tenant.messages.journal)
        bad = [each for each in journal if not each.good and each.number > since and each.outcome[:5] not in AGEING]
        self.refused += [f"{each.at.astimezone(SHANGHAI):%m-%d %H:%M} {each.subject} {each.outcome}" for each in bad]

    def _open(self) -> Iterator[SimulatedCase]:
        return (case for case in self.cases if case.serial not in self.stopped and case.state != "已办结")

    def _automatic(self, now: datetime) -> None:
        """Automatic acts of the rules (P3, M14, P9), where no person was faster."""
        for case in self._open():
            word = _automatic_act(case, now)
            if word:
                take(case.model, Act(now, word, SYSTEM))
                self.acts[f"{word}（自动）"] += 1
                deliver(case, now)
                self._plan_next(case, now)

    def _announce_absences(self, today: date) -> None:
        for code, span in self.context.away.items():
            if self.context.workdays.before(span[0]) == today:
                announce_absence(self.clients, self.context.unit(code), span, self.failures)
                self.acts["设置代理"] += 1

    def _ready(self, now: datetime, stop: datetime) -> list[list[Job]]:
        """Each person's actions of this round, in order; one per case and round."""
        lines: defaultdict[str, list[Job]] = defaultdict(list)
        busy: set[int] = set()
        for arrival in self._arriving(stop):
            lines[arrival.by.wecom].append(partial(self._file, arrival, now))
        planned = sorted(
            (case.plan.at, case.serial, case) for case in self.cases
            if case.plan and case.plan.at <= stop and case.serial not in self.stopped
        )  # fmt: skip
        for _, _, case in planned:
            assert case.plan is not None
            line = lines[case.plan.action.by.wecom]
            if len(line) < EACH:
                busy.add(case.serial)
                line.append(partial(self._execute, case, now))
        for side in self._side_actions(stop, busy):
            lines[side.action.by.wecom].append(partial(self._execute_side_action, side, now))
        return [line for line in lines.values() if line]

    def _arriving(self, stop: datetime) -> Iterator[Arrival]:
        for _ in range(FILINGS):
            if self._next < len(self.coming) and self.coming[self._next].at <= stop:
                self._next += 1
                yield self.coming[self._next - 1]

    def _side_actions(self, stop: datetime, busy: set[int]) -> Iterator[SideAction]:
        later: list[tuple[datetime, int, SideAction]] = []
        while self._side and self._side[0][0] <= stop:
            entry = heappop(self._side)
            case = entry[2].case
            if case.serial in busy:
                later.append(entry)
            elif case.serial not in self.stopped and (case.state != "已办结" or entry[2].action.word == "更正认定"):
                busy.add(case.serial)
                yield entry[2]
        for entry in later:
            heappush(self._side, entry)

    def _file(self, arrival: Arrival, now: datetime) -> None:
        case = file(self.clients, self.context, arrival, now, self.failures)
        if case is not None:
            self.cases.append(case)
            self.acts[case.model.acts[-1].word] += 1
            self._plan_next(case, now)

    def _execute(self, case: SimulatedCase, now: datetime) -> None:
        plan = case.plan
        assert plan is not None
        case.plan = None
        self.acts[plan.action.word] += 1
        if execute(self.clients, case, plan.action, now, self.failures):
            self._plan_next(case, now)
        else:
            self.stopped.add(case.serial)

    def _execute_side_action(self, side: SideAction, now: datetime) -> None:
        self.acts[side.action.word] += 1
        execute(self.clients, side.case, side.action, now, self.failures)

    def _plan_next(self, case: SimulatedCase, now: datetime) -> None:
        """Plan the next step at the pace of its person, and side actions."""
        case.plan = BEHAVIOUR[case.state](self.context, case, now)
        for number, side in enumerate(side_actions(self.context, case, now)):
            heappush(self._side, (side.at, case.serial * 10 + number + 1000000 * len(case.model.acts), side))


def stops(days: Sequence[date], workdays: Callable[[date], bool]) -> Iterator[datetime]:
    """Five stops per working day, one on every third day off."""
    for ordinal in range(days[0].toordinal(), days[-1].toordinal() + 1):
        day = date.fromordinal(ordinal)
        if workdays(day):
            yield from (datetime.combine(day, at, SHANGHAI) for at in TIMES)
        elif ordinal % 3 == 0:
            yield datetime.combine(day, TIME_OF_A_DAY_OFF, SHANGHAI)


LAPSES = {"补正": "补正逾期", "提出方确认": "逾期未确认", "提出方配合": "配合逾期", "特例答复": "特例逾期未答"}


def _automatic_act(case: SimulatedCase, now: datetime) -> str:
    for limit in case.model.running(*LAPSES, "结果告知"):
        over = limit.due < now.date()
        if limit.name in LAPSES and over:
            return LAPSES[limit.name]
        soon = over or (limit.due == now.date() and now.time() >= AUTOMATIC_NOTICE)
        if limit.name == "结果告知" and soon and not case.model.to_tell:
            return "告知结果"
    return ""


def _all(line: Iterable[Job]) -> None:
    for job in line:
        job()
