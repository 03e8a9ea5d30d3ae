"""工作规则一.6：数据核实工作将统一通过长宁区数据中台的公共数据管理门户进行派发、接收、反馈。

Today the portal gets every change of a mark on its data (P9), and no events of the other steps.
"""

from __future__ import annotations

from regulation.states import Action
from scheduler.sweeps import portal_flags
from store.cases import flags
from tests.scheduler.rig import Rig
from tests.scheduler.test_portal_flags import FakePortal, connected


def test_marks_reach_the_portal_once_and_in_order(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    portal = FakePortal(rig)
    parts = connected(rig, portal)
    assert [portal_flags.sweep(parts, rig.now) for _ in range(2)] == [2, 0]


def test_without_a_portal_nothing_is_lost(rig: Rig) -> None:
    """T01: the chat works without the portal; undelivered events wait in the outbox."""
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    assert portal_flags.sweep(rig.deps, rig.now) == 0
    assert portal_flags.sweep(connected(rig, FakePortal(rig)), rig.now) == 2


def test_what_it_hears_names_ticket_and_data_and_no_value(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.REPLY_REPAIR)
    with rig.store.read() as session:
        events = [portal_flags.event_of(line) for line in flags.flag_log(session)]
    assert [(event["event"], event["number"]) for event in events] == [("flag.set", number)]
    assert set(events[0]) == {"event", "sequence", "entry", "record", "number", "at", "flagged", "special"}
