"""M7: escalation in a department without a B officer, also after a late sweep."""

from __future__ import annotations

from regulation.states import Action
from store.people import persons
from tests.bot.district import PLATFORM
from tests.scheduler.rig import LEADER, OFFICER_B, Rig
from tests.staff import upsert_person


def test_two_escalations_of_one_sweep_are_sent_once(small_rig: Rig) -> None:
    """Not received for a day before the sweep: without a B officer both escalations go to the same leader, once."""
    rig = small_rig
    with rig.store.write() as session:
        officer = persons.by_account(session, PLATFORM, OFFICER_B)
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
    rig.advance(number, Action.TRANSFER)
    rig.clear_messages()
    rig.at("2026-09-18 周五 10:00")
    rig.run()
    assert len(rig.platform.to(LEADER, number)) == 1
    rig.run()
    assert len(rig.platform.to(LEADER, number)) == 1
