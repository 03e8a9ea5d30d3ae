"""Oracle of the facts: one case before an act, as far as the law needs it; people and departments are any values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Facts:
    """What an act's permission depends on."""

    state: str
    city_order: bool = False
    proposer: object = None
    on_behalf: bool = False  # 代录: the centre acts for the proposer
    recorder: object = None  # of a 代录
    department: object = None
    handler: object = None
    joint: str = ""  # requested, approved
    related: Collection[object] = ()
    pending: str = ""  # the limit whose extension beyond the cap waits for a decision
    asked_by: object = None  # who asked for what is pending
    returns: int = 0
    returner: object = None  # the department that returned it last (M11)
    ruled: bool = False
    ruled_now: bool = False  # in this round
    supplement_asked: bool = False
    supplement_here: bool = False  # late, and its delay undecided (P3)
    result: str = ""
    outcome: str = ""
    ended_in: str = ""  # the state in which the case ended
    evaluated: bool = False
    judged: bool = False  # some limit has a verdict
    running: Mapping[str, Collection[object]] = field(default_factory=dict)  # kind of a limit: holders of running ones
    passed: Collection[str] = ()  # kinds of running limits that are overdue (M14, P2-P7)
    to_tell: str = ""  # the act whose notice has not reached the proposer (M14)
    out_of_reach: bool = False  # attempts on three working days and a letter
    tried_by: object = None  # who made the last attempt
    ex_officio: bool = False  # the proposer withdrew after a finding of fault (P9)
    fault: bool = False  # 属实 or 平台原因, not confirmed as repaired
    withdrawn: bool = False  # at most five working days ago
    told_before: bool = False  # the result had been told when the proposer withdrew
    finding_last: bool = False  # nothing happened since the finding of the platform check
    to_platform: bool = False  # in this round the department found the platform at fault (M11)
    rests: bool = False  # the repair limit of the department that did so
    asked: bool = False  # the proposer was asked to cooperate and has not (G4)
    specials: int = 0  # applications for a special case in this round (G7)
    lapses: int = 0  # of these, left without an answer
    special_pending: bool = False  # a second one waits for the centre
    round: int = 1
    replier: object = None  # the department that sent the last reply
    reply_returnable: bool = False  # marked 答复不明确, the last word, a working day old at most, not yet returned (P6)
    applied_repairing: bool = False  # it is an application for a special case that came while repairing
    feedback_fresh: bool = False  # at most one working day old, and its result not told (P8)
    was_told: bool = False  # some result was told to the proposer (M14)
    reconfirmed: bool = False  # in this round the days for the confirmation were given anew
    promise_broken: bool = False  # the expected date has passed (P5)
    doubtful_flag: bool = False  # 修正未经确认
    confirmed_by: object = None  # the first of two persons of the centre
    repaired_by: object = None
    repaired_platform: object = None  # who repaired the platform before the department's turn
