"""Oracle of the roles: what somebody is to one case, by their office and by who holds the case."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.law import JOINT, Facts

RECORDED = {  # role in the history: role in the oracle
    "异议提出方": {"提出方"},
    "中心运营": {"中心"},
    "中心负责人": {"中心", "负责人"},
    "联络专员": {"专员"},
    "经办": {"经办"},
    "关联部门联络专员": {"关联专员"},
    "分管领导": {"分管领导"},
    "督办": {"督办"},
    "系统": {"系统"},
}
READING = frozenset({"提出方", "中心", "专员", "经办", "关联专员"})  # visibility of a ticket's texts
OFFICERS, CENTRE = frozenset({"officer-a", "officer-b"}), frozenset({"operator", "director"})


@dataclass(frozen=True)
class Office:
    """A person with roles of the directory, or as a stand-in with an absent colleague's."""

    person: object
    roles: frozenset[str]
    department: object
    absent: object = None

    @property
    def of_centre(self) -> bool:
        return bool(self.roles & CENTRE)


def roles_in(case: Facts, office: Office) -> set[str]:
    """The roles of this office in this case."""
    persons, ours = {office.person, office.absent or office.person}, office.department == case.department
    officer, owing = bool(office.roles & OFFICERS), case.running.get(JOINT, ())
    joint = case.joint == "approved"
    held = {
        "提出方": case.proposer in persons or (case.on_behalf and office.of_centre),
        "中心": office.of_centre,
        "负责人": "director" in office.roles,
        "督办": "supervisor" in office.roles,
        "专员": officer and ours,
        "分管领导": "leader" in office.roles and (ours or (joint and office.department in owing)),
        "经办": case.handler in persons,
        "关联专员": officer and joint and office.department in case.related,
    }
    return {role for role, true in held.items() if true}
