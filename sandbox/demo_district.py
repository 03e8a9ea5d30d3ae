"""The demo district at its beginning: the company's directory, the phones on the page, who else may have one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.demo_people import (
    DEMO,
    TITLES,
    Handset,
    build_directory,
    choose_cast,
    handset_of,
    read_departments,
    read_people,
)
from sandbox.wecom.tenant import Tenant

RELATED = "协同部门"  # the liaison officer of another department, whose phone is not on the page at first


@dataclass
class DemoDistrict:
    """The lists are the page's own, which the panel 通讯录 changes; `begin` puts them back."""

    demo: Path = DEMO
    handsets: list[Handset] = field(default_factory=list)
    staff: list[Handset] = field(default_factory=list)

    def begin(self, tenant: Tenant) -> None:
        people, names = read_people(self.demo / "people.csv"), read_departments(self.demo / "departments.csv")
        tenant.begin(build_directory(names, people))
        self.handsets[:] = choose_cast(people, names)
        self.staff[:] = [handset_of(each, names) for each in people]

    def userid(self, role: str) -> str:
        """Whose phone has this role now; an account may have been renamed."""
        if role == RELATED:
            return self.related.userid
        return next(each.userid for each in self.handsets if each.role == role)

    @property
    def numbers(self) -> Mapping[str, int]:
        """Everybody's number in the bot's record: the people are imported in the order of their file."""
        return {each.userid: place for place, each in enumerate(self.staff, start=1)}

    @property
    def office(self) -> str:
        """The department whose officers, handler and leader have their phones on the page."""
        officer = TITLES["officer-a"]
        return next((each.department for each in self.handsets if each.role == officer), "")

    @property
    def related(self) -> Handset:
        """The liaison officer of another department."""
        officer = TITLES["officer-a"]
        return next(each for each in self.staff if each.role == officer and each.department != self.office)
