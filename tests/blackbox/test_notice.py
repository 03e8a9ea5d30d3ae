"""Next year's holiday notice is loaded beside running servers; all of them see it, none is restarted."""

from __future__ import annotations

import pytest

from tests.blackbox import records, scenario
from tests.blackbox.callbacks import CallbackSender
from tests.blackbox.conftest import KEYS, Installation
from tests.blackbox.machine import command
from tests.blackbox.scenario import CASES, OPERATORS

NOTICE = """year = 2027
number = "国办发明电〔2026〕99号"
title = "国务院办公厅关于2027年部分节假日安排的通知"
published = 2026-12-30
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-04
"""
TIED = "from clocks c join tickets t on t.id = c.ticket_id"
DATES = f"select t.number, c.due_on, c.provisional {TIED} where c.kind = '收办意见'"


@pytest.mark.slow
def test_every_running_server_uses_the_new_notice_at_once(postgresql_installation: Installation) -> None:
    """P2: filed on 2026-12-31 周四; 元旦 is off by statute; the opinion is due on 2027-01-04 周一 as far as known."""
    installation = postgresql_installation
    clock = installation.clock("2026-12-31 周四 10:00")
    first, second = (installation.machine(clock=clock.setting) for _ in range(2))
    callbacks = CallbackSender(KEYS, f"{first.url}/callback/wecom", (f"{second.url}/callback/wecom",))  # by turns
    number = scenario.file(installation.phone(CASES[0].proposer, callbacks), CASES[0])
    assert installation.settled()
    assert due(installation) == {number: ("2027-01-04", True)}
    path = installation.folder / "2027.toml"
    path.write_text(NOTICE, encoding="utf-8")
    shown = command(first.config, "import", "notice", str(path), "--by", "陈管理员")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert f"{number} 收办意见：2027-01-04 周一（暂定） → 2027-01-05 周二" in shown.stdout
    assert installation.platform.wait(lambda: due(installation) == {number: ("2027-01-05", False)})
    for operator in OPERATORS:
        installation.phone(operator).see("期限重算", "2027-01-05", after=0)
    filed = [installation.phone(case.proposer, callbacks) for case in CASES[1:3]]
    later = [scenario.file(phone, case) for phone, case in zip(filed, CASES[1:3], strict=True)]
    assert installation.settled()
    assert due(installation) == dict.fromkeys([number, *later], ("2027-01-05", False))
    assert [steps.count("重算期限") for steps in records.steps(installation.database).values()] == [1, 0, 0]
    again = command(second.config, "import", "notice", str(path))
    assert (again.returncode, "由 陈管理员 载入" in again.stdout) == (0, True)
    checked = command(second.config, "doctor", "--offline").stdout
    assert "[正常] 日历：工作日历到 2027-12-25 为止是确定的" in checked
    assert "[正常] 历史重放：3 件工单" in checked
    assert "由 陈管理员 载入" in checked


def due(installation: Installation) -> dict[str, tuple[str, bool]]:
    return {number: (str(day), bool(unsure)) for number, day, unsure in records.rows(installation.database, DATES)}
