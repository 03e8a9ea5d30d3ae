"""Plays a scenario: sealed callbacks of the phones, each act waited for in the record, the clock moved where needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sandbox.case_record import CaseRecord
from sandbox.clock_control import ClockControl
from sandbox.scripted_phone import NothingToPress, ScriptedPhone
from sandbox.staging.clock_walk import ClockWalk
from sandbox.staging.running_task import Task, Trouble
from sandbox.staging.scenarios import LEADER, PROPOSER, Act, Filing, Scenario, next_filing

PATIENCE = 60.0  # seconds for the bot to do one act
APART = timedelta(minutes=1)  # between two scenarios: messages to one person are limited by the minute
MORNING = timedelta(minutes=15)  # after nine: reminders and digests have left
MOST_DAYS = 15  # until a limit of three working days has passed, the longest holiday included
QUESTION = "项，共"  # in every question of a form: 第1项，共6项


@dataclass
class SceneBuilder:
    """`phone_of` makes the scripted phone of a role; `names` fill the commands ({department}, {related})."""

    record: CaseRecord
    control: ClockControl
    walk: ClockWalk
    phone_of: Callable[[str], ScriptedPhone]
    names: Mapping[str, str]
    report: Callable[[str, float], None]
    proposer: int  # their number in the record
    made: set[str] = field(default_factory=set)  # numbers of the cases that were made so

    def build(self, scenario: Scenario, task: Task) -> str:
        """Returns the number of the new case. Raises Trouble, Stopped."""
        if any(form.name == "filing" and form.person == self.proposer for form in self.record.forms()):
            raise Trouble("陈予安有一份异议还没有填完：请先提交，或者发送“取消”，再来布置")
        phones: dict[str, ScriptedPhone] = {}
        try:
            self.walk.to(self.control.local() + APART, task)
            number = self._file(phones.setdefault(PROPOSER, self.phone_of(PROPOSER)), next_filing(), task)
            self._act(scenario, number, phones, task)
        except NothingToPress as error:
            raise Trouble(f"没有布置成“{scenario.title}”：{error}") from error
        if scenario.late:
            self._pass_the_limit(number, task)
        turn = self.phone_of(scenario.turn)
        self._until(lambda: turn.has_read(number[-4:]), f"{scenario.turn}没有收到{number}")
        return number

    def _file(self, phone: ScriptedPhone, filing: Filing, task: Task) -> str:
        self.report("陈予安提出异议", 0.05)
        before = self.record.newest()
        phone.send_text("提出异议")
        self._answer(phone, None, ("source",), filing.source)
        phone.press(filing.kind)
        for question, text in zip(("records", "doubt", "evidence"), filing.texts, strict=True):
            task.go_on()
            self._answer(phone, None, (question,), text)
        for step in ("完成", "提交"):
            phone.press(step)
        self._until(lambda: self.record.newest() > before, "提交没有成功")
        case = self.record.cases(before)[-1]
        self.made.add(case.number)
        return case.number

    def _act(self, scenario: Scenario, number: str, phones: dict[str, ScriptedPhone], task: Task) -> None:
        values = {"n": number, **self.names}
        for place, act in enumerate(scenario.acts):
            task.go_on()
            if act.who not in phones:
                phones[act.who] = self.phone_of(act.who)
            said = act.say.format_map(values) or f"按“{act.press}”"
            self.report(f"{act.who}：{said}", 0.2 + 0.7 * place / len(scenario.acts))
            self._do(phones[act.who], act, values)
            self._until(partial(self._is_done, number, act), f"“{said}”之后没有到“{act.state or act.step}”")

    def _do(self, phone: ScriptedPhone, act: Act, values: Mapping[str, str]) -> None:
        if not act.say:
            phone.press(act.press, act.choice.format_map(values))
        elif "{n}" in act.say:
            phone.send_text(act.say.format_map(values))  # whatever else lies in the chat, the command names the case
        else:
            self._answer(phone, values["n"], act.asked, act.say)

    def _answer(self, phone: ScriptedPhone, number: str | None, questions: Sequence[str], text: str) -> None:
        """Once the form asks this and the person can see it: what is sent earlier belongs to the question before."""
        case = self.record.case(number) if number else None
        person = None if case else self.proposer

        def asked() -> bool:
            if not phone.has_news(QUESTION):
                return False
            forms = [form for form in self.record.forms() if form.case == (case.id if case else None)]
            return any(form.question in questions and person in (None, form.person) for form in forms)

        self._until(asked, f"没有问到“{text}”该回答的那一项")
        phone.send_text(text)

    def _pass_the_limit(self, number: str, task: Task) -> None:
        """Day by day until the leader has read of it."""
        for _ in range(MOST_DAYS):
            morning: datetime = self.control.aim("weekday") + MORNING
            self.walk.to(morning, task)
            if self.phone_of(LEADER).has_read("逾期", number[-4:]):
                return
        raise Trouble("期限没有过去")

    def _is_done(self, number: str, act: Act) -> bool:
        case = self.record.case(number)
        return case is not None and act.state in ("", case.state) and (not act.step or act.step in case.acts)

    def _until(self, true: Callable[[], bool], what: str) -> None:
        ends = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > ends:
                raise Trouble(f"没有布置成：{what}")
            time.sleep(0.03)
