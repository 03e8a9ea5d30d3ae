"""M7: a department without a B officer is looked after all the same, however late the clock comes to look."""

from __future__ import annotations

from regulation.states import Action
from store.people import people
from tests.bot.district import PLATFORM
from tests.scheduler.rig import LEADER, OFFICER_B, Rig
from tests.staff import upsert_person


def test_both_rungs_of_one_look_are_said_once(small_rig: Rig) -> None:
    """A whole day unreceived before anybody looks: with no B officer both rungs come to the same leader."""
    rig = small_rig
    with rig.store.write() as session:
        officer = people.by_account(session, PLATFORM, OFFICER_B)
        assert officer is not None
        upsert_person(
            session,
            rig.store.vault,
            name=officer.name,
            department_id=officer.department_id,
            now=rig.now,
            accounts={PLATFORM: OFFICER_B},
            active=False,
        )
    number = rig.filed()
    rig.walk(number, Action.TRANSFER)
    rig.silence()
    rig.at("2026-09-18 周五 10:00")
    rig.run()
    assert len(rig.phones.to(LEADER, number)) == 1
    rig.run()
    assert len(rig.phones.to(LEADER, number)) == 1
