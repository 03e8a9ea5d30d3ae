"""Test data: one person for every role towards a ticket, and without any; a world with scheduled jobs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.deps import Deps, ServiceHours
from scheduler.jobs import JOBS
from scheduler.sweeps import portal_flags
from store.catalogue import entries
from store.files.file_store import FileStore
from store.messages import taking
from store.people import persons, stand_ins
from tests.bot.district import PLATFORM
from tests.bot.world import World
from tests.scheduler.fake_platform import FakePlatform
from tests.staff import upsert_person
from tests.written_once import shipped_laws

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.ports import Card

PORTAL = "portal"
MORE_DEPARTMENTS = (("TAX", "区税务局"), ("HLT", "区卫生健康委"))
MORE_PEOPLE = (
    # account, name, department, roles, mobile
    ("lin.zong", "林总", "DC", "director", "13800000021"),
    ("bai.bing", "白冰", "DC", "handler", "13800000022"),
    ("guan.li", "管理", "DC", "administrator", "13800000023"),
    ("zheng.he", "郑禾", "MKT", "handler", "13800000024"),
    ("ma.dai", "马岱", "MKT", "handler", "13800000025"),
    ("tong.shi", "童适", "MKT", "proposer", "13800000026"),
    ("li.zhi", "黎知", "MKT", "officer-b", "13800000027"),
    ("gao.jun", "高峻", "CIV", "leader", "13800000028"),
    ("qian.duo", "钱铎", "TAX", "officer-a", "13800000029"),
    ("feng.tao", "冯涛", "TAX", "leader", "13800000030"),
    ("jiang.he", "江河", "HLT", "officer-a", "13800000031"),
    ("xu.ling", "许玲", "HLT", "leader", "13800000032"),
    ("ling.dao", "凌导", "EDU", "leader", "13800000033"),
    ("an.quan", "安荃", "DC", "security-administrator", "13800000034"),
    ("shen.ji", "沈纪", "DC", "audit-administrator", "13800000035"),
    ("cha.yue", "查岳", "DC", "auditor", "13800000036"),
)
VIEWERS: Mapping[str, str] = {
    "proposer": "zhang.wei",
    "another proposer": "he.ping",
    "leader of the proposer": "ling.dao",
    "operator": "li.na",
    "director": "lin.zong",
    "operator and director": "zhou.jie",
    "deputy of the director": "bai.bing",
    "officer A": "wang.fang",
    "officer B": "zhao.lei",
    "deputy of officer B": "ma.dai",
    "handler": "sun.li",
    "former handler": "zheng.he",
    "colleague": "tong.shi",
    "person who left": "li.zhi",
    "leader": "wu.gang",
    "former officer": "liu.yang",
    "former leader": "gao.jun",
    "related officer": "qian.duo",
    "related leader": "feng.tao",
    "unrelated officer": "jiang.he",
    "unrelated leader": "xu.ling",
    "supervisor": "chen.mo",
    "administrator": "guan.li",
    "security administrator": "an.quan",
    "audit administrator": "shen.ji",
    "auditor": "cha.yue",
    "stranger": "mo.sheng",
}
FUSED = "企业信用综合信息"  # MKT-0004, the only fusion data of the catalogue


class DistrictWorld(World):
    """A world whose scheduled jobs run too; `sent` keeps every card in sending order."""

    def __init__(self, url: str, **options: Any) -> None:
        super().__init__(url, **options)
        self.sent: list[tuple[str, Card]] = []  # every message sent, in order
        self.phones = FakePlatform(lambda: self.now)

    def _settle(self) -> None:
        """All people of VIEWERS beside the district's."""
        super()._settle()
        with self.store.write() as session:
            for code, name in MORE_DEPARTMENTS:
                persons.upsert_department(session, code=code, name=name, kind="responsible")
            for account, name, code, roles, mobile in MORE_PEOPLE:
                found = persons.department_by_code(session, code)
                assert found is not None
                upsert_person(
                    session,
                    self.store.vault,
                    name=name,
                    department_id=found.id,
                    now=self.now,
                    roles=roles,
                    mobile=mobile,
                    accounts={PLATFORM: account},
                    active=account != VIEWERS["person who left"],
                )
            tax = persons.department_by_code(session, "TAX")
            assert tax is not None
            entries.upsert_entry(session, code="TAX-0001", name="纳税登记信息", department=tax, kind="基础数据")

    def appoint_stand_in(self, absent: str, deputy: str, first: date, last: date) -> None:
        with self.store.write() as session:
            stand_ins.set_stand_in(
                session, self.person_id(absent), self.person_id(deputy), from_on=first, to_on=last, now=self.now
            )

    def deps(self, folder: Path) -> Deps:
        """What the sweeps work with."""
        return Deps(
            store=self.store,
            laws=shipped_laws(),
            platforms={PLATFORM: self.phones},
            clock=_WorldClock(self),
            base_url="https://bot.example",
            file_store=FileStore(folder / "files", self.store.vault, limit=1_000_000, types=("png", "pdf", "xlsx")),
            hours=ServiceHours(spread_minutes=0),
        )

    def run_jobs(self, folder: Path, *only: str) -> dict[str, list[Card]]:
        """Every scheduled job once, or those named; then everything is delivered."""
        deps = self.deps(folder)
        for job in JOBS:
            if not only or job.name in only:
                job.run(deps, self.now)
        return self.deliver()

    def deliver(self) -> dict[str, list[Card]]:
        fresh = super().deliver()
        self.sent += [(user, card) for user, cards in fresh.items() for card in cards]
        return fresh

    def portal_events(self, folder: Path) -> list[Mapping[str, Any]]:
        """Events for the data platform's portal about flagged records."""
        portal = {PORTAL: FakePlatform(lambda: self.now, PORTAL)}
        portal_flags.sweep(replace(self.deps(folder), systems=portal), self.now)
        with self.store.write() as session:
            waiting = taking.due(session, self.store.vault, self.now, limit=1000)
        return [parcel.payload for parcel in waiting if parcel.kind == "event"]


class _WorldClock:
    """The world's own clock."""

    def __init__(self, world: DistrictWorld) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.now
