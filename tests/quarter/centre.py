"""Simulated centre and proposer: prescreen, check, transfer, notice, confirmation (P2–P4, M14, P9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tests.quarter.actions import Action, Context, Planned, SimulatedCase, dated, words
from tests.quarter.district import Person

CENTRE = "steady"
DECLINED = {
    "所涉数据不属于公共数据": "不属于公共数据",
    "因具体行政行为导致": "已有专门规定",
    "其他不予收办": "重复反映",
}


def prescreen(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """P2, P3: accept, decline with the reason, or ask for a supplement, once."""
    if case.proposer and case.once("withdraws at once", 1):
        return Planned(context.soon(case, now), Action("撤回", case.proposer, "数据已自行核对无误"))
    if case.model.asked:
        what = case.pick({"收办": 90, "不予收办": 7, "要求补正": 3})
    else:
        what = case.pick({"收办": 82, "不予收办": 6, "要求补正": 12})
    since = case.model.running("收办意见")[0].since
    at = context.within(case, now, since, 1, CENTRE)
    if what == "收办":
        return Planned(at, Action("收办", case.clerk, card_expected=True))
    if what == "不予收办":
        ground = case.chance.choice(list(DECLINED))
        answers = {"ground": ground, "reason": DECLINED[ground], "rule": "房屋登记办法"}
        return Planned(at, Action("不予收办", case.clerk, DECLINED[ground], answers, card_expected=True))
    by = context.district.director if case.model.asked else case.clerk
    answers = {"other": "请补充截图", "items": "*", "details": "缺截图", "deviation": "首次告知遗漏了佐证材料"}
    return Planned(at, Action("要求补正", by, "请补充截图和记录编号", answers, card_expected=by is case.clerk))


def supplementing(context: Context, case: SimulatedCase, now: datetime) -> Planned | None:
    """P3: in pieces, in time, late, or never; with a good reason a later day is granted beforehand."""
    if case.model.to_tell:
        return calling(context, case, now)
    limit = case.model.running("补正")[0]
    if case.once("justified early", 6):
        action = Action(
            "认定正当理由", case.clerk, "6 须向档案馆调取", {"days": "6", "reason": "须向档案馆调取"}, {"days": 6}
        )
        return Planned(now, action)
    if case.once("withdraws instead", 4) and case.proposer:
        return Planned(context.after(case, now, 0, 2), Action("撤回", case.proposer, "不再需要"))
    if case.pick({"answers": 84, "never": 16}) == "never":
        return None
    pieces = {"pieces": "记录编号见截图|补充说明：以证照为准" if case.chance.random() < 0.5 else "补充如下：以证照为准"}
    at = context.within(case, now, limit.since, limit.days, "slow")
    return Planned(at, _supplement(case, pieces))


def _supplement(case: SimulatedCase, pieces: Mapping[str, str]) -> Action:
    if case.proposer:
        return Action("补正完毕", case.proposer, answers=pieces, card_expected=True, button="补正")
    return Action("补正完毕", case.clerk, answers={**pieces, "heard": "提出方来电补充"}, button="补正")


def lapsed(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """P3: a late supplement is judged by the centre; a missing one is taken as abandonment, or excused."""
    arrived = case.model.supplement_here
    if not arrived and case.proposer and case.once("late supplement", 35):
        return Planned(context.after(case, now, 0, 2), _supplement(case, {"pieces": "迟到的补充材料"}))
    at = context.after(case, now, 0, 2)
    if case.once("excused", 70 if arrived else 25):
        typed, data = ("因病住院", {}) if arrived else ("3 因病住院", {"days": 3})
        return Planned(at, Action("认定正当理由", case.clerk, typed, {"reason": "因病住院", "days": "3"}, data))
    return Planned(at, Action("视为放弃", case.clerk, "逾期未补正", {"reason": "逾期未补正"}))


def checking(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """P4, P10: the platform is cleared or at fault, or the data is the city's."""
    at = context.within(case, now, case.model.running("平台核查")[0].since, 2, CENTRE)
    if case.model.to_platform and case.pick({"裁定": 50, "平台原因": 50}) == "裁定":  # M11: back by a ruling
        unit = context.unit(case.model.department)
        return Planned(at, _send("裁定", case, unit.code, unit.name))
    if case.entry.city and not case.model.to_platform:
        order = f"SH-{now:%m%d}-{case.serial:04}-{len(case.model.acts)}"
        return Planned(at, Action("转市平台", case.clerk, order, {"order": order}))
    if not case.model.to_platform and case.pick({"cleared": 84, "to blame": 16}) == "cleared":
        return Planned(at, Action("平台核查无误", case.clerk))
    expected = context.workdays.after(at.date(), 4)
    answers = {"stage": "*", "finding": "归集任务漏跑", "expected": dated(expected)}
    if case.chance.random() < 0.3:
        return Planned(at, Action("平台原因", case.clerk, "归集任务漏跑", {**answers, "expected": "跳过"}))
    return Planned(at, Action("平台原因", case.clerk, "归集任务漏跑", answers, {"expected": expected}))


def platform_repair(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """P4: five days, in special circumstances fifteen in total, beyond that by the director."""
    limit, pending = case.model.running("平台修复")[0], case.model.pending
    if pending and (case.chance.random() < 0.8 or limit.passed(now)):
        word = case.pick({"批准延期": 70, "不批准延期": 30})
        reason = "已核实情况"
        return Planned(
            context.soon(case, now),
            Action(word, context.district.director, reason, {"reason": reason}, card_expected=True),
        )
    if not limit.passed(now) and case.once("extension", 20):
        days = case.chance.choice((9, 15, 18))
        expected = context.workdays.after(limit.since.date(), days)
        answers = {"ground": "*", "days": str(days), "reason": "须重新加工", "expected": dated(expected)}
        data = {"days": days, "expected": expected}
        return Planned(now, Action("申请延期", case.clerk, f"{days} {dated(expected)} 须重新加工", answers, data))
    at = context.within(case, now, limit.since, limit.days, CENTRE)
    also = case.chance.random() < 0.2
    answers = {"done": "已补跑任务", "batch": f"{at:%m%d}批", "also": "是" if also else "否"}
    return Planned(at, Action("平台修复完成", case.clerk, "已补跑任务", answers, {"also": also}))


def transferring(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """P4, M11: to the owner in the catalogue, sometimes to a wrong one, after a return to the suggested one."""
    if case.model.acts[-1].word == "平台核查无误" and case.once("tapped by mistake", 4):
        return Planned(now, Action("更正核查结论", case.clerk, "误点，尚在核查"))
    running = case.model.running("转交")
    at = context.within(case, now, running[0].since if running else now, 1, CENTRE)
    wrong = not case.model.returns and case.once("sent astray", 7)
    units = [unit for unit in context.district.units if unit is not case.owner]
    target = case.chance.choice(units) if wrong and units else case.owner
    if case.model.city_order:
        target = next((unit for unit in context.district.units if unit.kind == "competent"), case.owner)
    return Planned(at, _send("转交", case, target.code, target.name))


def ruling(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    at = context.within(case, now, case.model.running("裁定")[0].since, 1, CENTRE)
    return Planned(at, _send("裁定", case, case.owner.code, case.owner.name))


def _send(word: str, case: SimulatedCase, code: str, name: str) -> Action:
    answers = {"department": name, "basis": "职责清单"}
    return Action(word, case.clerk, words(name, "职责清单"), answers, {"department": code})


def with_city(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """P10: the city's own time, followed up by the centre."""
    if case.once("followed up", 30):
        note = "已电话催办市级平台"
        return Planned(context.after(case, now, 1, 3), Action("跟进市平台", case.clerk, note, {"note": note}))
    return Planned(
        context.after(case, now, 2, 9),
        Action("市平台反馈", case.clerk, "市级平台已更正", {"finding": "市级平台已更正"}),
    )


def notifying(context: Context, case: SimulatedCase, now: datetime) -> Planned | None:
    """M14: told by the centre, or left to the bot, which sends the notice before the limit ends."""
    if case.model.to_tell:
        return calling(context, case, now)
    if case.chance.random() < 0.2 and not case.model.city_order:
        return None
    return Planned(context.soon(case, now), Action("告知结果", case.clerk, card_expected=True))


def calling(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """M14: who has no account is told by telephone."""
    answers = {"answer": "已告知", "note": "本人接听"}
    return Planned(
        context.soon(case, now), Action("电话告知", case.clerk, "已告知 本人接听", answers, {"reached": True})
    )


def confirming(context: Context, case: SimulatedCase, now: datetime) -> Planned | None:
    """P9: confirmed, rejected, or no reply, which is no confirmation."""
    what = case.pick({"确认": 72, "不认可": 10 if case.tries < 2 else 0, "撤回": 1, "silent": 17})
    if what == "silent":
        return None
    by, heard = case.proposer or another(context, case), {} if case.proposer else {"heard": "提出方来电"}
    at = context.after(case, now, 0, 4)
    case.tries += what == "不认可"
    if what == "确认":
        return Planned(at, Action("确认", by, answers=heard, card_expected=case.proposer is not None))
    return Planned(at, Action(what, by, "仍有一条记录未更正", {"reason": "仍有一条记录未更正", **heard}))


def in_the_proposers_place(context: Context, case: SimulatedCase, now: datetime) -> Planned:
    """P9: two persons of the centre confirm ex officio, neither of them who repaired (own rule)."""
    able = [
        each
        for each in context.district.operators
        if each.wecom not in (case.model.repaired_by, case.model.confirmed_by)
    ]
    action = Action("中心确认", able[0], "比对一致，已修正", {"finding": "比对一致，已修正"})
    return Planned(context.soon(case, now), action)


def another(context: Context, case: SimulatedCase) -> Person:
    """Nobody records the word of a proposer whose filing they recorded (own rule)."""
    return next(each for each in context.district.operators if each is not case.clerk)


def closed(context: Context, case: SimulatedCase, now: datetime) -> Planned | None:
    """M5, P3, P9, M10: evaluated, reopened, or left alone."""
    outcome, by = case.model.outcome, case.proposer
    if case.model.to_tell:
        return calling(context, case, now)
    if outcome == "确认办结" and by and case.once("evaluates", 65):
        score = case.chance.choices((5, 4, 3, 2, 1), (45, 30, 15, 6, 4))[0]
        typed = words(str(score), "办理及时" if score > 3 else "有点慢")
        return Planned(
            context.after(case, now, 0, 3), Action("评价", by, typed, {"score": str(score)}, {"score": score})
        )
    if outcome == "逾期未确认" and by and case.once("reopened", 15):
        return Planned(context.after(case, now, 1, 5), Action("重新受理", by, "出差未看到", {"reason": "出差未看到"}))
    if outcome in ("视为放弃", "不予收办") and case.once("reopened", 8):
        answers = {"reason": "情况有变", "days": "3"}
        data = {"days": 3} if outcome == "视为放弃" else {}
        return Planned(context.after(case, now, 1, 5), Action("重新受理", case.clerk, "情况有变", answers, data))
    return None


Behaviour = Callable[[Context, SimulatedCase, datetime], Planned | None]
BEHAVIOUR: Mapping[str, Behaviour] = {
    "待预审": prescreen, "待补正": supplementing, "逾期待认定": lapsed, "平台核查中": checking,
    "平台修复中": platform_repair, "待转交": transferring, "待裁定": ruling, "市平台处理中": with_city,
    "待告知结果": notifying, "待提出方确认": confirming, "待中心确认": in_the_proposers_place,
    "已办结": closed,
}  # fmt: skip
