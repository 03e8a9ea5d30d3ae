"""Backward compatibility of drafts: names of forms and answers stored by an earlier version stay valid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from regulation.states import Outcome, State, Verdict
from store.cases import stored_drafts
from store.tables import Ticket
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

SUGGESTED = {"suggested_department_id": 4, "target": "responsible", "called": "区民政局"}
OWNER = {"department_id": 4, "target": "responsible", "called": "区民政局"}
CLOCK = {"start_seq": 1, "kind": "收办意见", "called": "收办意见 2026-09-18 周五 按时"}
GROUND = {"_asked": ["ground", "reason", "administrative_act", "other_remedy", "rule"],
          "_ticks": {"out_of_scope": ["administrative_act", "other_remedy", "rule"], "duplicate": []},
          "ground": "out_of_scope", "reason": "属于行政处罚争议", "administrative_act": True}  # fmt: skip
Step = Callable[[MainPath], None]
Case = tuple[Step, str, str, str, dict[str, Any], tuple[str, ...], Callable[[Ticket], bool]]

CASES: tuple[Case, ...] = (
    (
        MainPath.file, "li.na", "act:decline", "other_remedy", GROUND, ("是", "中华人民共和国行政复议法"),
        lambda ticket: ticket.outcome is Outcome.DECLINED,
    ),
    (
        MainPath.file, "li.na", "act:ask_supplement", "other", {"_asked": ["items", "details", "other"], "_ticks": {},
        "items": ["contact", "evidence"]}, ("跳过", "1 缺联系电话；2 缺加盖公章的扫描件"),
        lambda ticket: ticket.state is State.SUPPLEMENTING,
    ),
    (  # begun before each item had to be named: asked for it when it is to be sent (P3)
        MainPath.file, "li.na", "act:ask_supplement", "other", {"_asked": ["items", "other"], "_ticks": {},
        "items": ["contact", "evidence"]}, ("跳过", "1 缺联系电话；2 缺加盖公章的扫描件"),
        lambda ticket: ticket.state is State.SUPPLEMENTING,
    ),
    (
        MainPath.clear, "li.na", "act:transfer", "basis", {"_asked": ["department_id", "basis"], "_ticks": {},
        "department_id": OWNER}, ("目录登记为准",),
        lambda ticket: (ticket.state, ticket.department_id) == (State.DISPATCHED, 4),
    ),
    (
        MainPath.receive, "wang.fang", "act:return", "basis",
        {"_asked": ["basis", "suggested_department_id"], "_ticks": {}, "suggested_department_id": SUGGESTED},
        ("权责清单第12项",),
        lambda ticket: ticket.state is State.TRANSFERRING,
    ),
    (
        MainPath.reply, "wang.fang", "act:extend", "reason", {"_asked": ["ground", "days", "reason",
        "expected_on"], "_ticks": {},
        "ground": "regather", "days": "2026-09-29"}, ("历史数据量大", "9月28日"),
        lambda ticket: ticket.clocks[-1].due_on.isoformat() == "2026-09-29",
    ),
    (
        MainPath.reply, "wang.fang", "act:extend", "reason", {"_asked": ["ground", "days", "reason",
        "expected_on"], "_ticks": {},
        "ground": "regather", "days": 9}, ("历史数据量大", "9月28日"),
        lambda ticket: ticket.clocks[-1].total_days == 9,
    ),
    (
        MainPath.reply, "wang.fang", "act:finish_repair", "batch", {"_asked": ["done", "recollected", "batch"],
        "_ticks": {}, "done": "已将登记状态更正为注销", "recollected": True}, ("2026-09-24 批次 0712",),
        lambda ticket: ticket.state is State.NOTIFYING,
    ),
    (
        MainPath.confirm, "chen.mo", "act:correct_verdict", "verdict", {"_asked": ["clock", "department_id", "verdict",
        "reason"], "_ticks": {}, "clock": CLOCK}, ("不计", "系统故障所致"),
        lambda ticket: ticket.clocks[0].verdict is Verdict.VOID,
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{case[2].removeprefix('act:')}-{case[3]}" for case in CASES])
def test_a_stored_draft_can_be_completed(world: World, case: Case) -> None:
    last, user, form, step, answers, said, done = case
    number = MainPath(world).until(last)
    with world.store.write() as session:
        stored_drafts.start(
            session, world.store.vault, person_id=world.person_id(user), form=form, form_version=1, now=world.now,
            ticket_id=world.ticket(number).id, step=step, answers=answers,
        )  # fmt: skip
    for words in said:
        world.send_text(user, words)
    assert done(world.ticket(number))
