"""G4, G5, G7, M6, M11–M13, P7: situations of one district month over the wire; due days and report counted by hand.

The days are counted on the calendar of 2026: 09-20 周日 is a working day, 09-25 to 09-27 are off.
"""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pytest
import requests

from tests.blackbox import scenario
from tests.blackbox.conftest import Clock, Installation
from tests.blackbox.machine import Machine, command
from tests.blackbox.scenario import CASES, OPERATORS, Case
from tests.days import day

OPERATOR = OPERATORS[0]
MZ, SJ, RS, WJ, JY, FG = (CASES[index] for index in (0, 1, 2, 3, 4, 5))  # by department
DUE = re.compile(r"为什么是 (\d{4}-\d\d-\d\d)")
LOOKED = re.compile(r"^objection_looked_at (\S+)$", re.MULTILINE)


@dataclass
class District:
    """One server process and everybody's phones; `to` moves the clock and waits for every sweep."""

    installation: Installation
    machine: Machine
    clock: Clock
    numbers: dict[str, str] = field(default_factory=dict)

    def to(self, instant: str) -> None:
        wanted = datetime.fromisoformat(f"{day(instant[:13])}T{instant[14:]}:00+08:00").timestamp()
        self.clock.to(instant)
        ends = time.monotonic() + 60
        while self._looked() < wanted:
            assert time.monotonic() < ends, f"not every sweep ran at {instant}"
            time.sleep(0.05)
        assert self.installation.settled()

    def file(self, case: Case) -> str:
        number = scenario.file(self.installation.phone(case.proposer), case)
        for act in ("收办", "平台核查无误", f"转交 {case.department}"):
            word, *rest = act.split()
            self.say(OPERATOR, " ".join((word, number, *rest)), "（含当日）")
        self.numbers[case.department] = number
        return number

    def say(self, user: str, text: str, *expected: str) -> str:
        """Send a line; the newest answer with these words."""
        phone = self.installation.phone(user)
        phone.send_text(text)
        return phone.see(*(expected or ("CN-",))).words

    def act(self, user: str, text: str, *answers: str) -> None:
        """A line, the answers to what it asks, and 确定 on the preview."""
        phone = self.installation.phone(user)
        phone.send_text(text)
        for question, answer in zip(answers[::2], answers[1::2], strict=True):
            phone.reply(question, answer)
        phone.press("确定")
        assert self.installation.settled()  # before the clock moves on

    def due(self, case: Case, user: str = "") -> str:
        """The day that 为什么 explains to this reader; the proposer's limits begin with the delivery."""
        assert self.installation.settled()
        found = DUE.search(self.say(user or case.officer, f"为什么 {self.numbers[case.department]}", "为什么是"))
        assert found is not None
        return found[1]

    def report(self, table: str) -> list[dict[str, str]]:
        done = command(self.machine.config, "report", "--month", "2026-09", "--format", "csv", "--table", table)
        return list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))

    def _looked(self) -> float:
        with requests.Session() as session:
            session.trust_env = False
            found = LOOKED.search(session.get(f"{self.machine.url}/metrics", timeout=20).text)
        return float(found[1]) if found else 0.0


@pytest.fixture
def district(installation: Installation) -> District:
    clock = installation.clock("2026-09-14 周一 10:00")
    installation.platform.paced = False
    machine = installation.machine(clock=clock.setting, minute_limit=100_000, hour_limit=1_000_000)
    return District(installation, machine, clock)


def counted(row: Mapping[str, str]) -> dict[str, str]:
    """The figures that are not zero, by their names without the clause."""
    named = {name.split("（")[0]: value for name, value in row.items()}
    return {name: value for name, value in named.items() if value not in ("", "0") and name != "部门"}


REPLY, CHECKED = "属实，录入时看错一行", ("重新归集了吗", "是", "批次", "当日批次")
ASKED = ("怎样配合", "到三楼窗口核对", "流程是怎样的", "携带原件，工作日上午九点到十一点")


def first_day(life: District) -> None:
    """09-14 周一: filed, accepted, checked and passed on; four departments find a fault, one shams its repair."""
    for case in (MZ, SJ, RS, WJ, JY, FG):
        life.file(case)
    for case in (SJ, RS, WJ, JY):
        life.act(case.officer, f"答复需修正 {life.numbers[case.department]} 9月18日 {REPLY}")
    number = life.numbers[JY.department]
    life.act(JY.officer, f"完成修正 {number} 已按证照更正", *CHECKED)
    life.act(OPERATOR, f"告知结果 {number}")
    life.installation.phone(JY.proposer).offered("不认可", number)
    life.act(JY.proposer, f"不认可 {number} 名称仍然是旧的")
    life.act(JY.officer, f"答复需修正 {number} 9月21日 属实，名称没有同步")


def suspended(life: District) -> None:
    """A return to the platform, an application for a special case, cooperation twice."""
    mz, sj, rs = (life.numbers[case.department] for case in (MZ, SJ, RS))
    life.to("2026-09-16 周三 10:00")
    life.act(MZ.officer, f"答复需配合 {mz} 床位数与备案表不符", *ASKED)
    assert life.due(MZ) == "2026-09-22", "five days after it was delivered: 17, 18, 20, 21, 22"
    life.to("2026-09-17 周四 10:00")
    life.act(SJ.officer, f"答复系平台环节 {sj} 本部门股东信息正确，平台未更新", "依据是什么", "章程第3页")
    assert life.due(SJ, OPERATOR) == "2026-09-20", "the check anew: 18, 20"
    life.to("2026-09-18 周五 10:00")
    life.act(OPERATOR, f"裁定 {sj} 区市场监管局 平台日志与部门报送值一致")
    assert life.due(SJ) == "2026-09-23", "3 of 7 were used, 4 are left: 20, 21, 22, 23"
    life.act(RS.officer, f"答复申请特例 {rs} 1998年档案灭失，原件无法核实", "哪一种历史原因", "1")
    life.act(FG.officer, f"答复核实无误 {life.numbers[FG.department]} 经核对与登记簿一致", "依据是什么", "登记簿第2页")
    life.act(FG.proposer, f"撤回 {life.numbers[FG.department]} 不再需要")
    life.to("2026-09-20 周日 10:00")
    life.act(RS.proposer, f"不同意特例 {rs} 本单位存有原件")
    assert life.due(RS) == "2026-09-23", "4 of 7 were used, 3 are left: 21, 22, 23"


def went_on(life: District) -> None:
    """The first cooperation starts the reply limit anew, the second does not; a refused extension is late."""
    mz, wj = life.numbers[MZ.department], life.numbers[WJ.department]
    life.to("2026-09-21 周一 10:00")
    life.act(MZ.proposer, f"配合 {mz} 已携带原件到窗口核对")
    assert life.due(MZ) == "2026-09-24", "anew: 22, 23, 24"
    longer = ("请选择延期事由", "1", "期限到哪一天", "12", "延期理由", "街道须重新上门采集", "预计修正日期", "9月30日")
    life.act(WJ.officer, f"申请延期 {wj}", *longer)
    life.to("2026-09-22 周二 10:00")
    life.act(MZ.officer, f"答复需配合 {mz} 床位数仍与现场不符", *ASKED)
    life.installation.phone(MZ.officer).see("按剩余天数继续计算")
    life.to("2026-09-23 周三 09:12")
    life.to("2026-09-24 周四 10:00")
    life.act(OPERATOR, f"不批准延期 {wj} 没有街道出具的说明")
    life.act(MZ.proposer, f"配合 {mz} 已陪同清点床位")
    assert life.due(MZ) == "2026-09-29", "1 of 3 was used, 2 are left: 28, 29"
    life.act(WJ.officer, f"完成修正 {wj} 已重新采集并更正", *CHECKED)


@pytest.mark.slow
def test_a_month_of_situations_by_hand(district: District) -> None:
    first_day(district)
    suspended(district)
    went_on(district)
    district.to("2026-09-30 周三 18:00")
    rows = {row["部门"]: counted(row) for row in district.report("departments")}
    sham, refused, withdrawn = (rows[case.department] for case in (JY, WJ, FG))
    assert (sham["修正未到位"], sham["修正期末仍超期"], sham["按时率%"]) == ("1", "1", "50.0")
    assert (refused["修正超期"], refused["其中待批工作日"], refused["按时率%"]) == ("1", "3", "50.0")
    assert (withdrawn["答复超期"], withdrawn["提出方撤回"], withdrawn["按时率%"]) == ("1", "1", "0.0")
    assert (rows["区人社局"]["其中不同意特例"], rows["区民政局"]["再次要求配合"]) == ("1", "1")
    (left,) = district.report("left-out")
    assert (left["部门"], left["其中已超期"]) == (FG.department, "部门答复")
