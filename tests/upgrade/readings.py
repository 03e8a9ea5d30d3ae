"""Readings of an older database: recorded by the program that wrote it, and repeated by the present one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.permissions.district import DistrictWorld
from tests.upgrade import program_adapter

Shown = list[str]


class DisjointIdsWorld(DistrictWorld):
    """A world whose message ids do not collide with those in the dump."""

    def call(self, user: str, kind: Any, text: str = "", **rest: object) -> Any:
        call = super().call(user, kind, text, **rest)
        return replace(call, message_id=f"later-{call.message_id}")


class RestoredWorld:
    """A world on a restored dump; `rewind` restores the file as it was at `keep`."""

    def __init__(self, url: str, folder: Path, now: str) -> None:
        self.folder, self._file, self._kept = folder, url.removeprefix("sqlite:///"), folder / "kept.db"
        self.world = DisjointIdsWorld(url)
        self.world.at(now)

    def keep(self) -> None:
        _copy(self._file, str(self._kept))

    def release_future(self) -> None:
        _copy(str(self._kept), self._file)
        self.world.received.clear()

    def close(self) -> None:
        self.world.close()


def _copy(source: str, target: str) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def cases(restored: RestoredWorld) -> dict[str, Any]:
    """Every case by number."""
    with restored.world.store.read() as session:
        found = program_adapter.numbers(session)
        return {number: program_adapter.case(session, restored.world, number) for number in found}


def breaks(restored: RestoredWorld) -> Shown:
    with restored.world.store.read() as session:
        return program_adapter.breaks(session, restored.world)


def reports(restored: RestoredWorld) -> Iterator[dict[str, Any]]:
    """The closed reports: their bytes, and what each reader is shown of them."""
    with restored.world.store.read() as session:
        found = list(program_adapter.reports(session))
    for period, version, text, sealed in found:
        shown = {
            viewer: [
                program_adapter.plain_text_of(card)
                for card in restored.world.send_text(program_adapter.VIEWERS[viewer], f"统计 {period}")
            ]
            for viewer in ("supervisor", "director", "leader", "officer A")
        }
        yield {"period": period, "version": version, "text": text, "sealed": sealed, "shown": shown}


def outbox(restored: RestoredWorld) -> list[dict[str, Any]]:
    return program_adapter.deliver_outbox(restored.world, restored.folder)


def inbox(restored: RestoredWorld) -> dict[str, Shown]:
    """The answers to messages that were pending, or given up."""
    program_adapter.retry_failed(restored.world)
    fresh = restored.world.handle()
    return {user: [program_adapter.plain_text_of(card) for card in cards] for user, cards in sorted(fresh.items())}


def draft(restored: RestoredWorld, script: dict[str, Any]) -> dict[str, Any]:
    """Resume the draft, answer its questions step by step; what is shown, and its outcome."""
    restored.release_future()
    world, user, its = restored.world, script["user"], script["id"]
    shown = [program_adapter.press_card(world, user, f"继续 D{its}")]
    shown += [step(world, user, verb, said, values) for verb, said, values in script["steps"]]
    with world.store.read() as session:
        state = program_adapter.draft_of(session, its)[0]
    return {**script, "shown": shown, "state": state, "stands": _position(world, script["ticket"])}


def step(world: DistrictWorld, user: str, verb: str, said: str, values: program_adapter.Values) -> Shown:
    match verb:
        case "says":
            return _send_text(world, user, said)
        case "file":
            return program_adapter.send_file(world, user)
        case _:
            return program_adapter.press_card(world, user, said, values=values)


def press(restored: RestoredWorld, card: dict[str, Any]) -> dict[str, Any]:
    """Press one button of a sent card; what is shown, and the case's state afterwards."""
    restored.release_future()
    before = _position(restored.world, card["ticket"])
    shown = program_adapter.press_card(
        restored.world, card["user"], card["command"], card=card["card"], values=card["values"], code="fresh-code"
    )
    return {**card, "shown": shown, "before": before, "stands": _position(restored.world, card["ticket"])}


def _send_text(world: DistrictWorld, user: str, text: str) -> Shown:
    return [program_adapter.plain_text_of(card) for card in world.send_text(user, text)]


def _position(world: DistrictWorld, number: str) -> list[Any]:
    if not number:
        return []
    ticket = world.ticket(number)
    return [ticket.state.value, ticket.seq]


def standing(restored: RestoredWorld) -> dict[str, Any]:
    """Readings of the database as it is, and what happens when the program starts working."""
    return {
        "cases": cases(restored),
        "breaks": breaks(restored),
        "outbox": outbox(restored),
        "inbox": inbox(restored),
    }


def everything(restored: RestoredWorld, scripts: dict[str, Any]) -> dict[str, Any]:
    """All readings, each on the state that the one before left; `scripts` has the inputs."""
    found: dict[str, Any] = {"now": scripts["now"], **standing(restored)}
    restored.keep()
    found["reports"] = list(reports(restored))
    found["drafts"] = [draft(restored, script) for script in scripts["drafts"]]
    found["presses"] = [press(restored, card) for card in scripts["presses"]]
    return found
