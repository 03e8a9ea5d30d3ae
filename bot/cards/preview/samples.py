"""One sample of every card, made from invented tickets: input of the preview and of the platform limits tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle

from bot.acts.act import Audience
from bot.acts.registry import ACTS
from bot.acts.sample_headings import OF_STATE, Part
from bot.cards import act_notes
from bot.cards.centre_cards import centre_list
from bot.cards.digest_cards import Instructed, Overdue, overdue_digest
from bot.cards.operator_cards import ToCall, call_list
from bot.cards.preview.filing_samples import filing_samples
from bot.cards.preview.list_samples import list_samples
from bot.cards.preview.more_samples import more_samples
from bot.cards.preview.question_samples import question_samples as asked
from bot.cards.preview.report_samples import report_samples
from bot.cards.reminder_card import ReminderReason, ReminderTask, Taken, handover_cards, reminder_cards
from bot.cards.ticket_card import done_card, evaluation_card, gone_card, parted_card, stale_card, task_card
from bot.ports import Card
from bot.view import Limit, Scope, Step, View
from regulation.roles import party_of
from regulation.states import Action, ClockKind, Outcome, Party, Result, Role, State, Track
from regulation.transitions import TABLE
from store.lists.centre_tasks import CentreItem, Waiting

NOW = datetime(2026, 9, 17, 2, 32, tzinfo=UTC)  # 2026-09-17 周四 10:32 in Shanghai
NUMBER = "CN-20260917-0007"
STEP = Step(6, Action.ACCEPT, NOW - timedelta(minutes=20), "李娜")
READERS: tuple[tuple[Scope, Role], ...] = (
    (Scope.OWN, Role.PROPOSER),
    (Scope.CENTRE, Role.OPERATOR),
    (Scope.CENTRE, Role.DIRECTOR),
    (Scope.DEPARTMENT, Role.OFFICER),
    (Scope.DEPARTMENT, Role.HANDLER),
    (Scope.DEPARTMENT, Role.RELATED),
    (Scope.COUNTS, Role.LEADER),
    (Scope.COUNTS, Role.SUPERVISOR),
)
HOLDERS = {Party.CENTRE: READERS[1], Party.PROPOSER: READERS[0]}
HOLDER_NAMES = {Party.CENTRE: "区大数据中心", Party.DEPARTMENT: "区市场监管局 王芳", Party.CITY: "市大数据资源平台"}
ACTING = (Role.PROPOSER, Role.OPERATOR, Role.OFFICER)
CLOCKS: Mapping[State, ClockKind] = {
    State.PRESCREEN: ClockKind.ACCEPT,
    State.SUPPLEMENTING: ClockKind.SUPPLEMENT,
    State.CHECKING: ClockKind.CHECK,
    State.PLATFORM_REPAIR: ClockKind.PLATFORM_REPAIR,
    State.TRANSFERRING: ClockKind.TRANSFER,
    State.LAPSED: ClockKind.DELAY,
    State.RULING: ClockKind.RULING,
    State.COOPERATING: ClockKind.COOPERATE,
    State.CONSENTING: ClockKind.CONSENT,
    State.CENTRE_CONFIRMING: ClockKind.CENTRE_CONFIRM,
    State.DISPATCHED: ClockKind.REPLY,
    State.VERIFYING: ClockKind.REPLY,
    State.REPAIRING: ClockKind.REPAIR,
    State.NOTIFYING: ClockKind.NOTICE,
    State.CONFIRMING: ClockKind.CONFIRM,
}
FILED = {"records": "某某有限公司，登记状态“存续”", "doubt": "该公司已注销，应为“注销”"}
TOLD = {
    "要求补正:items": "联系方式、佐证材料（截图举证或者实际业务场景举证）",
    "不予收办:ground": "所涉数据不属于公共数据",
    "不予收办:clause": "办法第三条",
    "不予收办:reason": "所涉数据为企业内部台账",
    "答复需配合:way": "携带注销通知书原件",
    "答复需配合:steps": "到政务服务中心三楼窗口提交",
    "答复申请特例:cause": "原始资料已灭失或者无法查找",
    "答复申请特例:explanation": "2003年档案因水灾灭失",
    "答复需修正:finding": "经核实已于2021年注销",
    "答复需配合:finding": "登记档案缺注销通知书",
    "完成修正:done": "已将登记状态更正为注销",
    "退回:basis": "权责清单第12项",
    "配合:done": "已于今日提交",
    "不同意特例:reason": "街道存有副本",
    "不认可:reason": "查询系统里仍显示存续",
    "答复系平台环节:finding": "业务系统登记状态为注销",
    "答复系平台环节:basis": "注销通知书，2021年3月",
    "终止办理:rule": "行政复议法",
    "终止办理:reason": "登记状态由行政处罚决定导致",
    "视为放弃:reason": "逾期未补正，也没有说明理由",
    "未配合终止:reason": "两次联系均未提供材料",
    "特例未获回应:reason": "两次告知均未答复",
    "未获认可:reason": "四轮核实结果一致",
    "退回补充答复:reason": "没有写明核实的结果",
    "退回反馈:reason": "平台未见所报批次",
    "更正答复:correction": "注销日期应为2021年3月9日",
    "更正答复:reason": "原答复日期有误",
    "更正告知:correction": "修正日期应为2026年9月16日",
    "更正告知:reason": "原告知日期有误",
    "不同意再次申请特例:reason": "街道存有副本，可以核实",
    "申请延期:reason": "须到街道补采",
    "复核未通过:reason": "平台数据仍为存续",
    "更新预计日期:reason": "街道材料尚未收齐",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A card, its description, and the heading under which it is shown."""

    name: str
    card: Card
    part: Part


def samples() -> Iterator[Sample]:
    """Every sample, grouped by heading."""
    every = list(_every())
    yield from (sample for part in Part for sample in every if sample.part is part)


def _every() -> Iterator[Sample]:
    for state in State:
        for scope, role in READERS:
            cards = list(of_view(sample_view(state, scope, role)))
            yield from cards if role in ACTING else cards[:1]
    yield from of_notices()
    yield from (
        Sample(f"{action}时问 {label}", card, part_of(action, _first_to(action))) for action, label, card in asked()
    )
    yield from of_lists()
    yield from (Sample(name, card, Part.FILING) for name, card in filing_samples())
    late = [_overdue(f"CN-20260917-{i:04d}", i) for i in range(1, 16)]
    lists = list_samples(sample_view(State.VERIFYING, *READERS[3]), late, NOW)
    yield from (Sample(name, card, Part.LISTS) for name, card in lists)
    yield from (Sample(name, card, Part.REPORT) for name, card in report_samples())
    centre, proposer = (
        sample_view(State.PRESCREEN, *READERS[1]),
        with_later_texts(sample_view(State.CONFIRMING, *READERS[0])),
    )
    yield from (Sample(name, card, part) for name, card, part in more_samples(centre, proposer, NOW))


def of_view(view: View, now: datetime = NOW) -> Iterator[Sample]:
    """What one viewer is shown of one ticket."""
    who = f"{'、'.join(view.roles)} {view.state}"
    part = OF_STATE[view.state] if view.roles & set(ACTING) else Part.EYES
    yield Sample(f"工单 {who}", task_card(view, now), part)
    yield Sample(f"过期点击 {who}", stale_card(view, STEP, now), part)
    yield Sample(f"已由他人办理 {who}", done_card(view, STEP, now), part)
    if Action.EVALUATE in view.can:
        yield Sample(f"评价 {who}", evaluation_card(view, now), part)


def of_notices(view: View | None = None, now: datetime = NOW) -> Iterator[Sample]:
    """The notices of a step to its doer, to the proposer and to the next holder."""
    yield Sample("不再有关", gone_card(NUMBER, STEP), Part.EYES)
    yield Sample("交还之后", parted_card(NUMBER, Action.TAKE_BACK), Part.DEPARTMENT)
    for row in {row.action: row for row in TABLE}.values():
        action, state, part = row.action, row.to, part_of(row.action, row.to)
        told_to = {audience for tell in ACTS[action].tells for audience in tell.to}
        if ACTS[action].doer:
            doer = view or sample_view(state, *next(eyes for eyes in READERS if eyes[1] in row.roles))
            yield Sample(f"办理后 {action}", task_card(doer, now, note=act_notes.note_after(doer, action)), part)
        if Audience.PROPOSER in told_to or ACTS[action].current:
            proposer = view or with_later_texts(sample_view(state, Scope.OWN, Role.PROPOSER))
            title, note = act_notes.note_to_proposer(proposer, action)
            yield Sample(f"告知提出方 {action}", task_card(proposer, now, title=title, note=note), part)
        for audience in [audience for audience in Audience if audience in told_to - {Audience.PROPOSER}]:
            reader = view or with_later_texts(sample_view(state, *_reader_of(audience, state)))
            title, note = act_notes.note_to(reader, action, audience)
            yield Sample(f"告知{audience} {action}", task_card(reader, now, title=title, note=note), part)


def _reader_of(audience: Audience, state: State) -> tuple[Scope, Role]:
    """The scope and role with which an audience reads."""
    if audience is Audience.HOLDER:
        return HOLDERS.get(party_of(state, Track.DISTRICT), READERS[3])
    return {Audience.JUDGE: READERS[1], Audience.RELATED: READERS[5]}.get(audience, READERS[3])


def _first_to(action: Action) -> State:
    return next(row.to for row in TABLE if row.action is action)


def part_of(action: Action, to: State) -> Part:
    """The heading under which the samples of a step are shown."""
    return ACTS[action].sample or OF_STATE[to]


def of_lists(many: int = 40, now: datetime = NOW) -> Iterator[Sample]:
    """Reminders, leaders' copies, digests and call lists, for one ticket and for many."""
    for count in (1, 6, many):
        numbers = [f"CN-20260917-{i:04d}" for i in range(1, count + 1)]
        tasks = [_task(number, i) for i, number in enumerate(numbers)]
        overdue = [_overdue(number, i) for i, number in enumerate(numbers, 1)]
        orders = [Instructed(number, State.VERIFYING, "区市场监管局", NOW.date()) for number in numbers]
        calls = [ToCall(number, "未读", NOW.date()) for number in numbers]
        whys = zip(numbers, cycle(Waiting), strict=False)
        waiting = [CentreItem(number, why, State.LAPSED, NOW.date()) for number, why in whys]
        for kind, part, cards in (
            ("期限提醒", Part.NOTICES, reminder_cards(tasks, now=now)),
            ("督促提醒", Part.NOTICES, reminder_cards([replace(one, acts=False) for one in tasks], now=now)),
            ("逾期提示", Part.NOTICES, overdue_digest(overdue, reader="区市场监管局", now=now)),
            ("批示待落实", Part.NOTICES, overdue_digest([], reader="区市场监管局", now=now, instructed=orders)),
            ("接手办理", Part.STANDING_IN, handover_cards([_taken(task) for task in tasks], now=now)),
            ("无人可办", Part.NOTICES, handover_cards([_taken(task) for task in tasks], now=now, acts=False)),
            ("电话告知", Part.BY_TELEPHONE, call_list(calls, now=now)),
            ("中心每日清单", Part.NOTICES, centre_list(waiting, now=now)),
        ):
            for page, card in enumerate(cards, 1):
                yield Sample(f"{kind} {count}件 第{page}张", card, part)


def sample_view(state: State, scope: Scope, role: Role) -> View:
    """A sample ticket in this state, as the scope shows it, with every act the role may do there."""
    named = scope is not Scope.COUNTS
    outcome, result = _ending(state)
    party = party_of(state, Track.DISTRICT)
    return View(
        number=NUMBER,
        generation=7,
        scope=scope,
        roles=frozenset({role}),
        can=tuple(dict.fromkeys(row.action for row in TABLE if row.source is state and role in row.roles)),
        title="企业登记基本信息",
        kind="错误",
        state=state,
        track=Track.DISTRICT,
        outcome=outcome,
        result=result,
        round=1,
        holder="" if state is State.CLOSED else HOLDER_NAMES.get(party, "异议提出方"),
        party=party.value,
        department="区市场监管局",
        handler="孙丽",
        filed_at=NOW - timedelta(days=2),
        limit=_limit(state),
        promised_on=date(2026, 9, 25) if state is State.REPAIRING else None,
        flagged=state in (State.REPAIRING, State.NOTIFYING, State.CONFIRMING, State.CENTRE_CONFIRMING),
        pending="",
        joint="",
        related=(),
        channel="chat",
        evaluated=False,
        proposer="张伟" if named else "",
        proposer_department="区教育局" if named else "",
        phone="138****0001" if scope in (Scope.CENTRE, Scope.DEPARTMENT) else "",
        texts=FILED if named else {},
        proposal="区市场监管局" if scope is Scope.CENTRE else "",
        proposal_code="MKT" if scope is Scope.CENTRE else "",
        proposal_basis="数据资源目录登记的责任部门（A-1）" if scope is Scope.CENTRE else "",
        last=STEP,
    )


def with_later_texts(view: View) -> View:
    """The same ticket with the texts that later steps add."""
    return replace(view, texts={**view.texts, **TOLD})


def provisional(view: View) -> View:
    """The same ticket overdue, on a day that no holiday notice covers yet."""
    limit = view.limit and replace(view.limit, due_on=date(2027, 2, 16), provisional=True, left=-3, overdue=True)
    return replace(view, limit=limit)


def _limit(state: State) -> Limit | None:
    kind = CLOCKS.get(state)
    if kind is None:
        return None
    return Limit(kind, "P6", date(2026, 9, 20), False, 2, 2, False)


def _ending(state: State) -> tuple[Outcome | None, Result | None]:
    if state is State.CLOSED:
        return Outcome.CONFIRMED, Result.REPAIRED
    return None, Result.REPAIRED if state in (State.NOTIFYING, State.CONFIRMING, State.CENTRE_CONFIRMING) else None


def _task(number: str, i: int) -> ReminderTask:
    late = i % 3 == 0
    reason = ReminderReason.OVERDUE if late else ReminderReason.BEFORE
    return ReminderTask(
        number,
        State.VERIFYING,
        ClockKind.REPLY,
        date(2026, 9, 16 if late else 18),
        False,
        -1 if late else 1,
        late,
        reason,
    )


def _taken(task: ReminderTask) -> Taken:
    return Taken(task.number, task.state, task.due_on, task.left)


def _overdue(number: str, days: int) -> Overdue:
    return Overdue(number, State.VERIFYING, ClockKind.REPLY, "区市场监管局", "王芳", date(2026, 9, 10), days)
