"""Arrivals: objections filed in the chat, by phone or letter through the centre, and by the city (M8, G2, P1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from clock.time_source import SHANGHAI
from tests.oracle.case import CaseModel
from tests.oracle.limits import Act
from tests.oracle.steps import take
from tests.quarter.actions import HOURS, Context, SimulatedCase
from tests.quarter.district import Entry, Person
from tests.quarter.execution import Clients, FailureLog, filed

KINDS = ("错误", "遗漏", "不一致", "其他")
CHANNELS = {"chat": 92, "behalf": 6, "city": 2}
WEEKEND = 0.05  # share of filings on days off


@dataclass(frozen=True, slots=True)
class Arrival:
    """A planned filing; its serial number determines everything about it."""

    serial: int
    at: datetime
    way: str
    by: Person
    entry: Entry
    chance: Random


def arrivals(context: Context, count: int, days: Sequence[date], seed: int) -> Iterator[Arrival]:
    """The given number of filings over these working days and some days off between them, oldest first."""
    rest = [day for day in _between(days) if not context.workdays.is_one(day)]
    found = [_arrival(context, serial, days, rest, seed) for serial in range(1, count + 1)]
    return iter(sorted(found, key=lambda each: (each.at, each.serial)))


def _between(days: Sequence[date]) -> list[date]:
    return [date.fromordinal(ordinal) for ordinal in range(days[0].toordinal(), days[-1].toordinal())]


def _arrival(context: Context, serial: int, days: Sequence[date], rest: Sequence[date], seed: int) -> Arrival:
    chance = Random(f"case {seed} {serial}")
    way = chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    off = way == "chat" and rest and chance.random() < WEEKEND
    day, hour = (chance.choice(rest), 15) if off else (chance.choice(days), chance.choice(HOURS))
    by = chance.choice(context.district.proposers if way == "chat" else context.district.operators)
    at = datetime.combine(day, time(hour), SHANGHAI)
    return Arrival(serial, at, way, by, chance.choice(list(context.district.entries)), chance)


def file(
    clients: Clients, context: Context, arrival: Arrival, now: datetime, failures: FailureLog
) -> SimulatedCase | None:
    """The filed case with its number; None, with a failure logged, where the bot refused it."""
    chat = arrival.way == "chat"
    received = now if chat else now - timedelta(hours=arrival.chance.choice((1, 1, 2, 22)))
    opening, answers = _words(arrival, received)
    case = SimulatedCase(
        serial=arrival.serial,
        chance=arrival.chance,
        entry=arrival.entry,
        owner=context.unit(arrival.entry.owner),
        proposer=arrival.by if chat else None,
        clerk=arrival.chance.choice(list(context.district.operators)) if chat else arrival.by,
        model=CaseModel(context.workdays, arrival.way == "city", received, arrival.entry.fusion),
        received=received,
    )
    title = filed(clients, opening, arrival.by, answers)
    case.number = title.partition("工单号")[2].strip()[:16]
    if not case.number:
        failures.add(f"{now:%m-%d %H:%M} {arrival.by.name}“{opening}”后看到“{title[:90]}”")
        return None
    take(case.model, Act(now, "录入市级工单" if arrival.way == "city" else "提出异议", arrival.by.wecom))
    return case


def _words(arrival: Arrival, received: datetime) -> tuple[str, Mapping[str, str]]:
    answers = {
        "source": arrival.entry.name,
        "kind": arrival.chance.choice(KINDS),
        "records": f"第{arrival.serial:05}号记录，登记状态写作存续",
        "doubt": "证照上已经变更，应当更正",
        "evidence": "业务场景：办理业务时与证照核对",
        "channel": arrival.chance.choice(("电话", "来函", "来访")),
        "received": f"{received.month}月{received.day}日 {received:%H:%M}",
        "stranger": "姓名 王师傅，电话 021-62345678",
    }
    if arrival.way == "city":
        return f"录入市级工单 SHGD-{arrival.serial:05}", answers
    return {"chat": "提出异议", "behalf": "代录"}[arrival.way], answers
