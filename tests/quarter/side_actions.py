"""Side actions: urging, read receipts, stand-ins, and corrected verdicts, beside a case's next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from tests.oracle.law import JOINT
from tests.oracle.workdays import Workdays
from tests.quarter.actions import Action, Context, SimulatedCase, dated
from tests.quarter.dialogue import converse
from tests.quarter.district import District, Unit
from tests.quarter.execution import Clients, FailureLog, said_in


@dataclass(frozen=True, slots=True)
class SideAction:
    at: datetime
    case: SimulatedCase
    action: Action


def side_actions(context: Context, case: SimulatedCase, now: datetime) -> Iterator[SideAction]:
    """Side actions of one person in a case; most often none."""
    model = case.model
    word = model.acts[-1].word
    later = context.after(case, now, 1, 1)
    if word == "告知结果" and case.state == "待提出方确认" and case.proposer and case.once("read", 30):
        yield SideAction(now, case, Action("已阅", case.proposer))
    if case.state in ("部门核实中", "部门修正中") and case.proposer and case.once("urged", 4):
        yield SideAction(later, case, Action("催办", case.proposer))
    if case.state == "部门修正中" and case.once("urged by leader", 3):
        yield SideAction(later, case, Action("催办", context.unit(model.department).leader))
    frozen = [each for each in model.limits if each.late and each.name not in (JOINT, "补正", "转交", "提出方确认")]
    if frozen and case.once("corrected", 4):
        limit, verdict = case.chance.choice(frozen), case.chance.choice(("按时", "不计"))
        same = [each for each in model.limits if (each.name, each.due) == (limit.name, limit.due)]
        if len(same) == 1:
            answers = {"limit": f"{limit.name} {limit.due}", "verdict": verdict}
            data = {"limit": limit.name, "round": limit.round, "verdict": verdict}
            by = case.chance.choice(list(context.district.supervisors))
            yield SideAction(later, case, Action("更正认定", by, "系统停机一日", answers, data))


def absences(district: District, workdays: Workdays, days: list[date], seed: int) -> dict[str, tuple[date, date]]:
    """Officer A of two in three departments is away for some days, with B as stand-in."""
    chance, found = Random(f"away {seed}"), {}
    for unit in district.units:
        if chance.random() < 0.66 and len(days) > 4:
            first = chance.choice(days[1:-1])
            found[unit.code] = (first, workdays.after(first, chance.randint(1, 4)))
    return found


def announce_absence(clients: Clients, unit: Unit, span: tuple[date, date], failures: FailureLog) -> None:
    """设置代理, entered by A on the working day before."""
    client = clients.of(unit.a)
    client.say(f"设置代理 {unit.b.name} {dated(span[0])} {dated(span[1])}")
    said = said_in(converse(client, {}))
    if "已设置" not in said:
        failures.add(f"{unit.name} {unit.a.name}“设置代理”后看到“{said[:90]}”")
