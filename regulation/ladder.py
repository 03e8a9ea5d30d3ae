"""Escalation order inside a department: who has a case, and who is next where they can't act (M7); the centre is last.

The ids that are passed in are those of people who can act; resolving stand-ins is the caller's task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

A, B, LEADER = DUTIES = "officer-a", "officer-b", "leader"
Having: TypeAlias = Callable[[str], Sequence[int]]  # the people of the department with one of these duties


def officers(having: Having, taken_by: int | None) -> Iterator[Sequence[int]]:
    """Whoever took the case, as long as they are an officer of the department; else A before B.

    A case that a stand-in took is the absent officer's: it comes back with them (product: 设置代理).
    """
    if taken_by is not None and taken_by in (*having(A), *having(B)):
        yield (taken_by,)
    yield having(A)
    yield having(B)


def ladder(having: Having, taken_by: int | None, handler: int | None) -> Iterator[Sequence[int]]:
    """Escalation levels: the colleague it was dispatched to, the officers, the leader in charge; any may be empty."""
    if handler is not None:
        yield (handler,)
    yield from officers(having, taken_by)
    yield having(LEADER)


def first(rungs: Iterator[Sequence[int]]) -> list[int]:
    """The first level that is not empty; empty where all are."""
    return list(next((rung for rung in rungs if rung), ()))
