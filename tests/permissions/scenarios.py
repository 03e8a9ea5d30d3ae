"""Scenarios: every state of a ticket, the steps that lead there by real messages, who may read and who may act.

Who may do what follows from `tests.oracle`, not from the product's own table, so that a row too many there is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from regulation.states import State
from tests.bot.district import PEOPLE
from tests.oracle.facts import Facts
from tests.oracle.law import CLOSED, JOINT, MEANT, STEPS
from tests.oracle.roles import Office, able_to
from tests.permissions.canaries import Part
from tests.permissions.district import MORE_PEOPLE, VIEWERS
from tests.permissions.steps import Steps

Step = Callable[[Steps], None]
OWN, CENTRE, DEPARTMENT, COUNTS, NOTHING = Part
ALWAYS = {
    "proposer": OWN,
    "operator": CENTRE,
    "director": CENTRE,
    "operator and director": CENTRE,
    "deputy of the director": CENTRE,
    "supervisor": COUNTS,
    "auditor": CENTRE,  # reads all of the record and may do nothing
}
RETURNED = ALWAYS | {"former officer": COUNTS, "former leader": COUNTS}
LEAD = {
    "officer A": DEPARTMENT,
    "officer B": DEPARTMENT,
    "deputy of officer B": DEPARTMENT,
    "leader": COUNTS,
}
LED = RETURNED | LEAD
AT_ONCE = ALWAYS | LEAD | {"handler": DEPARTMENT}  # no department had it before
HANDED = LED | {"handler": DEPARTMENT}
JOINED = LED | {"related officer": DEPARTMENT, "related leader": COUNTS}  # while that part is still open
RULED = RETURNED | {"officer A": COUNTS, "officer B": COUNTS, "deputy of officer B": COUNTS, "leader": COUNTS}
LEFT_TO_CENTRE = AT_ONCE  # the department that returned it to the platform still answers for it
NO_PROPOSER = {viewer: part for viewer, part in LED.items() if viewer != "proposer"}
ACTS = {step.action for step in STEPS} | {*MEANT, "重新提出"}
STAND_INS = {"deputy of the director": "director", "deputy of officer B": "officer B"}
ACTIVE = {account: (roles, code) for account, _, code, roles, _ in (*PEOPLE, *MORE_PEOPLE)}


def offices(viewer: str) -> list[Office]:
    """The rights somebody acts in: own, and those of people they stand in for; none for unknown people."""
    user, absent = VIEWERS[viewer], VIEWERS.get(STAND_INS.get(viewer, ""))
    if user not in ACTIVE or viewer == "person who left":
        return []
    own = [Office(user, *_office(user))]
    return [*own, Office(user, *_office(absent), absent)] if absent else own


def _office(user: str) -> tuple[frozenset[str], str]:
    roles, department = ACTIVE[user]
    return frozenset(roles.split()), department


@dataclass(frozen=True)
class Scenario:
    """`case` is the ticket's state in the oracle's terms; `parts` who may read how much of it."""

    name: str
    steps: tuple[Step, ...]
    parts: Mapping[str, Part]
    case: Facts
    plain: bool = False  # the shortest path into this state: there, everybody tries everything

    @property
    def state(self) -> State:
        return State(self.case.state)

    def allowed_words(self, viewer: str) -> frozenset[str]:
        """The commands of this viewer that have an effect on the ticket, by the oracle of the law."""
        centre = [office for each in VIEWERS for office in offices(each) if office.of_centre]
        able = {word for word in ACTS if any(able_to(word, self.case, office, centre) for office in offices(viewer))}
        return frozenset(able - ({"催办"} if viewer == "proposer" and self.state in WAITS_FOR_PROPOSER else set()))

    def part_of(self, viewer: str) -> Part:
        return self.parts.get(viewer, NOTHING)


WAITS_FOR_PROPOSER = ("待补正", "待提出方配合", "待同意特例", "待提出方确认")  # nobody urges themselves (own rule)
BEGUN = (Steps.file,)
TAKEN = (*BEGUN, Steps.accept)
CLEARED = (*TAKEN, Steps.clear)
SENT = (*CLEARED, Steps.return_by_wrong_department, Steps.transfer)
TAKEN_UP = (*SENT, Steps.receive)
ANSWERED = (*TAKEN_UP, Steps.reply)
DONE = (*ANSWERED, Steps.finish)
TOLD = (*DONE, Steps.notify)
LATE = (*BEGUN, Steps.ask, Steps.overdue)
SPECIAL = (*TAKEN_UP, Steps.special)


REPLIED = ("部门修正中", "待提出方配合", "待同意特例", "待告知结果", "待提出方确认", "待中心确认")  # after a reply


def at(state: str, **facts: Any) -> Facts:
    """The proposer's objection with canaries, on fusion data, in this state; some limit already has its verdict."""
    replier = facts.get("department") if state in REPLIED else None
    return replace(Facts(state, proposer=VIEWERS["proposer"], judged=True, replier=replier), **facts)


def back(state: str, **facts: Any) -> Facts:
    """Returned once by a wrong department."""
    return at(state, returns=1, **facts)


def lead(state: str, **facts: Any) -> Facts:
    """Returned once, now with the market supervision office."""
    return back(state, department="MKT", **facts)


HANDLER: Mapping[str, Any] = {"handler": VIEWERS["handler"]}
JOINTLY: Mapping[str, Any] = {"joint": "approved", "related": ("TAX",), "running": {JOINT: {"TAX"}}}
FOUND: Mapping[str, Any] = {"fault": True}
ASKED: Mapping[str, Any] = {"specials": 1}
HEARD_OF: Mapping[str, Any] = {"replier": "MKT", "was_told": True}  # in an earlier round
REPAIRED, CORRECT = "责任部门已修正", "核实无误"
OPERATOR, OFFICER = VIEWERS["operator"], VIEWERS["officer A"]
LEFT: Mapping[str, Any] = {"ex_officio": True, "withdrawn": True, "fault": True}
BY_PHONE: Mapping[str, Any] = {"proposer": None, "on_behalf": True, "recorder": OPERATOR}
TAKEN_BACK = (*BEGUN, Steps.ask, Steps.supplement, Steps.ask_again, Steps.accept)
COOPERATED = (*TAKEN_UP, Steps.ask_cooperation, Steps.cooperate, Steps.correct)
EXTENDED = (*ANSWERED, Steps.extend, Steps.approve, Steps.finish, Steps.notify)
RECORDED = (Steps.record, *DONE[1:], Steps.notify)
SCENARIOS: tuple[Scenario, ...] = (
    Scenario("待预审", BEGUN, ALWAYS, at("待预审", judged=False), plain=True),
    Scenario("待预审 已补正", (*BEGUN, Steps.ask, Steps.supplement), ALWAYS, at("待预审", supplement_asked=True)),
    Scenario("待补正", (*BEGUN, Steps.ask), ALWAYS, at("待补正", supplement_asked=True), plain=True),
    Scenario("逾期待认定", LATE, ALWAYS, at("逾期待认定", supplement_asked=True), plain=True),
    Scenario("逾期待认定 已补", (*LATE, Steps.supplement), ALWAYS,
          at("逾期待认定", supplement_asked=True, supplement_here=True)),
    Scenario("平台核查中", TAKEN_BACK, ALWAYS, at("平台核查中", supplement_asked=True), plain=True),
    Scenario("平台核查中 系平台环节", (*CLEARED, Steps.transfer, Steps.return_to_platform), LEFT_TO_CENTRE,
          at("平台核查中", department="MKT", returns=1, to_platform=True, replier="MKT")),
    Scenario("平台修复中", (*TAKEN, Steps.blame), ALWAYS, at("平台修复中", fault=True, finding_last=True), plain=True),
    Scenario("平台修复中 待批", (*TAKEN, Steps.blame, Steps.extend_platform), ALWAYS,
          at("平台修复中", fault=True, finding_last=True, pending="平台修复", asked_by=OPERATOR)),
    Scenario("待转交", CLEARED, ALWAYS, at("待转交", finding_last=True), plain=True),
    Scenario("待转交 退回", (*CLEARED, Steps.return_by_wrong_department), RETURNED, back("待转交")),
    Scenario("待签收", SENT, LED, lead("待签收"), plain=True),
    Scenario("待签收 已裁定", (*SENT, Steps.give_back, Steps.rule), LED,
          at("待签收", department="MKT", returns=2, ruled=True, ruled_now=True)),
    Scenario("部门核实中", (*TAKEN_UP, Steps.urge), LED, lead("部门核实中"), plain=True),
    Scenario("部门核实中 转派", (*CLEARED, Steps.transfer, Steps.receive, Steps.dispatch), AT_ONCE,
          at("部门核实中", department="MKT", **HANDLER)),
    Scenario("部门核实中 申请协同", (*TAKEN_UP, Steps.joint), LED,
          lead("部门核实中", joint="requested", related=("TAX",))),
    Scenario("部门核实中 协同", (*TAKEN_UP, Steps.joint, Steps.approve_joint), JOINED, lead("部门核实中", **JOINTLY)),
    Scenario("部门核实中 未配合", (*TAKEN_UP, Steps.ask_cooperation, Steps.silent), LED, lead("部门核实中",
          asked=True, replier="MKT")),
    Scenario("待提出方配合", (*TAKEN_UP, Steps.ask_cooperation), LED,
          lead("待提出方配合", asked=True), plain=True),
    Scenario("待同意特例", SPECIAL, LED, lead("待同意特例", **ASKED), plain=True),
    Scenario("部门修正中", (*TAKEN_UP, Steps.dispatch, Steps.reply), HANDED,
          lead("部门修正中", **FOUND, **HANDLER), plain=True),
    Scenario("部门修正中 待批", (*SPECIAL, Steps.unwilling, Steps.extend), LED,
          lead("部门修正中", pending="部门修正", asked_by=OFFICER, **ASKED)),
    Scenario("部门修正中 再次申请特例", (*SPECIAL, Steps.unwilling, Steps.special_again), LED,
          lead("部门修正中", special_pending=True, asked_by=OFFICER, **ASKED)),
    Scenario("部门修正中 两次未答", (*SPECIAL, Steps.silent, Steps.special_again, Steps.approve_special,
          Steps.silent), LED,
          lead("部门修正中", specials=2, lapses=2)),
    Scenario("部门修正中 依职权", (*ANSWERED, Steps.withdraw), LED, lead("部门修正中", **LEFT)),
    Scenario("待裁定", (*TAKEN_UP, Steps.give_back), RULED, at("待裁定", returns=2), plain=True),
    Scenario("市平台处理中", (*CLEARED, Steps.city), ALWAYS, at("市平台处理中"), plain=True),
    Scenario("待告知结果", COOPERATED, LED, lead("待告知结果", result=CORRECT), plain=True),
    Scenario("待告知结果 已修正", DONE, LED, lead("待告知结果", result=REPAIRED, feedback_fresh=True, **FOUND)),
    Scenario("待告知结果 未送达", (*RECORDED, Steps.try_in_vain), NO_PROPOSER,
          lead("待告知结果", result=REPAIRED, fault=True, to_tell="告知结果", out_of_reach=True, tried_by=OPERATOR,
          **BY_PHONE)),
    Scenario("待提出方确认", EXTENDED, LED, lead("待提出方确认", result=REPAIRED, fault=True), plain=True),
    Scenario("待签收 不认可", (*TOLD, Steps.reject), LED, lead("待签收", round=2, fault=True, **HEARD_OF)),
    Scenario("待签收 第四轮", (*SENT, Steps.again, Steps.again, Steps.again), LED, lead("待签收", round=4, **HEARD_OF)),
    Scenario("代录 待提出方确认", (*RECORDED, Steps.call), NO_PROPOSER,
          lead("待提出方确认", result=REPAIRED, fault=True, **BY_PHONE)),
    Scenario("待中心确认", (*TOLD, Steps.withdraw), LED,
          lead("待中心确认", result=REPAIRED, told_before=True, was_told=True, repaired_by=OFFICER, **LEFT),
          plain=True),
    Scenario("待中心确认 一人", (*TOLD, Steps.withdraw, Steps.confirm_by_centre), LED,
          lead("待中心确认", result=REPAIRED, told_before=True, was_told=True, repaired_by=OFFICER,
               confirmed_by=OPERATOR, **LEFT)),
    Scenario("已办结 确认", (*TOLD, Steps.confirm, Steps.correct_verdict), LED,
          lead(CLOSED, outcome="确认办结"), plain=True),
    Scenario("已办结 评价", (*TOLD, Steps.confirm, Steps.evaluate), LED,
          lead(CLOSED, outcome="确认办结", evaluated=True)),
    Scenario("已办结 不予收办", (*BEGUN, Steps.decline), ALWAYS, at(CLOSED, outcome="不予收办")),
    Scenario("已办结 视为放弃", (*LATE, Steps.abandon), ALWAYS, at(CLOSED, outcome="视为放弃", supplement_asked=True)),
    Scenario("已办结 终止办理", (*TAKEN_UP, Steps.terminate), LED,
          lead(CLOSED, outcome="终止办理", ended_in="部门核实中")),
    Scenario("已办结 撤回", (*TAKEN_UP, Steps.withdraw), LED,
          lead(CLOSED, outcome="已撤回", ended_in="部门核实中", withdrawn=True)),
    Scenario("已办结 特例", (*SPECIAL, Steps.consent, Steps.notify), LED,
          lead(CLOSED, outcome="特例办结", result="特例")),
    Scenario("已办结 逾期未确认", (*TOLD, Steps.lapse_unconfirmed), LED,
          lead(CLOSED, outcome="逾期未确认", result=REPAIRED, doubtful_flag=True, repaired_by=OFFICER)),
    Scenario("已办结 无法告知", (*RECORDED, Steps.try_in_vain, Steps.end_untold), NO_PROPOSER,
          lead(CLOSED, outcome="无法告知", ended_in="待告知结果", result=REPAIRED, doubtful_flag=True,
          repaired_by=OFFICER,
               **BY_PHONE)),
    Scenario("市级下发 待签收", (Steps.order, Steps.return_by_wrong_department, Steps.transfer), NO_PROPOSER,
          lead("待签收", city_order=True, proposer=None, on_behalf=True, judged=False)),
)  # fmt: skip
