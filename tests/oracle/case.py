"""Oracle of one case: its state, its limits and its holder after a list of acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.oracle.facts import Facts
from tests.oracle.law import CLOSED, JOINT, NOT_FILED
from tests.oracle.limits import CAPS, DAYS, JUDGED, OF_DEPARTMENT, OF_PROPOSER, Act, Limit
from tests.oracle.workdays import Workdays

ATTEMPTS, UNDO, RETURN = 3, 5, 1  # working days (own rules)


@dataclass(slots=True)
class CaseModel:
    """`received` is when the centre had it, for a 代录 before its entry; `tests.oracle.steps.take` applies acts."""

    workdays: Workdays
    city_order: bool = False
    received: datetime | None = None
    fusion: bool = False
    on_behalf: bool = False
    edition: int = 2  # of the own rules under which it was filed
    acts: list[Act] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    state: str = NOT_FILED
    outcome: str = ""
    result: str = ""
    ended_in: str = ""
    department: str = ""
    handler: str = ""
    returns: int = 0
    returner: str = ""
    ruled: bool = False
    asked: int = 0  # for a supplement
    supplement_here: bool = False
    joint: str = ""
    related: tuple[str, ...] = ()
    promised: date | None = None
    pending: tuple[str, int] | None = None
    promised_then: date | None = None  # with the extension that is pending
    asked_by: str = ""
    evaluated: bool = False
    closed: datetime | None = None
    to_tell: str = ""
    tell_days: int = 0  # length of the supplement's limit that begins when it was told
    attempts: list[Act] = field(default_factory=list)  # calls and letters that did not reach the proposer
    findings: list[datetime] = field(default_factory=list)  # of a fault (M13, P9)
    to_repair: bool = False  # a special case was refused or never answered: the data stays flagged (G7, P9)
    replied: str = ""  # the last reply
    replier: str = ""  # and whose it is
    marked: tuple[str, Act, Limit | None] | None = None  # it says nothing: where it led to, and what it stopped
    was_told: bool = False  # a result
    ex_officio: bool = False
    withdrawn: datetime | None = None
    told_before: bool = False
    turn: int = 1  # the round
    cooperations: int = 0
    to_cooperate: bool = False
    specials: int = 0
    lapses: int = 0
    special_pending: bool = False
    to_platform: bool = False
    rests: bool = False
    reply_returned: bool = False
    confirmed_by: str = ""
    repaired_by: str = ""
    repaired_platform: str = ""
    doubtful_flag: bool = False
    ran_on: tuple[Limit, datetime] | None = (
        None  # a department's limit that this act lets run on, and when it had stopped
    )

    @property
    def stage(self) -> str:
        """The stage in the card's title."""
        return self.outcome if self.state == CLOSED else self.state

    def facts(self, at: datetime) -> Facts:
        """The case as the oracle of the law takes it at an instant."""
        running: dict[str, set[object]] = {}
        for limit in self.running():
            running.setdefault(limit.name, set()).add(limit.holder)
        return Facts(
            state=self.state, city_order=self.city_order, on_behalf=self.on_behalf, department=self.department or None,
            handler=self.handler or None, joint=self.joint, related=self.related,
            pending=self.pending[0] if self.pending else "", asked_by=self.asked_by, returns=self.returns,
            returner=self.returner or None,
            ruled=self.ruled, ruled_now=any((limit.name, limit.turn) == ("裁定", self.turn) for limit in self.limits),
            supplement_asked=bool(self.asked), supplement_here=self.supplement_here, result=self.result,
            outcome=self.outcome, ended_in=self.ended_in, evaluated=self.evaluated,
            judged=any(not limit.runs for limit in self.limits), running=running,
            passed={limit.name for limit in self.running() if limit.over(at)},
            to_tell=self.to_tell, out_of_reach=self._out_of_reach(), ex_officio=self.ex_officio,
            fault=bool(self.findings), withdrawn=self._recent(self.withdrawn, at, UNDO), told_before=self.told_before,
            finding_last=self.finding() is not None, to_platform=self.to_platform, rests=self.rests,
            asked=self.to_cooperate, specials=self.specials, lapses=self.lapses, special_pending=self.special_pending,
            round=self.turn, replier=self.replier or None, reply_returnable=self._returnable(at),
            applied_repairing=self._applied_repairing(),
            feedback_fresh=self._fresh("部门修正", at) and not self._told_now(), was_told=self.was_told,
            reconfirmed=self._reconfirmed(),
            promise_broken=self.promised is not None and self.promised < at.date(),
            doubtful_flag=self.doubtful_flag, confirmed_by=self.confirmed_by or None,
            repaired_by=self.repaired_by or None, repaired_platform=self.repaired_platform or None,
        )  # fmt: skip

    def _out_of_reach(self) -> bool:
        """Calls on three working days, and a letter beside them (own rule)."""
        days = {act.day for act in self.attempts if act.word == "电话告知" and self.workdays.is_one(act.day)}
        return len(days) >= ATTEMPTS and any(act.word == "函告" for act in self.attempts)

    def _recent(self, since: datetime | None, at: datetime, days: int) -> bool:
        return since is not None and self.workdays.count(since.date(), at.date()) <= days

    def _fresh(self, name: str, at: datetime) -> bool:
        """Whether this reply or feedback is at most a working day old."""
        last = self.last(name)
        return last is not None and self._recent(last.stopped, at, RETURN)

    def _told_now(self) -> bool:
        """Whether the result of this round was told."""
        return any((limit.name, limit.turn) == ("提出方确认", self.turn) for limit in self.limits)

    def _returnable(self, at: datetime) -> bool:
        """A reply that says nothing, once a round, while it is the last word (P6, own rule)."""
        if self.marked is None or self.reply_returned or self._told_now():
            return False
        state, reply, _ = self.marked
        to_centre = ("待告知结果", "待中心确认")  # and back, where a withdrawal is undone
        here = self.state in (*to_centre, "待同意特例") if state in to_centre else self.state == state
        begun = self.last("部门修正")
        unbroken = state != "部门修正中" or (begun is not None and begun.since == reply.at)
        return here and unbroken and self._recent(reply.at, at, RETURN)

    def _applied_repairing(self) -> bool:
        limit = self.marked[2] if self.marked else None
        return limit is not None and limit.name == "部门修正"

    def _reconfirmed(self) -> bool:
        whole = [limit for limit in self.limits if limit.name == "提出方确认" and limit.days >= DAYS["提出方确认"]]
        return sum(limit.turn == self.turn for limit in whole) > 1

    def finding(self) -> tuple[Limit, Limit] | None:
        """The limit of the platform check, and the one that its finding started, where that still runs."""
        check = next((limit for limit in reversed(self.limits) if limit.name == "平台核查"), None)
        after = next(
            (limit for limit in self.running("转交", "平台修复") if check and limit.since == check.stopped), None
        )
        return (check, after) if check and after else None

    def running(self, *names: str) -> list[Limit]:
        return [limit for limit in self.limits if limit.runs and (not names or limit.name in names)]

    def last(self, name: str) -> Limit | None:
        """The newest limit of this name in this round, of the department that has the case."""
        this = (name, self.turn, self.department if name in OF_DEPARTMENT else "")
        return next((each for each in reversed(self.limits) if (each.name, each.turn, each.holder) == this), None)

    def stop(self, at: datetime, names: Iterable[str]) -> None:
        """End limits with a verdict; those marked `-` fall away."""
        for name in names:
            if name.startswith("-"):
                self.release(at, name[1:])
            for limit in self.running(name):
                self._judge(limit, at)
        if {name.lstrip("-") for name in names} & set(OF_DEPARTMENT):
            self.release(at, JOINT)

    def _judge(self, limit: Limit, at: datetime) -> None:
        """An extension that was asked for in time holds the verdict open until it is decided (own rule)."""
        if self.awaits(limit) and limit.over(at) and not limit.missed:
            limit.stopped, limit.held = at, True
            return
        if self.awaits(limit):
            self.no_longer_pending(at)
        limit.stopped, limit.late = at, limit.passed(at)

    def release(self, at: datetime, *names: str) -> None:
        """End a limit without charging anybody: counted only where it was overdue."""
        for limit in self.running(*names):
            if self.awaits(limit):
                self.no_longer_pending(at)
            limit.stopped, limit.late = at, limit.passed(at) or None

    def release_all(self, at: datetime) -> None:
        """The case ends; an extension that was asked for in time is still to be decided where the limit had passed."""
        waiting = self.waiting()
        if waiting is not None and waiting.runs:
            if waiting.over(at):
                self._judge(waiting, at)
            else:
                self.no_longer_pending(at)
        for limit in self.running():
            if not (self.pending and limit.about == "extension"):
                limit.stopped, limit.late = at, limit.passed(at) or None

    def awaits(self, limit: Limit) -> bool:
        return limit is self.waiting()

    def waiting(self) -> Limit | None:
        """The limit whose longer term waits for a decision; it may have stopped (none in the first edition)."""
        name = self.pending[0] if self.pending and self.edition > 1 else ""
        found = [limit for limit in self.limits if limit.name == name and (limit.runs or limit.held)]
        return next((limit for limit in found if limit.held), next(iter(found), None))

    def no_longer_pending(self, at: datetime) -> None:
        self.pending, self.promised_then, self.asked_by = None, None, ""
        self.moot(at, "extension")

    def moot(self, at: datetime, *about: str) -> None:
        """A request that nobody can decide any more: no verdict, unless the day for it had passed."""
        for limit in self.running(JUDGED):
            if limit.about in about:
                limit.stopped, limit.late = at, limit.passed(at) or None

    def decided(self, at: datetime, about: str) -> None:
        for limit in self.running(JUDGED):
            if limit.about == about:
                limit.stopped, limit.late = at, limit.passed(at)

    def start(self, act: Act, name: str, days: int = 0, *, at: datetime | None = None, about: str = "") -> None:
        """A limit in full."""
        since = self.received if act.word == "提出异议" and self.received else at or act.at
        self.begin(name, since, days or DAYS[name], about=about)
        if name in OF_DEPARTMENT and self.joint == "approved":
            self.begin_parts(act.at, days or DAYS[name])

    def go_on(self, act: Act, name: str) -> None:
        """What is left of a limit given before, at least a day; the whole of it where none was (own rule)."""
        last = self.last(name)
        if name == "部门修正":  # after a pause there is a new expected date (P5)
            self.promised = act.data.get("expected")
        if last is None:
            self.start(act, name)
            return
        used = self.workdays.count(last.since.date(), (last.stopped or act.at).date())
        left = max(1, last.days - used)
        self.begin(name, act.at, left, cap=max(left, last.cap - used))
        if name in OF_DEPARTMENT and self.joint == "approved":
            self.begin_parts(act.at, left)

    def run_on(self, limit: Limit, at: datetime, *, returned: bool = False, until: date = date.max) -> None:
        """As if it had never stopped; what passed while a reply waited to be returned has a working day more, once."""
        if limit.stopped and limit.name in OF_DEPARTMENT:
            self.ran_on = limit, limit.stopped
        limit.missed = limit.missed or bool(limit.late)
        limit.stopped, limit.late = None, None
        if returned and not limit.missed and not limit.returned and limit.over(at):
            limit.due, limit.returned = min(until, self.workdays.after(at.date(), 1)), True
            limit.days = self.workdays.count(limit.since.date(), limit.due)

    def parts_run_on(self, at: datetime) -> None:
        """M6, own rule: one part for each phase; who had finished has done, who had none gets one while it lasts."""
        if self.ran_on is None or self.joint != "approved":
            return
        lead, stopped = self.ran_on
        for code in self.related:
            had = [each for each in self.limits if each.name == JOINT and each.holder == code]
            had = [each for each in had if each.round >= lead.round and each.stopped and each.stopped <= stopped]
            left = self.workdays.count(at.date(), lead.due)
            if had and had[-1].stopped == stopped:
                self.run_on(had[-1], at, returned=True, until=lead.due)
            elif not had and left:
                self.begin(JOINT, at, max(1, left - 1), holder=code)

    def begin_parts(self, at: datetime, days: int) -> None:
        """Related departments' limits end one working day before the lead's (own rule, M6)."""
        for code in self.related:
            self.begin(JOINT, at, max(1, days - 1), holder=code)

    def begin(self, name: str, at: datetime, days: int, *, holder: str = "", cap: int = 0, about: str = "") -> None:
        if self.city_order:
            return
        holder = self.department if name in OF_DEPARTMENT else holder
        due, number = self.workdays.after(at.date(), days), len(self.acts)
        top = cap or CAPS.get(name, days)
        self.limits.append(Limit(name, holder, at, days, due, number, turn=self.turn, cap=top, about=about))

    def lengthen(self, limit: Limit, days: int, at: datetime, *, held: bool = False) -> None:
        """The longer total replaces the shorter from the same start; a missed limit stays missed.

        `held`: having waited for the decision made nothing late (own rule).
        """
        limit.missed = limit.missed or (not held and limit.over(at))
        limit.days, limit.due = days, self.workdays.after(limit.since.date(), days)
        for part in self.running(JOINT) if limit.name in OF_DEPARTMENT else ():
            inside = self.workdays.count(part.since.date(), limit.due) - 1
            if inside > part.days:
                self.lengthen(part, inside, at)

    @property
    def own_limit(self) -> str:
        """The limit of the proposer in this state, which begins when they were told (M14)."""
        return OF_PROPOSER.get(self.state, "")
