"""Limits of one reader hold for the sum of all workers (protocols/wecom 1.3); the platform drops the excess."""

from __future__ import annotations

from datetime import timedelta

from tests.scheduler.rig import OFFICER_A, PROPOSER, Rig

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def sent(rig: Rig, user: str) -> int:
    rig.deliver()
    return sum(each.user == user for each in rig.platform.arrived)


def test_a_reader_gets_no_more_than_the_limit_from_all_workers(pg_rig: Rig) -> None:
    """The platform's own wait is zero here, as in a worker that has sent nothing to this reader yet."""
    rig = pg_rig
    rig.platform.reader_limits = ((3, MINUTE), (5, HOUR))
    for number in range(7):
        rig.post(PROPOSER, f"第{number}条")
    rig.post(OFFICER_A, "另一个人")
    assert sent(rig, PROPOSER) == 3
    assert sent(rig, OFFICER_A) == 1
    rig.later(seconds=59)
    assert sent(rig, PROPOSER) == 3
    rig.later(seconds=2)
    assert sent(rig, PROPOSER) == 5
    rig.later(minutes=2)
    assert sent(rig, PROPOSER) == 5
    rig.later(minutes=60)
    assert sent(rig, PROPOSER) == 7
    assert [row.attempts for row in rig.outbox()] == [0] * 8
