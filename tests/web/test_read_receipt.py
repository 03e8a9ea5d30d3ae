"""M14: a result is read once its proposer opens its page; views by others, or before the notice, do not count."""

from __future__ import annotations

from regulation.states import Action
from tests.scheduler.rig import OPERATOR, PROPOSER, Rig
from tests.web.test_files_and_archive import Browser


def unread(rig: Rig) -> int:
    return len(rig.outbox(lane=0, state="sent", person_id=rig.person(PROPOSER).id))


def test_only_the_proposers_own_view_is_a_read_receipt(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.FINISH_REPAIR)
    rig.deliver()
    told_before = unread(rig)
    assert Browser(rig, PROPOSER).gets(f"/t/{number}")[0] == 200
    assert unread(rig) == told_before
    rig.act(number, Action.NOTIFY, OPERATOR)
    rig.deliver()
    assert Browser(rig, OPERATOR).gets(f"/t/{number}")[0] == 200
    assert unread(rig) == told_before + 1
    assert Browser(rig, PROPOSER).gets(f"/t/{number}")[0] == 200
    assert unread(rig) == 0
