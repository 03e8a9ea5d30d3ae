"""Readings of an older database: recorded by the program that wrote it, and repeated by the present one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.permissions.district import DistrictWorld
from tests.upgrade import product

Told = list[str]


class Later(DistrictWorld):
    """A world whose message ids do not collide with those in the dump."""

    def call(self, user: str, kind: Any, text: str = "", **rest: object) -> Any:
        call = super().call(user, kind, text, **rest)
        return replace(call, message_id=f"later-{call.message_id}")


class Reopened:
    """A world on a restored dump; `rewind` restores the file as it was at `keep`."""

    def __init__(self, url: str, folder: Path, now: str) -> None:
        self.folder, self._file, self._kept = folder, url.removeprefix("sqlite:///"), folder / "kept.db"
        self.town = Later(url)
        self.town.at(now)

    def keep(self) -> None:
        _copy(self._file, str(self._kept))

    def rewind(self) -> None:
        _copy(str(self._kept), self._file)
        self.town.seen.clear()

    def close(self) -> None:
        self.town.close()


def _copy(source: str, target: str) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def cases(reopened: Reopened) -> dict[str, Any]:
    """Every case by number."""
    with reopened.town.store.read() as session:
        found = product.numbers(session)
        return {number: product.case(session, reopened.town, number) for number in found}


def breaks(reopened: Reopened) -> Told:
    with reopened.town.store.read() as session:
        return product.breaks(session, reopened.town)


def reports(reopened: Reopened) -> Iterator[dict[str, Any]]:
    """The closed reports: their bytes, and what each reader is shown of them."""
    with reopened.town.store.read() as session:
        found = list(product.reports(session))
    for period, version, text, sealed in found:
        shown = {
            viewer: [product.wording(card) for card in reopened.town.says(product.VIEWERS[viewer], f"统计 {period}")]
            for viewer in ("supervisor", "director", "leader", "officer A")
        }
        yield {"period": period, "version": version, "text": text, "sealed": sealed, "shown": shown}


def outbox(reopened: Reopened) -> list[dict[str, Any]]:
    return product.sent_out(reopened.town, reopened.folder)


def inbox(reopened: Reopened) -> dict[str, Told]:
    """The answers to messages that were pending, or given up."""
    product.released(reopened.town)
    fresh = reopened.town.handle()
    return {user: [product.wording(card) for card in cards] for user, cards in sorted(fresh.items())}


def draft(reopened: Reopened, script: dict[str, Any]) -> dict[str, Any]:
    """Resume the draft, answer its questions step by step; what is shown, and its outcome."""
    reopened.rewind()
    town, user, its = reopened.town, script["user"], script["id"]
    shown = [product.pressed(town, user, f"继续 D{its}")]
    shown += [step(town, user, verb, said, values) for verb, said, values in script["steps"]]
    with town.store.read() as session:
        state = product.draft_of(session, its)[0]
    return {**script, "shown": shown, "state": state, "stands": _stands(town, script["ticket"])}


def step(town: DistrictWorld, user: str, verb: str, said: str, values: product.Values) -> Told:
    match verb:
        case "says":
            return _said(town, user, said)
        case "file":
            return product.sends_file(town, user)
        case _:
            return product.pressed(town, user, said, values=values)


def press(reopened: Reopened, card: dict[str, Any]) -> dict[str, Any]:
    """Press one button of a sent card; what is shown, and the case's state afterwards."""
    reopened.rewind()
    before = _stands(reopened.town, card["ticket"])
    shown = product.pressed(
        reopened.town, card["user"], card["command"], card=card["card"], values=card["values"], code="fresh-code"
    )
    return {**card, "shown": shown, "before": before, "stands": _stands(reopened.town, card["ticket"])}


def _said(town: DistrictWorld, user: str, text: str) -> Told:
    return [product.wording(card) for card in town.says(user, text)]


def _stands(town: DistrictWorld, number: str) -> list[Any]:
    if not number:
        return []
    ticket = town.ticket(number)
    return [ticket.state.value, ticket.seq]


def standing(reopened: Reopened) -> dict[str, Any]:
    """Readings of the database as it is, and what happens when the program starts working."""
    return {
        "cases": cases(reopened),
        "breaks": breaks(reopened),
        "outbox": outbox(reopened),
        "inbox": inbox(reopened),
    }


def everything(reopened: Reopened, scripts: dict[str, Any]) -> dict[str, Any]:
    """All readings, each on the state that the one before left; `scripts` has the inputs."""
    found: dict[str, Any] = {"now": scripts["now"], **standing(reopened)}
    reopened.keep()
    found["reports"] = list(reports(reopened))
    found["drafts"] = [draft(reopened, script) for script in scripts["drafts"]]
    found["presses"] = [press(reopened, card) for card in scripts["presses"]]
    return found
