"""Load: ten cases processed concurrently, while machines are stopped or killed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from tests.blackbox import records, scenario
from tests.blackbox.callbacks import CallbackSender
from tests.blackbox.conftest import Installation
from tests.blackbox.phone import Phone
from tests.blackbox.scenario import CASES, OPERATORS, STEPS, Case
from tests.blackbox.standin_platform import TICKET, StandInPlatform

UNPACED: dict[str, Any] = {"minute_limit": 100_000, "hour_limit": 100_000}  # no rate limits


class ConcurrentUsers:
    """One thread per case; two operators race for each acceptance, one typing the command, one pressing the button."""

    def __init__(
        self, installation: Installation, callbacks: CallbackSender | None = None, cases: Iterable[Case] = CASES
    ) -> None:
        self._installation = installation
        self._callbacks = callbacks or installation.callbacks
        self.numbers: dict[str, Case] = {}
        self.errors: list[BaseException] = []
        self._threads = [threading.Thread(target=self._guarded, args=(case,), daemon=True) for case in cases]
        installation.platform.paced = False

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def finish(self, seconds: float = 150.0) -> None:
        """Wait for all threads, and for empty inbox and outbox."""
        for thread in self._threads:
            thread.join(seconds)
        assert not self.errors, self.errors
        assert not self.busy, "they never end"
        assert self._installation.settled(), (
            records.inbox(self._installation.database),
            records.outbox(self._installation.database),
        )

    def _guarded(self, case: Case) -> None:
        try:
            self._process(case)
        except BaseException as error:  # noqa: BLE001 - reported by finish
            self.errors.append(error)

    def _process(self, case: Case) -> None:
        callbacks = self._callbacks
        phones = [
            Phone(self._installation.platform, callbacks, user) for user in (case.proposer, case.officer, *OPERATORS)
        ]
        proposer, officer, *operators = phones
        number = scenario.file(proposer, case)
        self.numbers[number] = case
        clicks = [phone.click(phone.offered("收办", number), "收办") for phone in operators]
        together(*(partial(callbacks.deliver, click) for click in clicks))
        operators[0].press("平台核查无误", about=number)
        passed = f"转交{case.department}"
        click = operators[0].click(operators[0].offered(passed, number), passed)
        together(partial(callbacks.deliver, click), partial(operators[1].send_text, f"转交 {number} {case.department}"))
        scenario.department(officer, number)
        scenario.result(operators[1], proposer, number)


def together(*works: Callable[[], object]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check(installation: Installation, numbers: Mapping[str, Case], callbacks: Iterable[CallbackSender]) -> None:
    """Exactly once: each accepted callback handled once, each step done once, each message on its phone once."""
    check_done(installation, numbers, callbacks)
    check_shown(installation, numbers)


def check_done(installation: Installation, numbers: Mapping[str, Case], callbacks: Iterable[CallbackSender]) -> None:
    """Each accepted callback handled once and answered once, each step done once."""
    taken = sum(len(each.taken) for each in callbacks)
    assert records.inbox(installation.database) == {"done": taken}
    assert records.steps(installation.database) == {number: list(STEPS) for number in numbers}
    assert records.answers(installation.database) == taken


def check_shown(installation: Installation, numbers: Mapping[str, Case]) -> None:
    """Each message on its phone once, and none that nobody knows of."""
    believed, shown = (
        records.sent(installation.database),
        {bubble.msgid: bubble for bubble in installation.platform.bubbles},
    )
    unknown = [bubble for msgid, bubble in shown.items() if msgid not in believed]
    unknown = unknown if len(unknown) != records.proven(installation.database) else []  # pressed before its answer came
    for odd in (set(believed) - set(shown), unknown, _twice(installation.platform)):
        assert not odd, (odd, records.outbox(installation.database))
    assert max(believed.values()) == 1, believed
    assert set(records.outbox(installation.database)) <= {"sent", "read", "superseded"}
    for number, case in numbers.items():
        closing = (case.proposer, "数据已正确，确认办结")
        for user, button in (*((user, "收办") for user in OPERATORS), (case.officer, "签收"), closing):
            assert _cards(installation.platform, user, number, button) == 1, (user, number, button)


def _twice(platform: StandInPlatform) -> list[tuple[str, str]]:
    """Recipients of duplicate cards or texts, among those who process the cases."""
    users = {user for case in CASES for user in (case.proposer, case.officer)} | set(OPERATORS)
    seen = Counter((each.user, each.task or each.words) for each in platform.bubbles if each.user in users)
    return [what for what, count in seen.items() if count > 1]


def _cards(platform: StandInPlatform, user: str, number: str, button: str) -> int:
    return sum(button in each.offered and number in TICKET.findall(each.words) for each in platform.chat(user))
