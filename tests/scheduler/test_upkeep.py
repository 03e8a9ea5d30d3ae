"""Drafts are kept longer than the promised thirty days; expired rows are deleted once a day."""

from __future__ import annotations

from scheduler.sweeps import upkeep
from store.cases import drafts
from tests.scheduler.rig import PROPOSER, Rig


def test_drafts_outlive_thirty_days(rig: Rig) -> None:
    person = rig.person(PROPOSER)
    with rig.store.write() as session:
        draft = drafts.start(session, rig.store.vault, person_id=person.id, form="filing", form_version=1, now=rig.now)
    rig.later(days=31)
    assert upkeep.sweep(rig.parts, rig.now) == 0
    rig.later(days=60)
    assert upkeep.sweep(rig.parts, rig.now) == 1
    assert upkeep.sweep(rig.parts, rig.now) == 0
    with rig.store.read() as session:
        kept = drafts.get(session, draft.id)
        assert kept is not None
        assert kept.state == "cancelled"
