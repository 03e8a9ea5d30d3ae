"""The company's members and departments, as the directory API returns them to an app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.wecom.errors import ApiError
from sandbox.wecom.settings import Profile

ROOT = 1


@dataclass(frozen=True, slots=True)
class Department:
    id: int
    name: str
    parent: int = ROOT


@dataclass(frozen=True, slots=True)
class Member:
    """`position` is what the phone shows under the name; `leader` is the department's."""

    userid: str
    name: str
    departments: tuple[int, ...] = (ROOT,)
    position: str = ""
    mobile: str = ""
    leader: bool = False


class Directory:
    """Look-up by user id is case-insensitive, as WeCom's; the stored spelling is returned."""

    def __init__(self, departments: Iterable[Department], members: Iterable[Member]) -> None:
        self.departments: Mapping[int, Department] = {each.id: each for each in departments}
        self.members: Mapping[str, Member] = {each.userid.lower(): each for each in members}

    def find(self, userid: str) -> Member | None:
        return self.members.get(userid.lower())

    def get(self, userid: str) -> Member:
        member = self.find(userid)
        if member is None:
            raise ApiError(60111, f"userid {userid[:64]}")
        return member

    def below(self, department: int) -> list[Department]:
        """The department and all under it; 60003 where there is none of this id."""
        if department not in self.departments:
            raise ApiError(60003, f"department {department}")
        found = [self.departments[department]]
        for parent in found:
            found += [each for each in self.departments.values() if each.parent == parent.id and each not in found]
        return found

    def staff(self, department: int, *, children: bool) -> list[Member]:
        ids = {each.id for each in self.below(department)} if children else {self.below(department)[0].id}
        return [member for member in self.members.values() if ids.intersection(member.departments)]

    def by_mobile(self, mobile: str) -> Member | None:
        return next((each for each in self.members.values() if each.mobile and each.mobile == mobile), None)


def describe(member: Member, profile: Profile) -> dict[str, Any]:
    """The member object of user/get; since 2022 the public server returns neither phone nor mail."""
    described: dict[str, Any] = {
        "userid": member.userid,
        "name": member.name,
        "department": list(member.departments),
        "order": [0] * len(member.departments),
        "position": member.position,
        "is_leader_in_dept": [int(member.leader)] * len(member.departments),
        "direct_leader": [],
        "telephone": "",
        "alias": "",
        "main_department": member.departments[0],
        "status": 1,
        "extattr": {"attrs": []},
        "external_position": "",
    }
    if profile.old_members:
        described |= {"positions": [member.position], "mobile": member.mobile, "gender": "0", "avatar": ""}
        described["extattr"] = {"attrs": [{"name": "工号", "value": member.userid}]}
    return described


def describe_department(department: Department) -> dict[str, Any]:
    parent = 0 if department.id == ROOT else department.parent
    return {"id": department.id, "name": department.name, "name_en": "", "department_leader": [],
            "parentid": parent, "order": 10_000 - department.id}  # fmt: skip
