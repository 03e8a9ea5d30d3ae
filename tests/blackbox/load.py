"""Ten people file and their officers answer, all at once, while something is done to the machines."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from tests.blackbox import records, scenario
from tests.blackbox.callbacks import Letters
from tests.blackbox.conftest import Town
from tests.blackbox.phone import Phone
from tests.blackbox.scenario import CASES, OPERATORS, STEPS, Case
from tests.blackbox.standin_platform import TICKET, Cloud

UNPACED: dict[str, Any] = {"minute_limit": 100_000, "hour_limit": 100_000}  # ten tickets a minute are no day of ours


class Crowd:
    """One thread a case; two operators race for every acceptance, and somebody types what another presses."""

    def __init__(self, town: Town, letters: Letters | None = None, cases: Iterable[Case] = CASES) -> None:
        self._town = town
        self._letters = letters or town.letters
        self.numbers: dict[str, Case] = {}
        self.errors: list[BaseException] = []
        self._threads = [threading.Thread(target=self._guarded, args=(case,), daemon=True) for case in cases]
        town.cloud.paced = False

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def finish(self, seconds: float = 150.0) -> None:
        """Wait for everybody, and for the bot to fall silent."""
        for thread in self._threads:
            thread.join(seconds)
        assert not self.errors, self.errors
        assert not self.busy, "they never end"
        assert self._town.settled(), (records.inbox(self._town.database), records.outbox(self._town.database))

    def _guarded(self, case: Case) -> None:
        try:
            self._walk(case)
        except BaseException as error:  # noqa: BLE001 - told by finish
            self.errors.append(error)

    def _walk(self, case: Case) -> None:
        letters = self._letters
        phones = [Phone(self._town.cloud, letters, user) for user in (case.proposer, case.officer, *OPERATORS)]
        proposer, officer, *operators = phones
        number = scenario.file(proposer, case)
        self.numbers[number] = case
        clicks = [phone.click(phone.offered("收办", number), "收办") for phone in operators]
        together(*(partial(letters.deliver, click) for click in clicks))
        operators[0].press("平台核查无误", about=number)
        passed = f"转交{case.department}"
        click = operators[0].click(operators[0].offered(passed, number), passed)
        together(partial(letters.deliver, click), partial(operators[1].say, f"转交 {number} {case.department}"))
        scenario.department(officer, number)
        scenario.result(operators[1], proposer, number)


def together(*works: Callable[[], object]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check(town: Town, numbers: Mapping[str, Case], letters: Iterable[Letters]) -> None:
    """The model: each letter that was taken handled once, each step once, each message on its phone once."""
    taken = sum(len(each.taken) for each in letters)
    assert records.inbox(town.database) == {"done": taken}
    assert records.steps(town.database) == {number: list(STEPS) for number in numbers}
    assert records.answers(town.database) == taken
    believed, shown = records.sent(town.database), {bubble.msgid: bubble for bubble in town.cloud.bubbles}
    unknown = [bubble for msgid, bubble in shown.items() if msgid not in believed]
    for odd in (set(believed) - set(shown), unknown, _twice(town.cloud)):
        assert not odd, (odd, records.outbox(town.database))
    assert max(believed.values()) == 1, believed
    assert set(records.outbox(town.database)) <= {"sent", "read", "superseded"}
    for number, case in numbers.items():
        for user, button in (*((user, "收办") for user in OPERATORS), (case.officer, "签收"), (case.proposer, "确认")):
            assert _cards(town.cloud, user, number, button) == 1, (user, number, button)


def _twice(cloud: Cloud) -> list[tuple[str, str]]:
    """Who got the same card, or the same words, more than once."""
    seen = Counter((bubble.user, bubble.task or bubble.words) for bubble in cloud.bubbles)
    return [what for what, count in seen.items() if count > 1]


def _cards(cloud: Cloud, user: str, number: str, button: str) -> int:
    return sum(button in each.offered and number in TICKET.findall(each.words) for each in cloud.chat(user))
