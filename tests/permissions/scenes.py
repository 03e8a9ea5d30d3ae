"""Every state a ticket can stand in, how it gets there by real messages, who has which part in it, and who may do what.

The law by hand: `may` says for each role which words it may use there (办法, 工作规则; design/product.md, People and
roles). It is not made from the product's own table, so that a row too many there is seen here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from regulation.states import State
from tests.permissions.canaries import Part
from tests.permissions.way import Way

Step = Callable[[Way], None]
OWN, CENTRE, DEPARTMENT, COUNTS, NOTHING = Part
ALWAYS = {
    "proposer": OWN,
    "operator": CENTRE,
    "director": CENTRE,
    "operator and director": CENTRE,
    "deputy of the director": CENTRE,
    "supervisor": COUNTS,
}
RETURNED = ALWAYS | {"former officer": COUNTS, "former leader": COUNTS}
LEAD = {
    "officer A": DEPARTMENT,
    "officer B": DEPARTMENT,
    "deputy of officer B": DEPARTMENT,
    "leader": COUNTS,
}
LED = RETURNED | LEAD
AT_ONCE = ALWAYS | LEAD | {"handler": DEPARTMENT}  # nobody had it before
HANDED = LED | {"handler": DEPARTMENT}
JOINED = LED | {"related officer": DEPARTMENT, "related leader": COUNTS}  # while that part is still owed
RULED = RETURNED | {"officer A": COUNTS, "officer B": COUNTS, "deputy of officer B": COUNTS, "leader": COUNTS}
NO_PROPOSER = {viewer: part for viewer, part in LED.items() if viewer != "proposer"}
ROLES: Mapping[str, tuple[str, ...]] = {
    "P": ("proposer",),
    "O": ("operator",),
    "D": ("director", "operator and director", "deputy of the director"),
    "A": ("officer A", "officer B", "deputy of officer B"),
    "H": ("handler",),
    "R": ("related officer",),
    "L": ("leader",),
    "S": ("supervisor",),
}  # the letters of `may`
REPLIES = "答复 答复需修正 答复核实无误 答复需配合 答复申请特例"


@dataclass(frozen=True)
class Scene:
    """`may` maps letters of ROLES to words; what any open case allows is in OPEN."""

    name: str
    state: State
    road: tuple[Step, ...]
    parts: Mapping[str, Part]
    may: Mapping[str, str] = field(default_factory=dict)
    judged: bool = True  # some limit has its verdict: the supervising office may correct it
    plain: bool = False  # the plainest way into this state: everything is tried in it by everybody

    def words_of(self, viewer: str) -> frozenset[str]:
        """What this viewer may say of the ticket with effect."""
        found: set[str] = set()
        for letters, words in self.may.items():
            if any(viewer in ROLES[letter] for letter in letters):
                found |= set(words.split())
        if self.state is not State.CLOSED:
            found |= OPEN.get(self.parts.get(viewer, NOTHING), frozenset())
            leads = ("leader", "related leader") if self.parts is not RULED else ()
            if viewer in ("supervisor", *leads) and viewer in self.parts:
                found |= {"催办"}
        if self.parts.get(viewer) is CENTRE:
            found |= {"电话告知"}  # of the result, and of how a case ended, for whoever no message reaches (M14)
        if viewer == "supervisor" and self.judged:
            found |= {"更正认定"}
        return frozenset(found)

    def part_of(self, viewer: str) -> Part:
        return self.parts.get(viewer, NOTHING)


OPEN: Mapping[Part, frozenset[str]] = {OWN: frozenset({"撤回", "催办"}), CENTRE: frozenset({"催办", "关联"})}
BEGUN = (Way.file,)
TAKEN = (*BEGUN, Way.accept)
CLEARED = (*TAKEN, Way.clear)
SENT = (*CLEARED, Way.come_back, Way.transfer)
TAKEN_UP = (*SENT, Way.receive)
ANSWERED = (*TAKEN_UP, Way.reply)
DONE = (*ANSWERED, Way.finish)
TOLD = (*DONE, Way.notify)
LATE = (*BEGUN, Way.ask, Way.overdue)
SPECIAL = (*TAKEN_UP, Way.special)

S = State
SCENES: tuple[Scene, ...] = (
    Scene("待预审", S.PRESCREEN, BEGUN, ALWAYS, {"OD": "收办 不予收办 要求补正"}, judged=False, plain=True),
    Scene("待预审 已补正", S.PRESCREEN, (*BEGUN, Way.ask, Way.supplement), ALWAYS,
          {"OD": "收办 不予收办", "D": "要求补正"}),
    Scene("待补正", S.SUPPLEMENTING, (*BEGUN, Way.ask), ALWAYS,
          {"P": "补正 补正完毕", "OD": "认定正当理由"}, plain=True),
    Scene("逾期待认定", S.LAPSED, LATE, ALWAYS, {"P": "补正 补正完毕", "OD": "认定正当理由 视为放弃"}, plain=True),
    Scene("逾期待认定 已补", S.LAPSED, (*LATE, Way.supplement), ALWAYS, {"OD": "认定正当理由 视为放弃"}),
    Scene("平台核查中", S.CHECKING, (*BEGUN, Way.ask, Way.supplement, Way.ask_again, Way.accept), ALWAYS,
          {"OD": "平台核查无误 平台原因 转市平台"}, plain=True),
    Scene("平台修复中", S.PLATFORM_REPAIR, (*TAKEN, Way.blame), ALWAYS, {"OD": "申请延期 平台修复完成"}, plain=True),
    Scene("平台修复中 待批", S.PLATFORM_REPAIR, (*TAKEN, Way.blame, Way.extend_platform), ALWAYS,
          {"OD": "平台修复完成", "D": "批准延期 不批准延期"}),
    Scene("待转交", S.TRANSFERRING, CLEARED, ALWAYS, {"OD": "转交 转市平台"}, plain=True),
    Scene("待转交 退回", S.TRANSFERRING, (*CLEARED, Way.come_back), RETURNED, {"OD": "转交 转市平台"}),
    Scene("待签收", S.DISPATCHED, SENT, LED, {"A": f"签收 转派 退回 {REPLIES}"}, plain=True),
    Scene("待签收 已裁定", S.DISPATCHED, (*SENT, Way.give_back, Way.rule), LED, {"A": f"签收 转派 {REPLIES}"}),
    Scene("部门核实中", S.VERIFYING, (*TAKEN_UP, Way.urge), LED, {"A": f"转派 退回 申请协同 {REPLIES}"}, plain=True),
    Scene("部门核实中 转派", S.VERIFYING, (*CLEARED, Way.transfer, Way.receive, Way.dispatch), AT_ONCE,
          {"A": f"转派 收回转派 退回 申请协同 {REPLIES}", "H": f"收回转派 {REPLIES}"}),
    Scene("部门核实中 申请协同", S.VERIFYING, (*TAKEN_UP, Way.joint), LED,
          {"A": f"转派 退回 {REPLIES}", "OD": "同意协同 不同意协同"}),
    Scene("部门核实中 协同", S.VERIFYING, (*TAKEN_UP, Way.joint, Way.approve_joint), JOINED,
          {"A": f"转派 退回 {REPLIES}", "R": "协同完成"}),
    Scene("待提出方配合", S.COOPERATING, (*TAKEN_UP, Way.ask_cooperation), LED,
          {"A": "答复 答复需修正 答复核实无误 答复申请特例", "P": "配合"}, plain=True),
    Scene("待同意特例", S.CONSENTING, SPECIAL, LED, {"A": "答复 答复需修正", "P": "同意特例 不同意特例"}, plain=True),
    Scene("部门修正中", S.REPAIRING, (*TAKEN_UP, Way.dispatch, Way.reply), HANDED,
          {"A": "转派 收回转派 申请协同 申请延期 答复 答复申请特例 完成修正",
           "H": "收回转派 答复 答复申请特例 完成修正"}, plain=True),
    Scene("部门修正中 待批", S.REPAIRING, (*SPECIAL, Way.unwilling, Way.extend), LED,
          {"A": "转派 申请协同 答复 答复申请特例 完成修正", "OD": "批准延期 不批准延期"}),
    Scene("待裁定", S.RULING, (*TAKEN_UP, Way.give_back), RULED, {"OD": "裁定"}, plain=True),
    Scene("市平台处理中", S.CITY, (*CLEARED, Way.city), ALWAYS, {"OD": "市平台反馈"}, plain=True),
    Scene("待告知结果", S.NOTIFYING, (*TAKEN_UP, Way.ask_cooperation, Way.cooperate, Way.correct), LED,
          {"OD": "告知结果"}, plain=True),
    Scene("待提出方确认", S.CONFIRMING, (*ANSWERED, Way.extend, Way.approve, Way.finish, Way.notify), LED,
          {"P": "确认 不认可"}, plain=True),
    Scene("待签收 不认可", S.DISPATCHED, (*TOLD, Way.reject), LED, {"A": f"签收 转派 退回 {REPLIES}"}),
    Scene("代录 待提出方确认", S.CONFIRMING, (Way.record, *TOLD[1:]), NO_PROPOSER, {"OD": "确认 不认可 撤回"}),
    Scene("已办结 确认", S.CLOSED, (*TOLD, Way.confirm, Way.correct_verdict), LED, {"P": "评价"}, plain=True),
    Scene("已办结 评价", S.CLOSED, (*TOLD, Way.confirm, Way.evaluate), LED),
    Scene("已办结 不予收办", S.CLOSED, (*BEGUN, Way.decline), ALWAYS, {"P": "评价 重新提出", "OD": "重新受理"}),
    Scene("已办结 视为放弃", S.CLOSED, (*LATE, Way.abandon), ALWAYS, {"P": "重新提出", "OD": "重新受理"}),
    Scene("已办结 撤回", S.CLOSED, (*TAKEN_UP, Way.withdraw), LED, {"P": "重新提出"}),
    Scene("已办结 特例", S.CLOSED, (*SPECIAL, Way.consent, Way.notify), LED, {"P": "评价"}),
    Scene("已办结 逾期未确认", S.CLOSED, (*TOLD, Way.silence), LED, {"P": "评价 重新受理", "OD": "重新受理"}),
    Scene("市级下发 待签收", S.DISPATCHED, (Way.order, Way.come_back, Way.transfer), NO_PROPOSER,
          {"A": f"签收 转派 退回 {REPLIES}", "OD": "撤回"}, judged=False),  # the city may take its order back
)  # fmt: skip
