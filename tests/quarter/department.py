"""Simulated department: receipt, return, dispatch, joint handling, reply, repair (M6, M7, M11–M13, P5–P8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tests.oracle.law import JOINT
from tests.oracle.limits import Limit
from tests.quarter.actions import Action, Context, Planned, SimulatedCase, dated, words
from tests.quarter.centre import another, calling
from tests.quarter.district import Person, Unit

KINDS = {
    "答复需修正": "属实，需要修正",
    "答复核实无误": "核实无误，数据正确",
    "答复需配合": "需要提出方配合",
    "答复申请特例": "历史原因，申请特例",
    "答复系平台环节": "源数据无误，系平台环节",
}


def dispatched(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """M6, M11: received by A, by B where A is slow, returned with a basis, or replied to at once."""
    unit, limit = _unit(context, case), case.model.running("部门答复")
    since, days = (limit[0].since, 3) if limit else (now, 3)
    wrong = unit is not case.owner and not case.model.city_order
    if _may_return(case) and case.once(f"returned by {unit.code}", 85 if wrong else 4):
        return _return(context, case, now, unit)
    if case.model.handler:  # a rejected result comes back to the person it was dispatched to
        return Planned(context.soon(case, now), Action("签收", unit.handler, card_expected=True))
    if case.once(f"B receives {len(case.model.acts)}", 10) and context.on_duty(unit, now.date()) is unit.a:
        case.officer = unit.b
        return Planned(_after_half_a_day(context, now), Action("签收", unit.b))
    case.officer = None
    at = context.soon(case, now)
    if case.chance.random() < 0.1:
        return _reply(context, case, context.within(case, now, since, days, unit.pace))
    return Planned(
        at, Action("签收", context.on_duty(unit, at.date()), card_expected=_card_expected(context, unit, now, at))
    )


def verifying(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """M7, M12, P5, P6: dispatched to a colleague, handled jointly, and replied to, by temperament."""
    unit = _unit(context, case)
    joint = _joint(context, case, now) or _hand_on(context, case, now)
    if joint:
        return joint
    limit = case.model.running("部门答复")
    at = (
        context.within(case, now, limit[0].since, limit[0].days, unit.pace) if limit else context.after(case, now, 1, 4)
    )
    return _reply(context, case, at)


def cooperating(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """G4: the proposer cooperates, or does not, and the department replies without it."""
    if case.model.to_tell:
        return calling(context, case, now)
    what = case.pick({"配合": 70, "撤回": 6, "silent": 24})
    by, heard = case.proposer or case.clerk, {} if case.proposer else {"heard": "提出方来电"}
    if what == "配合":
        answers = {"done": "已到窗口核对原件", **heard}
        at = context.after(case, now, 0, 4)
        return Planned(
            at,
            Action("配合", by, "" if heard else "已到窗口核对原件", answers, card_expected=case.proposer is not None),
        )
    if what == "撤回" and case.proposer:
        return Planned(context.after(case, now, 0, 4), Action("撤回", by, "不再需要"))
    case.done.add("cooperation")
    return _reply(context, case, context.after(case, now, 5, 8))


def consenting(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """G7: consent, refusal or no reply; in the last case it is repaired all the same."""
    if case.model.to_tell:
        return calling(context, case, now)
    what = case.pick({"同意特例": 60, "不同意特例": 22, "silent": 18})
    by, heard = case.proposer or another(context, case), {} if case.proposer else {"heard": "提出方来函"}
    if what == "silent":
        return _reply(context, case, context.after(case, now, 5, 8), only="答复需修正")
    at = context.after(case, now, 0, 4)
    if what == "同意特例":
        return Planned(at, Action(what, by, answers=heard, card_expected=case.proposer is not None))
    answers = {"reason": "原始档案可以查到", **heard}
    return Planned(at, Action(what, by, "" if heard else "原始档案可以查到", answers))


def repairing(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """P7, P8: repaired and re-collected, with an extension where requested in time."""
    unit = _unit(context, case)
    other = _joint(context, case, now) or _longer(context, case, now) or _hand_on(context, case, now)
    if other:
        return other
    limit = case.model.running("部门修正")
    if limit and not _asked(case) and case.once("special while repairing", 3):
        return _reply(context, case, context.after(case, now, 1, 3), only="答复申请特例")
    at = (
        context.within(case, now, limit[0].since, limit[0].days, unit.pace) if limit else context.after(case, now, 2, 5)
    )
    answers = {"done": "已按证照更正", "batch": f"{at:%m%d}批"}
    return Planned(at, Action("完成修正", _hand(context, case, at), "已按证照更正", answers))


def _unit(context: Context, case: SimulatedCase) -> Unit:
    return context.unit(case.model.department)


def _hand(context: Context, case: SimulatedCase, at: datetime) -> Person:
    """The colleague it was dispatched to, the officer who received it, or the officer on duty."""
    unit = _unit(context, case)
    if case.model.handler:
        return unit.handler
    return unit.b if case.officer is unit.b else context.on_duty(unit, at.date())


def _card_expected(context: Context, unit: Unit, now: datetime, at: datetime) -> bool:
    """Whether the card that arrived now is with the person who will act."""
    return context.on_duty(unit, now.date()) is context.on_duty(unit, at.date())


def _after_half_a_day(context: Context, now: datetime) -> datetime:
    """B is notified after four service hours; B acts later than that in any case."""
    return now.replace(hour=16, minute=0) + (context.workdays.after(now.date(), 1) - now.date())


def _may_return(case: SimulatedCase) -> bool:
    """A ruling is final, and a city order can't be returned."""
    return not any(act.word == "裁定" for act in case.model.acts) and not case.model.city_order


def _may_return_to_platform(case: SimulatedCase) -> bool:
    """M11: once a round, and not after a ruling (own rule)."""
    return _may_return(case) and not case.model.to_platform and not case.model.ruled


def _return(context: Context, case: SimulatedCase, now: datetime, unit: Unit) -> Planned:
    others = [each for each in context.district.units if each is not unit]
    suggested = case.owner if unit is not case.owner else case.chance.choice(others)
    answers = {"department": suggested.name, "basis": "不在本部门职责清单内"}
    at = context.soon(case, now)
    return Planned(
        at, Action("退回", context.on_duty(unit, at.date()), words(suggested.name, answers["basis"]), answers)
    )


def _reply(context: Context, case: SimulatedCase, at: datetime, only: str = "") -> Planned:
    """P6: one of the four replies; 正在核实 is none of them."""
    alone = case.model.city_order or case.model.ex_officio  # nobody to ask (M8, P9)
    cooperation = 0 if alone or case.state == "待提出方配合" or not case.once("cooperation", 12) else 1000
    what = only or case.pick(
        {"答复需修正": 62, "答复核实无误": 24, "答复申请特例": 0 if _asked(case) else 8, "答复需配合": cooperation}
    )
    expected = context.workdays.after(at.date(), case.chance.randint(1, 7))  # within the limit of P7
    finding = "经核对原始凭证，登记有误" if what == "答复需修正" else "经核对原始凭证，与证照一致"
    answers = {
        "kind": KINDS[what], "finding": finding, "expected": dated(expected), "basis": "原始凭证", "cause": "*",
        "way": "到窗口核对原件", "steps": "携带证照原件，工作日上午办理", "explanation": "原始资料已灭失，无法还原",
    }  # fmt: skip
    typed = {"答复需修正": words(dated(expected), finding), "答复申请特例": answers["explanation"]}.get(what, finding)
    data = {"expected": expected} if what == "答复需修正" else {}
    return Planned(at, Action(what, _hand(context, case, at), typed, answers, data, button="答复"))


def _asked(case: SimulatedCase) -> bool:
    """Whether a special case can't be applied for, or not without the centre's approval."""
    return bool(case.model.specials or case.model.ex_officio)


def _hand_on(context: Context, case: SimulatedCase, now: datetime) -> Planned | None:
    """M7: dispatched to a colleague, and sometimes taken back."""
    unit = _unit(context, case)
    by = unit.b if case.officer is unit.b else context.on_duty(unit, now.date())
    if not case.model.handler and case.once("handed on", 15):
        return Planned(now, Action("转派", by, unit.handler.name, {"colleague": unit.handler.name}, {"handler": "1"}))
    if case.model.handler and case.once("taken back", 15):
        return Planned(context.soon(case, now), Action("收回转派", unit.a if by is unit.a else by))
    return None


def _joint(context: Context, case: SimulatedCase, now: datetime) -> Planned | None:
    """M12, M6: requested by the lead, approved by the centre, done by each related department."""
    model, unit = case.model, _unit(context, case)
    if model.joint == "requested":
        what = case.pick({"同意协同": 85, "不同意协同": 15})
        reason = "" if what == "同意协同" else "可自行核实"
        return Planned(
            context.soon(case, now), Action(what, case.clerk, reason, {"reason": reason}, card_expected=True)
        )
    parts = model.running(JOINT)
    for part in parts:
        if case.once(f"part of {part.holder} {part.round}", 70):
            return _part(context, case, now, part)
    if case.entry.fusion and not model.joint and not parts and case.once("joint", 60):
        related = [each for each in context.district.units if each is not unit][: case.chance.randint(1, 2)]
        by = unit.b if case.officer is unit.b else context.on_duty(unit, now.date())
        names = "、".join(each.name for each in related)
        answers, data = {"related": names, "reason": "源数据不一致"}, {"related": [each.code for each in related]}
        return Planned(now, Action("申请协同", by, "源数据不一致", answers, data))
    return None


def _part(context: Context, case: SimulatedCase, now: datetime, part: Limit) -> Planned:
    other = context.unit(part.holder)
    at = context.within(case, now, part.since, part.days, other.pace)
    data = {"department": other.code}
    return Planned(
        at, Action("协同完成", context.on_duty(other, at.date()), "源数据已核对", {"done": "源数据已核对"}, data)
    )


def _longer(context: Context, case: SimulatedCase, now: datetime) -> Planned | None:
    """P7: up to ten days at once, beyond that with the centre's approval."""
    limits, pending = case.model.running("部门修正"), case.model.pending
    if not limits:
        return None
    if pending and case.once(f"judged {pending[1]}", 90):
        word = case.pick({"批准延期": 70, "不批准延期": 30})
        reason = "基层数据量大"
        return Planned(
            context.soon(case, now), Action(word, case.clerk, reason, {"reason": reason}, card_expected=True)
        )
    if pending or limits[0].passed(now) or not case.once("extension", 18):
        return None
    days = case.chance.choice((9, 10, 10, 13))
    if days <= limits[0].days:
        return None
    expected = context.workdays.after(limits[0].since.date(), days)
    answers = {"ground": "*", "days": str(days), "reason": "须重新采集", "expected": dated(expected)}
    by = case.officer if case.officer is _unit(context, case).b else context.on_duty(_unit(context, case), now.date())
    data = {"days": days, "expected": expected}
    return Planned(now, Action("申请延期", by, f"{days} {dated(expected)} 须重新采集", answers, data))


BEHAVIOUR: Mapping[str, Callable[[Context, SimulatedCase, datetime], Planned]] = {
    "待签收": dispatched, "部门核实中": verifying, "待提出方配合": cooperating, "待同意特例": consenting,
    "部门修正中": repairing,
}  # fmt: skip
