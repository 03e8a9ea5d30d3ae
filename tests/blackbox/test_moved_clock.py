"""With a moved rehearsal clock, reminders, overdue digest and result notice are sent automatically, each once."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.blackbox import records, scenario
from tests.blackbox.conftest import Installation
from tests.blackbox.machine import Machine
from tests.blackbox.scenario import CASES, OPERATORS, STEPS

SUPERVISORS, DIRECTOR = ("gao.mingzhe", "su.wenqing"), "yan.shouzheng"
DUE, LATE, LATER = "2026-09-15 周二", "2026-09-16 周三", "2026-09-17 周四"
REMINDER, OVERDUE = "期限提醒：1件待办", "期限提醒：1件待办，1件已逾期"
DIGEST = "全区逾期提示：1件"


@pytest.mark.slow
def test_an_overdue_limit_sends_reminders_and_digest(installation: Installation) -> None:
    """G1: the opinion on acceptance is due on the next working day; nobody gives it. Each morning ends in a kill.

    What a reminder named to the centre in the morning comes with the centre's list from the next day on: not both.
    """
    clock = installation.clock("2026-09-14 周一 10:00")
    machine = installation.machine(clock=clock.setting)
    scenario.file(installation.phone("liang.jiashu"), CASES[0])
    assert installation.settled()
    expected: Counter[tuple[str, str, str]] = Counter()
    digests = [(user, DIGEST) for user in SUPERVISORS]
    centre = (*OPERATORS, DIRECTOR)
    for day, said in (
        (DUE, [(user, REMINDER) for user in OPERATORS]),
        (LATE, [*((user, OVERDUE) for user in centre), *digests]),
        (LATER, [*digests, *((user, DIGEST) for user in centre)]),
    ):
        clock.to(f"{day} 09:11")
        expected.update((user, title, day) for user, title in said)
        assert installation.platform.wait(lambda: mornings(installation) >= expected), (
            expected - mornings(installation),
            mornings(installation),
        )
        restart(machine)
        assert installation.settled()
    clock.to(f"{LATER} 17:00")
    installation.phone("wu.kexin").send_text("帮助")
    installation.phone("wu.kexin").see("可用")
    assert installation.settled()
    assert mornings(installation) == expected


@pytest.mark.slow
def test_an_unsent_result_notice_is_sent_automatically(installation: Installation) -> None:
    """M14: one working day to tell the proposer; the bot tells them itself before that day's service ends."""
    clock = installation.clock("2026-09-14 周一 10:00")
    machine = installation.machine(clock=clock.setting)
    case = CASES[0]
    proposer, operator, officer = map(installation.phone, (case.proposer, OPERATORS[0], case.officer))
    number = scenario.file(proposer, case)
    scenario.centre(operator, case, number)
    scenario.department(officer, number)
    operator.offered("告知结果", number)
    assert installation.settled()
    clock.to(f"{DUE} 17:20")
    proposer.offered("数据已正确，确认办结", number)
    restart(machine)
    assert installation.settled()
    assert records.steps(installation.database) == {number: list(STEPS[:9])}
    assert records.rows(installation.database, "select actor_id from history where action = '告知结果'") == [(0,)]
    proposer.press("数据已正确，确认办结", about=number)
    proposer.confirm(number)
    proposer.press("提交评价", choice="5", about=number)
    proposer.see("感谢您的评价")
    assert sum("数据已正确，确认办结" in bubble.offered for bubble in proposer.chat()) == 1


def restart(machine: Machine) -> None:
    machine.kill()
    machine.start()


def mornings(installation: Installation) -> Counter[tuple[str, str, str]]:
    """Who got which reminder or digest, by the day in its second line."""
    found: Counter[tuple[str, str, str]] = Counter()
    for bubble in list(installation.platform.bubbles):
        title = bubble.content.get("main_title", {})
        if "期限提醒" in title.get("title", "") or "逾期提示" in title.get("title", ""):
            found[bubble.user, title["title"], title["desc"][:13]] += 1
    return found
