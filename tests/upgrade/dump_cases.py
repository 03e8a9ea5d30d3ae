"""The cases of the dump: every scenario of the permission tests, and acts and outcomes that none of them has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.permissions.canaries import word
from tests.permissions.district import DistrictWorld
from tests.permissions.scenarios import SCENARIOS, SENT, TAKEN, TAKEN_UP, TOLD
from tests.permissions.steps import CENTRE, OFFICER, OWNER, Steps

ANEW = ("overdue", "lapse_unconfirmed")  # steps of time alone, taken for all cases at once


class CaseSteps(Steps):
    """A case with texts of its own, so that its record belongs to no other case."""

    def __init__(self, world: DistrictWorld, folder: Path, name: str, place: int) -> None:
        super().__init__(world, folder, lambda said: word(said) + (f"（{place}）" if said == "records" else ""))
        self.name, self.place = name, place
        self.city_order = f"SH-2026-{place:04}"  # each number is unique

    def overdue(self) -> None:
        """The supplement's limit has passed for all cases at once."""

    def lapse_unconfirmed(self) -> None:
        """Nobody has confirmed any case."""

    def reply(self) -> None:
        self.send_text(OFFICER, f"答复需修正 N 12月30日 {self.word('finding')}")

    def reopen(self) -> None:
        self.send_text(CENTRE, "重新受理 N 提出方补充了新的依据，予以重新受理")

    def reopen_own(self) -> None:
        self.send_text(OWNER, "重新受理 N 当时出差未能确认，问题仍在")

    def telephone(self) -> None:
        self.send_text(CENTRE, "电话告知 N")
        self.world.choose_option(CENTRE, "已告知")

    def refuse_joint(self) -> None:
        self.send_text(CENTRE, "不同意协同 N 由你单位单独核实即可")

    def refuse_extension(self) -> None:
        self.send_text(CENTRE, "不批准延期 N 请按期完成")

    def stand_in(self) -> None:
        self.send_text("ma.dai", "答复核实无误 N 经核实与登记档案一致")
        self.send_text("ma.dai", "企业登记档案")

    def city_checked(self) -> None:
        self.send_text(OFFICER, "签收 N")
        self.send_text(OFFICER, "答复核实无误 N 经核实登记日期与档案一致")
        self.send_text(OFFICER, "登记档案")

    def elsewhere(self) -> None:
        super().dispute_the_owner()
        self.number = self.world.numbers()[-1]

    def settle_correction(self) -> None:
        """Settle the correction; the same error is then found again."""
        self.send_text(CENTRE, "目录更正 1 无需更正 权责清单正在修订")
        self.dispute_the_owner()

    def link(self) -> None:
        self.send_text(CENTRE, f"关联 N {self.world.numbers()[0]}")


@dataclass(frozen=True)
class Plan:
    name: str
    steps: Sequence[Callable[..., None]]


S = {scenario.name: scenario.steps for scenario in SCENARIOS}
MORE = (
    Plan("逾期未确认 本人重新受理", (*TOLD, CaseSteps.lapse_unconfirmed, CaseSteps.reopen_own)),
    Plan("不予收办 重新受理", (*S["已办结 不予收办"], CaseSteps.reopen)),
    Plan("补正中 已认定正当理由", (Steps.file, Steps.ask, CaseSteps.overdue, Steps.justify)),
    Plan("平台已修复", (*TAKEN, Steps.blame, Steps.finish_platform)),
    Plan("平台已修复 已告知", (*TAKEN, Steps.blame, Steps.finish_platform, Steps.notify)),
    Plan("市平台已反馈", (*S["市平台处理中"], Steps.city_result)),
    Plan("不同意协同", (*TAKEN_UP, Steps.joint, CaseSteps.refuse_joint)),
    Plan("协同已完成", (*TAKEN_UP, Steps.joint, Steps.approve_joint, Steps.finish_related)),
    Plan("不批准延期", (*TAKEN_UP, Steps.reply, Steps.extend, CaseSteps.refuse_extension)),
    Plan("已批准延期", (*TAKEN_UP, Steps.reply, Steps.extend, Steps.approve)),
    Plan("代理人已答复", (*TAKEN_UP, CaseSteps.stand_in)),
    Plan("核实无误 确认", (*TAKEN_UP, Steps.correct, Steps.notify, Steps.confirm)),
    Plan("代录 已电话告知", (*S["代录 待提出方确认"], CaseSteps.telephone)),
    Plan("市级工单办结", (Steps.order, Steps.transfer, CaseSteps.city_checked, Steps.notify)),
    Plan("关联", (*TAKEN, CaseSteps.link)),
    Plan("已配合", (*TAKEN_UP, Steps.ask_cooperation, Steps.cooperate)),
    Plan("目录更正", (CaseSteps.dispute_the_owner, CaseSteps.settle_correction)),
    Plan("最后 待预审", (Steps.file,)),
    Plan("最后 待签收", SENT),
    Plan("最后 待告知结果", (*TAKEN_UP, Steps.correct)),
    Plan("最后 修正完成", (*TAKEN_UP, Steps.reply, Steps.finish)),
    Plan("收件箱 待预审", (Steps.file,)),
)
PLANS = (*(Plan(scenario.name, scenario.steps) for scenario in SCENARIOS), *MORE)


def waits_for(plan: Plan) -> str:
    """The step of time on its path, "" where there is none."""
    early = "lapse_unconfirmed" if plan.name.startswith("已办结") else ""
    return next((name for name in ANEW if name in _names(plan)), early)


def _names(plan: Plan) -> list[str]:
    return [step.__name__ for step in plan.steps]


def until(plan: Plan, name: str) -> list[str]:
    """The names of the steps before the step of time."""
    names = _names(plan)
    return names[: names.index(name)] if name in names else names


def after(plan: Plan, name: str) -> list[str]:
    names = _names(plan)
    return names[names.index(name) + 1 :] if name in names else []
