"""Roles of a serving process: pages and callbacks, work on rows and sweeps, and the clock that says when sweeps run."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Of each there may be any number on PostgreSQL, and any may die; on SQLite one process has them all."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"
    CLOCK = "clock"

    @property
    def answers(self) -> bool:
        """Whether it answers callbacks and pages."""
        return self in (Role.ALL, Role.WEB)

    @property
    def works(self) -> bool:
        return self in (Role.ALL, Role.WORKER)

    @property
    def ticks(self) -> bool:
        return self in (Role.ALL, Role.CLOCK)
