"""Drafts are kept longer than the promised thirty days; expired rows are deleted once a day."""

from __future__ import annotations

from scheduler.sweeps import daily_cleanup
from store.cases import stored_drafts
from tests.scheduler.rig import PROPOSER, Rig


def test_drafts_outlive_thirty_days(rig: Rig) -> None:
    person = rig.person(PROPOSER)
    with rig.store.write() as session:
        draft = stored_drafts.start(
            session, rig.store.vault, person_id=person.id, form="filing", form_version=1, now=rig.now
        )
    rig.later(days=31)
    assert daily_cleanup.sweep(rig.deps, rig.now) == 0
    rig.later(days=60)
    assert daily_cleanup.sweep(rig.deps, rig.now) == 1
    assert daily_cleanup.sweep(rig.deps, rig.now) == 0
    with rig.store.read() as session:
        kept = stored_drafts.get(session, draft.id)
        assert kept is not None
        assert kept.state == "cancelled"
