"""Every act has one record in the chat, which agrees with the law's table and has texts for all its audiences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from types import SimpleNamespace

import pytest

from bot.acts.act import Act, Audience, Tell
from bot.acts.phrases import UNTIMED
from bot.acts.registry import ACTS, CHAPTERS
from bot.cards.act_notes import note_after, note_to, note_to_proposer
from bot.cards.preview.samples import sample_view, with_later_texts
from bot.commands import COMMANDS
from bot.view import Limit, Scope, View
from regulation import act_inputs
from regulation.state_groups import WITH_CENTRE, WITH_DEPARTMENT, WITH_PROPOSER
from regulation.states import Action, ClockKind, Outcome, Result, Role, State, Track
from regulation.step import Transition
from regulation.telling import LIMITS
from regulation.transitions import TABLE
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.oracle.effects import AGES_NOTHING, BY_TELEPHONE, NOTIFIED

READERS = {
    Role.PROPOSER: Scope.OWN,
    Role.OPERATOR: Scope.CENTRE,
    Role.DIRECTOR: Scope.CENTRE,
    Role.OFFICER: Scope.DEPARTMENT,
    Role.HANDLER: Scope.DEPARTMENT,
    Role.RELATED: Scope.DEPARTMENT,
    Role.LEADER: Scope.COUNTS,
    Role.SUPERVISOR: Scope.COUNTS,
}
ASKS = re.compile(r"请(于[^，。]*前|办理|签收|重新办理|修正|按原期限办理)")  # sent to the current holder only
GAPS = re.compile(r"于前|为。|至。|(?<!区级)(?<!”)期限[，。]|预计修正(?!日期)|[：，]。|None|[{}]|^[，。；]|。。|，，")
LIMIT = Limit(ClockKind.REPLY, "P6", date(2026, 9, 20), False, 2, 2, False)
OWN_COMMAND = {Action.FILE, Action.ENTER_CITY_ORDER, Action.SUPPLEMENT, Action.LINK}
NOT_TIMED = {State.COOPERATING, State.CONSENTING, State.CITY, State.CLOSED}  # no limit runs in these, or not always
SENT = "告知结果→待告知结果 提出方"  # M14: the notice itself asks to confirm, before it is known that it arrived
TELLING = {Action.TOLD, Action.TELEPHONE, Action.LETTER}  # M14: that the proposer was told is what these record


def whole(note: str) -> bool:
    """Whether a sentence has no empty placeholder."""
    return bool(note) and not GAPS.search(note.replace(UNTIMED, ""))


def rows_of(action: Action) -> list[Transition]:
    """An act's rows in the law's table; recomputing applies only where a limit runs."""
    untimed = NOT_TIMED if action is Action.RECOMPUTE else ()
    return [row for row in TABLE if row.action is action and row.to not in untimed]


def after(row: Transition, role: Role, track: Track = Track.DISTRICT) -> Iterator[View]:
    """The ticket as this role sees it right after a step of the law, with every possible result."""
    view = with_later_texts(sample_view(row.to, READERS[role], role))
    timed = track is Track.DISTRICT and row.to not in NOT_TIMED
    view = replace(view, track=track, limit=LIMIT if timed else None, related=("区民政局",), outcome=row.outcome)
    texts = {**view.texts, f"{Action.CITY_RESULT}:finding": "已核", f"{Action.REPLY_CORRECT}:basis": "证照"}
    view = replace(view, texts=texts, promised_on=date(2026, 9, 25), pending="部门修正延长至12个工作日")
    view = view if row.to is not State.CLOSED else replace(view, pending="", outcome=row.outcome or Outcome.CONFIRMED)
    results = [row.result] if row.result else list(Result) if row.action is Action.NOTIFY else [Result.REPAIRED]
    yield from (replace(view, result=result) for result in results)
    untold = row.to in LIMITS and track is Track.DISTRICT and not (timed and role is Role.PROPOSER)
    if untold:  # others see no limit before the proposer is told, who reads in the message the one that begins
        yield replace(view, result=results[0], limit=None if timed else LIMIT)


def holders(state: State) -> set[Role]:
    if state in WITH_PROPOSER:
        return {Role.PROPOSER}
    if state in WITH_DEPARTMENT:
        return {Role.OFFICER, Role.HANDLER}
    return {Role.OPERATOR, Role.DIRECTOR} if state in WITH_CENTRE else set()


def readers(audience: Audience, state: State) -> set[Role]:
    match audience:
        case Audience.PROPOSER:
            return {Role.PROPOSER}
        case Audience.HOLDER:
            return holders(state)
        case Audience.DEPARTMENT:
            return {Role.OFFICER, Role.HANDLER}
        case Audience.JUDGE:
            return {Role.OPERATOR, Role.DIRECTOR}
        case Audience.RELATED:
            return {Role.RELATED}


def tracks(row: Transition) -> list[Track]:
    """A city order has no proposer who could be notified or act, and no district limit (M8)."""
    city = row.to not in WITH_PROPOSER and row.source not in WITH_PROPOSER and row.roles != (Role.PROPOSER,)
    unlike = {Action.FILE, Action.REOPEN, Action.RECOMPUTE, Action.EXTEND, Action.APPROVE_EXTENSION}
    return list(Track) if city and row.action not in unlike | {Action.REFUSE_EXTENSION} else [Track.DISTRICT]


def applies(tell: Tell, row: Transition) -> bool:
    """Whether a notice with a condition can be sent after this row; an extension may be pending, a reply marked."""
    outcome, again = row.outcome, row.action is Action.REPLY_SPECIAL and row.to is not State.CONSENTING
    after = {"state": row.to, "outcome": outcome, "special_pending": again}
    either = product(("", "部门修正"), (False, True))
    return tell.when is None or any(
        tell.when(SimpleNamespace(**after, pending=pending, indefinite=marked)) for pending, marked in either
    )


def said() -> Iterator[tuple[str, Audience, Role, State, str, str]]:
    for action, act in ACTS.items():
        for row in rows_of(action):
            for audience in {audience for tell in act.tells if applies(tell, row) for audience in tell.to}:
                for role in readers(audience, row.to):
                    for track in tracks(row) if audience is not Audience.PROPOSER else [Track.DISTRICT]:
                        for view in after(row, role, track):
                            name = f"{action}→{row.to} {audience} {role} {track} {view.result}"
                            yield name, audience, role, row.to, *note_to(view, action, audience)


SAID = list(said())


def test_every_audience_gets_a_complete_text() -> None:
    wrong = [(name, title, note) for name, *_, title, note in SAID if not title or not whole(note)]
    assert wrong == []


@pytest.mark.parametrize("audience", Audience)
def test_every_step_notifies_the_audiences_of_the_oracle(audience: Audience) -> None:
    """A record without a notice is complete to the type checker; its recipients would get a card without a word."""
    assert {act.word for act in ACTS.values() if any(audience in tell.to for tell in act.tells)} == NOTIFIED[audience]


def test_whoever_gets_a_case_is_notified() -> None:
    """M6, M7, M14: of a step of somebody else; so is the proposer where a case is closed."""
    for row in TABLE:
        new = holders(row.to) if row.to != row.source else set()
        told = {audience for tell in ACTS[row.action].tells for audience in tell.to}
        if new and not new & set(row.roles) and row.action not in TELLING:
            assert told & ({Audience.HOLDER, Audience.PROPOSER} if new == {Role.PROPOSER} else {Audience.HOLDER}), row
        ends = row.to is State.CLOSED and row.source is not State.CLOSED and Role.PROPOSER not in row.roles
        if ends and row.action not in {*TELLING, Action.END_UNTOLD}:
            assert Audience.PROPOSER in told, row


def test_telephone_and_stale_cards_are_those_of_the_oracle() -> None:
    assert {act.word for act in ACTS.values() if act.by_telephone} == BY_TELEPHONE
    assert {act.word for act in ACTS.values() if not act.ages_cards} == AGES_NOTHING


def test_only_the_holder_is_asked_to_act() -> None:
    """A refusal that is reopened is the centre's to examine: its limit does not concern the proposer (M10)."""
    wrong = [(name, note) for name, _, role, to, _, note in SAID if ASKS.search(note) and role not in holders(to)]
    assert [(name, note) for name, note in wrong if not name.startswith(SENT)] == []


def test_proposer_reads_that_other_limits_are_not_theirs() -> None:
    told = [(name, to, note) for name, audience, _, to, _, note in SAID if audience is Audience.PROPOSER]
    with_later_texts = [(to, note) for name, to, note in told if not name.startswith(SENT)]
    foreign = [note for to, note in with_later_texts if to not in WITH_PROPOSER]
    assert foreign
    assert not [note for note in foreign if re.search(r"请(?!说明|并)[^，。]*前", note)]


def test_proposers_card_says_where_the_case_is() -> None:
    """It is redrawn after steps that send the proposer no message."""
    for action, act in ACTS.items():
        for row in rows_of(action) if act.current else ():
            for view in after(row, Role.PROPOSER):
                title, note = note_to_proposer(view, action)
                assert title
                assert whole(note), (action, note)
                assert not ASKS.search(note) or row.to in WITH_PROPOSER, (action, note)


def test_approver_with_a_stale_card_reads_what_is_pending() -> None:
    """Not the text for the holder: a 转派 gives the approver nothing to do."""
    view = replace(sample_view(State.REPAIRING, Scope.CENTRE, Role.OPERATOR), pending="部门修正延长至12个工作日")
    _, note = note_to(view, Action.DISPATCH, Audience.JUDGE)
    assert note == "延期申请仍待批准：部门修正延长至12个工作日。请决定是否批准。"
    _, note = note_to(replace(view, pending="", related=("区民政局",)), Action.TAKE_BACK, Audience.JUDGE)
    assert note == "协同处理申请仍待批准，关联部门：区民政局。请决定是否同意。"


def test_doer_gets_the_text_for_their_role() -> None:
    for action, act in ACTS.items():
        for row in rows_of(action) if act.doer else ():
            for role in set(row.roles) - {Role.SYSTEM}:
                for view in (view for track in tracks(row) for view in after(row, role, track)):
                    note = note_after(view, action)
                    assert whole(note), (action, row.to, role, note)
                    assert not ASKS.search(note) or role in holders(row.to), (action, row.to, role, note)


def test_a_record_without_texts_is_an_error() -> None:
    with pytest.raises(ValueError, match="words are missing"):
        Tell((Audience.HOLDER,), "")
    with pytest.raises(ValueError, match="words are missing"):
        Tell((Audience.PROPOSER,), "已收办。")
    with pytest.raises(ValueError, match="no words to be said"):
        Act(action=Action.ACCEPT, preview=False, by_telephone=True)
    with pytest.raises(TypeError, match="preview"):
        Act(action=Action.ACCEPT)  # type: ignore[call-arg]  # a new act has to say whether it is shown first


def test_every_act_has_one_record() -> None:
    every = [act.action for chapter in CHAPTERS for act in chapter.ACTS]
    assert sorted(every) == sorted(Action)


@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.action.name)
def test_a_record_takes_the_inputs_of_the_law(act: Act) -> None:
    wanted = {need.field: need for row in rows_of(act.action) for need in (*row.needs, act_inputs.HEARD)}
    named = {*(act.inline if act.help else ()), *act.settles, act.listed, act.centres_own} - {""}
    assert named <= wanted.keys()
    assert all(wanted[field].private for field in (act.centres_own,) if field)
    assert not act.listed or wanted[act.listed].listing


@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.action.name)
def test_every_act_of_a_person_can_be_typed(act: Act) -> None:
    people = {role for row in rows_of(act.action) for role in row.roles} - {Role.SYSTEM}
    assert bool(act.help) == (bool(people) and act.action not in OWN_COMMAND)
    assert not act.help or bool(act.args) == (act.inline not in ((), ("note",)))  # 帮助 says what may stand behind it
    assert bool(act.doer) == (bool(people) and not any(row.source is None for row in rows_of(act.action)))


def test_help_lists_a_command_for_every_role_that_may_use_it() -> None:
    """重新受理 is the proposer's too, after 逾期未确认 (P9): and anybody may have proposed."""
    duties = {
        Role.OPERATOR: {"operator"}, Role.DIRECTOR: {"director"}, Role.OFFICER: {"officer-a", "officer-b"},
        Role.RELATED: {"officer-a", "officer-b"}, Role.HANDLER: {"handler"}, Role.LEADER: {"leader"},
        Role.SUPERVISOR: {"supervisor"}, Role.SYSTEM: set[str](),
    }  # fmt: skip
    shown = {command.word: command.for_roles for command in COMMANDS}
    for action, act in ACTS.items():
        if act.help:
            roles = {role for row in rows_of(action) for role in row.roles}
            anybody = Role.PROPOSER in roles
            assert shown[act.word] == (set() if anybody else set().union(*(duties[role] for role in roles))), act.word
    assert shown["重新受理"] == frozenset()


def test_a_reopened_refusal_asks_nothing_of_the_proposer(world: World) -> None:
    case = MainPath(world)
    case.file()
    world.send_text("li.na", f"不予收办 {case.number} 所涉数据不属于公共数据")
    world.choose_option("li.na", "不属于公共数据")
    world.send_text("li.na", f"重新受理 {case.number} 经复核符合收办条件 确定")
    card = last_message(world, "zhang.wei")
    assert card.title == "异议已重新受理"
    assert "区大数据中心重新预审，将于2026-09-18 周五（含当日）前出具是否收办意见，您不必再办理。" in card.body
    assert "前办理" not in card.body
