"""The company's members and departments, as the directory API returns them to an app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.wecom.errors import ApiError
from sandbox.wecom.settings import Profile

ROOT = 1
ACTIVE, DISABLED = 1, 2


@dataclass(frozen=True, slots=True)
class Department:
    id: int
    name: str
    parent: int = ROOT


@dataclass(frozen=True, slots=True)
class Member:
    """`position` is what the phone shows under the name; `leader` is the department's.

    `status` is 1 active, 2 disabled; `visible` is whether the app may see the member (可见范围).
    """

    userid: str
    name: str
    departments: tuple[int, ...] = (ROOT,)
    position: str = ""
    mobile: str = ""
    leader: bool = False
    status: int = 1
    visible: bool = True


class Directory:
    """Look-up by user id is case-insensitive, as WeCom's; the stored spelling is returned.

    The app reaches who is active and visible; a change replaces the whole mapping, so that readers need no lock.
    """

    def __init__(self, departments: Iterable[Department], members: Iterable[Member]) -> None:
        self.departments: Mapping[int, Department] = {each.id: each for each in departments}
        self.members: Mapping[str, Member] = {each.userid.lower(): each for each in members}

    def find(self, userid: str) -> Member | None:
        """Whom the app reaches."""
        member = self.members.get(userid.lower())
        return member if member is not None and member.visible and member.status == ACTIVE else None

    def get(self, userid: str) -> Member:
        """What the app may read, of the disabled too: 60111 unknown, 60011 outside the visible range."""
        member = self.members.get(userid.lower())
        if member is None:
            raise ApiError(60111, f"userid {userid[:64]}")
        if not member.visible:
            raise ApiError(60011, f"userid {userid[:64]}")
        return member

    def put(self, member: Member, *, instead_of: str = "") -> None:
        """A new or changed member, under another id than before where `instead_of` says so."""
        kept = {key: each for key, each in self.members.items() if key != instead_of.lower()}
        self.members = {**kept, member.userid.lower(): member}

    def remove(self, userid: str) -> None:
        self.members = {key: each for key, each in self.members.items() if key != userid.lower()}

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
        return [each for each in self.members.values() if each.visible and ids.intersection(each.departments)]

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
        "status": member.status,
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
