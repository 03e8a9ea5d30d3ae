"""A directory event in the terms of the bot; what a platform calls it stays in its adapter."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ports import Call


@dataclass(frozen=True, slots=True)
class Report:
    """`what` is added, changed, deleted, or range where many may have entered or left the app's visible range.

    `new_user` is the id that replaces the old one; `status` is on, off, or "" where it is not said.
    """

    what: str
    new_user: str = ""
    name: str = ""
    status: str = ""


def read(call: Call) -> Report:
    def said(name: str) -> str:
        return next(iter(call.values.get(name, ())), "").strip()

    return Report(said("change"), said("new_user"), said("name"), said("status"))
