"""Test data: departments with officers A and B and a leader, a catalogue, and proposers, generated from the seed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random

from sandbox.demo_people import TITLES
from sandbox.wecom.directory import ROOT, Department, Directory, Member

NAMES = (  # noqa: SIM905 — a list of thirty strings is harder to read
    "区市场监管局 区民政局 区人社局 区卫健委 区教育局 区房管局 区城管执法局 区生态环境局 区建管委 区应急局 区发改委 "
    "区商务委 区科委 区财政局 区司法局 区文旅局 区体育局 区统计局 区审计局 区国资委 区医保局 区税务局 "
    "区规划资源局 区绿化市容局 区退役军人局 区信访办 区机管局 区档案局 区投促办 区残联"
).split()
SURNAMES = "安白蔡常陈程崔戴丁董杜范方冯傅高葛龚顾郭韩郝何贺洪侯胡黄江姜蒋金康孔赖雷黎李"
GIVEN = (
    "安宁", "博文", "晨曦", "丹青", "恩泽", "芳菲", "冠宇", "海涛", "静怡", "俊杰",
    "可心", "乐天", "明远", "念慈", "沛然", "清扬", "若云", "思齐", "天佑", "晓彤",
)  # fmt: skip
TOPICS = ("登记信息", "许可目录", "处罚公示", "从业人员", "服务网点", "补贴发放", "设施台账", "检查结果")
PACES = ("prompt", "steady", "slow", "late")
PROPOSERS, OPERATORS = 4, 5
CENTRE, OFFICE = ("DSJ", "区大数据中心", "centre"), ("QFB", "区政府办公室", "supervising")


@dataclass(frozen=True, slots=True)
class Person:
    """`wecom` is the account; `buttons`: presses buttons instead of typing."""

    name: str
    department: str
    roles: str
    mobile: str
    wecom: str
    buttons: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """One department that owns data; `pace` is its speed."""

    code: str
    name: str
    kind: str
    pace: str
    a: Person
    b: Person
    handler: Person
    leader: Person
    proposers: Sequence[Person]

    @property
    def people(self) -> list[Person]:
        return [self.a, self.b, self.handler, self.leader, *self.proposers]


@dataclass(frozen=True, slots=True)
class Entry:
    """One catalogue entry; `city` is data provided by the city's platform (P10)."""

    code: str
    name: str
    owner: str
    fusion: bool = False
    city: bool = False
    sources: Sequence[str] = ()


@dataclass(frozen=True)
class District:
    units: Sequence[Unit]
    entries: Sequence[Entry]
    operators: Sequence[Person]
    director: Person
    supervisors: Sequence[Person]
    administrator: Person
    by_code: dict[str, Unit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_code.update({unit.code: unit for unit in self.units})

    @property
    def proposers(self) -> list[Person]:
        return [person for unit in self.units for person in unit.proposers]

    @property
    def people(self) -> list[Person]:
        staff = [*self.operators, self.director, *self.supervisors, self.administrator]
        return staff + [person for unit in self.units for person in unit.people]

    def directory(self) -> Directory:
        """The same people as members of the tenant."""
        codes = {code: number for number, (code, _, _) in enumerate(self._offices(), start=ROOT + 1)}
        departments = [Department(ROOT, "演练区", 0)]
        departments += [Department(codes[code], name) for code, name, _ in self._offices()]
        return Directory(departments, [_member(person, codes[person.department]) for person in self.people])

    def write(self, folder: Path) -> None:
        """Write the three files for `objection import`."""
        folder.mkdir(parents=True, exist_ok=True)
        people = [(p.name, p.department, p.roles, p.mobile, p.wecom) for p in self.people]
        rows = [
            (e.code, e.name, e.owner, "city" if e.city else "district", "fusion" if e.fusion else "source",
             " ".join(e.sources)) for e in self.entries
        ]  # fmt: skip
        _table(folder / "departments.csv", "code name kind", self._offices())
        _table(folder / "people.csv", "name department roles mobile wecom", people)
        _table(folder / "catalogue.csv", "code name department origin kind sources", rows)

    def _offices(self) -> list[tuple[str, str, str]]:
        return [CENTRE, OFFICE, *((unit.code, unit.name, unit.kind) for unit in self.units)]


def generate(departments: int, seed: int) -> District:
    """A district with this many departments; deterministic for a seed."""
    names, chance = _persons(Random(f"people {seed}")), Random(f"district {seed}")
    units = [_unit(number, names, chance) for number in range(departments)]
    operators = [next(names)("DSJ", "operator") for _ in range(OPERATORS)]
    director, administrator = next(names)("DSJ", "director"), next(names)("DSJ", "administrator")
    supervisors = [next(names)("QFB", "supervisor") for _ in range(2)]
    return District(units, list(_catalogue(units, chance)), operators, director, supervisors, administrator)


class _Unassigned:
    """A person without an office yet."""

    def __init__(self, number: int, name: str, chance: Random) -> None:
        self._number, self._name, self._buttons = number, name, chance.random() < 0.5

    def __call__(self, department: str, roles: str) -> Person:
        mobile, account = f"139{self._number:08}", f"quarter.{self._number:04}"
        return Person(self._name, department, roles, mobile, account, self._buttons)


def _persons(chance: Random) -> Iterator[_Unassigned]:
    names = [surname + given for surname, given in product(SURNAMES, GIVEN)]
    chance.shuffle(names)
    return (_Unassigned(number, name, chance) for number, name in enumerate(names, 1))


def _unit(number: int, names: Iterator[_Unassigned], chance: Random) -> Unit:
    code, name = f"D{number + 1:02}", NAMES[number] if number < len(NAMES) else f"第{number + 1}街道办事处"
    a, b, handler, leader = (
        next(names)(code, role) for role in ("officer-a", "officer-b", "handler proposer", "leader")
    )
    proposers = [next(names)(code, "proposer") for _ in range(PROPOSERS)]
    pace = chance.choices(PACES, (3, 4, 2, 1))[0]
    kind = "competent" if number % 10 == 9 else "responsible"
    return Unit(code, name, kind, pace, a, b, handler, leader, proposers)


def _catalogue(units: Sequence[Unit], chance: Random) -> Iterator[Entry]:
    """Eight entries per department: one is fusion data, in every fifth department one is the city's."""
    for number, unit in enumerate(units, 1):
        plain = [Entry(f"CN-{unit.code}-{i}", f"{topic}{number:02}", unit.code) for i, topic in enumerate(TOPICS[:6])]
        yield from plain
        yield Entry(f"CN-{unit.code}-6", f"{TOPICS[6]}{number:02}", unit.code, city=number % 5 == 0)
        others = chance.sample([other.code for other in units if other is not unit], min(2, len(units) - 1))
        sources = [plain[0].code, *(f"CN-{code}-1" for code in others)]
        yield Entry(f"RH-{unit.code}-7", f"融合{TOPICS[7]}{number:02}", unit.code, fusion=True, sources=sources)


def _table(path: Path, columns: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split())
        writer.writerows(rows)


def _member(person: Person, department: int) -> Member:
    position = "、".join(TITLES.get(role, role) for role in person.roles.split())
    return Member(person.wecom, person.name, (department,), position, person.mobile, "leader" in person.roles)
