"""M7: roster gaps are reported to the centre once a week, on its first working day; no message without gaps."""

from __future__ import annotations

from regulation.case import Actor
from scheduler.sweeps import directory_gaps
from store.catalogue import corrections
from store.catalogue.corrections import CorrectionState
from store.engine.session import Store
from store.tables import Correction, CorrectionLine
from tests.bot.world import vault
from tests.scheduler.deliver_once import deliver
from tests.scheduler.rig import DIRECTOR, LEADER, OPERATOR, Rig

TITLE = "本周名册缺口"


def test_operators_read_it_once_on_the_first_working_day(small_rig: Rig) -> None:
    rig = small_rig
    for moment in ("2026-09-20 周日 08:59", "2026-09-21 周一 08:59"):
        assert directory_gaps.sweep(rig.deps, rig.at(moment)) == 0
    assert directory_gaps.sweep(rig.deps, rig.at("2026-09-21 周一 09:01")) == 2
    assert directory_gaps.sweep(rig.deps, rig.at("2026-09-22 周二 09:00")) == 0
    deliver(rig.deps, rig.now)
    said = rig.platform.to(OPERATOR, TITLE)
    assert len(said) == len(rig.platform.to(DIRECTOR, TITLE)) == 1
    assert rig.platform.to(LEADER, TITLE) == []
    assert "区民政局：没有B角、分管领导" in said[0].text
    assert "区市场监管局" not in said[0].text


def test_the_list_follows_on_the_first_working_day_after_a_holiday(small_rig: Rig) -> None:
    """2026-10-05 周一 lies in the National Day holiday: that week's first working day is 2026-10-08 周四."""
    assert directory_gaps.sweep(small_rig.deps, small_rig.at("2026-10-05 周一 10:00")) == 0
    assert directory_gaps.sweep(small_rig.deps, small_rig.at("2026-10-08 周四 10:00")) == 2


def test_two_machines_send_the_list_once(small_rig: Rig) -> None:
    now = small_rig.at("2026-09-21 周一 09:30")
    other = small_rig.machine(Store(small_rig.url, vault()))
    assert directory_gaps.sweep(small_rig.deps, now) + directory_gaps.sweep(other, now) == 2
    other.store.close()


def corrected(rig: Rig, count: int) -> None:
    """Open catalogue corrections, each of a separate ticket."""
    for number in [rig.filed() for _ in range(count)]:
        ticket = rig.ticket(number)
        with rig.store.write() as session:
            item = Correction(
                entry_id=1,
                code="MKT-0001",
                name="企业登记基本信息",
                department_id=3,
                suggested_id=4,
                state=CorrectionState.OPEN.value,
                opened_at=rig.now,
                settled_at=None,
            )
            session.add(item)
            session.flush()
            line = {"ticket_id": ticket.id, "seq": 1, "before_id": None, "after_id": None}
            session.add(CorrectionLine(correction_id=item.id, act="开立", at=rig.now, reason="转交", **line))


def test_open_corrections_are_listed_until_settled(small_rig: Rig) -> None:
    rig, title = small_rig, "项尚未办理"
    corrected(rig, 25)
    assert directory_gaps.sweep(rig.deps, rig.at("2026-09-21 周一 09:01")) == 2
    rig.deliver()
    pages = rig.platform.to(OPERATOR, title)
    assert len(pages) > 1
    assert "目录更正：25项尚未办理" in pages[-1].text
    assert rig.platform.to(LEADER, title) == []
    with rig.store.write() as session:
        for item_id in range(1, 26):
            nobody = Actor(rig.department(), frozenset())
            corrections.settle(session, item_id, CorrectionState.DISMISSED, nobody, "个案", rig.now)
    rig.clear_messages()
    directory_gaps.sweep(rig.deps, rig.at("2026-09-28 周一 09:01"))
    rig.deliver()
    assert rig.platform.to(OPERATOR, title) == []
    assert rig.platform.to(OPERATOR, TITLE) != []
