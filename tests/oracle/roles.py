"""Oracle of the roles: what somebody is to one case, by their office and by who holds the case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tests.oracle.facts import Facts
from tests.oracle.law import may
from tests.oracle.requirements import JOINT

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
OWN = frozenset({"催办", "更正认定", "未获认可"})  # what the supervising office does in its own right
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


def barred(action: str, case: Facts, office: Office) -> bool:
    """Two persons means two people: whoever asked, recorded or repaired does not decide on it (own rule)."""
    own = {office.person, office.absent} - {None}
    speaks_for = case.proposer not in own
    match action:
        case "批准延期" | "不批准延期" | "同意再次申请特例" | "不同意再次申请特例":
            return case.asked_by in own or office.department == case.department
        case "不同意特例" if case.state == "待中心确认":
            return office.department == case.department
        case "确认" | "评价" if {case.repaired_by, case.repaired_platform} & own:
            return True
        case "确认" | "不认可" | "同意特例" | "不同意特例" | "评价" | "撤回" if case.on_behalf and speaks_for:
            return case.recorder in own
        case "中心确认":
            ours = office.department == case.department and case.result in ("责任部门已修正", "特例")
            return bool({case.repaired_by, case.repaired_platform, case.confirmed_by} & own) or ours
        case "清除标注":
            return bool({case.repaired_by, case.repaired_platform, case.recorder} & own)
        case "更正答复":  # by the unit that sent it
            return office.department != case.replier
        case "无法告知":
            return case.tried_by in own
        case "裁定" | "转市平台" | "平台原因" if case.state == "待裁定" or action == "裁定":
            return office.department is not None and office.department in (case.department, case.returner)
    return False


def able_to(word: str, case: Facts, office: Office, centre: Collection[Office] = ()) -> bool:
    """Whether this office may do a command's act now: by its role, and as a person who is not barred from it.

    The supervising office acts for the centre, or for who has no account, where nobody else of the centre may.
    """
    held = roles_in(case, office) & may(word, case)
    if held == {"督办"} and word not in OWN and any(able_to(word, case, other) for other in centre):
        return False
    return bool(held) and not barred(word, case, office)
