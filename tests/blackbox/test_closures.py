"""Two servers with different `law.closures` count the same days; what is loaded by command both see at once."""

from __future__ import annotations

import pytest

from tests.blackbox import scenario
from tests.blackbox.callbacks import CallbackSender
from tests.blackbox.conftest import KEYS, Installation
from tests.blackbox.machine import Machine, command, free_port, write_config
from tests.blackbox.scenario import CASES, OPERATORS
from tests.blackbox.test_notice import due


def started(installation: Installation, clock: str, closures: str) -> Machine:
    """A server with a file of its own."""
    port = free_port()
    config = write_config(
        installation.folder, database=installation.database, keys=KEYS, api=installation.api, port=port, clock=clock
    )
    with config.open("a", encoding="utf-8") as file:
        file.write(f"\nlaw: {{closures: [{closures}]}}\n")
    machine = Machine(config, port)
    installation.machines.append(machine)
    machine.start()
    return machine


@pytest.mark.slow
def test_the_first_servers_file_counts_once_and_a_command_on_all(postgresql_installation: Installation) -> None:
    """P2: filed on 2026-09-16 周三, one working day: Thursday is closed by the file, Friday later by command."""
    installation = postgresql_installation
    clock = installation.clock("2026-09-16 周三 10:00")
    first = started(installation, clock.setting, "{date: 2026-09-17, reason: 台风停工}")
    second = started(installation, clock.setting, "{date: 2026-09-18, reason: 停电}")
    callbacks = CallbackSender(KEYS, f"{first.url}/callback/wecom", (f"{second.url}/callback/wecom",))  # by turns
    numbers = [scenario.file(installation.phone(case.proposer, callbacks), case) for case in CASES[:2]]
    assert installation.settled()
    assert due(installation) == dict.fromkeys(numbers, ("2026-09-18", False)), "filed with either server"
    named = command(second.config, "doctor", "--offline", "--quick").stdout
    assert "[问题] 日历设置：law.closures：2026-09-18 停电（1天）不在数据库中，不起作用" in named
    assert "[正常] 日历设置：" in command(first.config, "doctor", "--offline", "--quick").stdout
    assert "2026-09-18 停电" in second.log
    days = ("2026-09-18", "--reason", "停电", "--document", "区府办通知")
    shown = command(second.config, "closures", "add", *days)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert f"{numbers[0]} 收办意见：2026-09-18 周五 → 2026-09-20 周日" in shown.stdout
    assert installation.platform.wait(lambda: due(installation) == dict.fromkeys(numbers, ("2026-09-20", False)))
    for operator in OPERATORS:
        installation.phone(operator).see("期限重算", "2026-09-20", after=0)
    assert command(first.config, "closures", "withdraw", "2", "--reason", "来电了").returncode == 0
    assert installation.platform.wait(lambda: due(installation) == dict.fromkeys(numbers, ("2026-09-18", False)))
