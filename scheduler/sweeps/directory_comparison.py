"""Each night the roster's accounts are compared with the platform's directory, before a notice fails on one (M7).

In small portions below the platform's rate limits. Absence is only named, never acted upon: a wrong visible range would
end everybody's rights. An error of the platform's stops the night's comparison where it is, to be resumed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import structlog

from bot.cards.directory_cards import Unreached, comparison_card
from bot.directory.apply_event import COMPARE, DUE
from bot.language.text import folded
from bot.outbound import Lane, Post
from bot.ports import ChatPlatform, Member, PlatformError, Presence
from regulation.shanghai import SHANGHAI, local_date
from scheduler.deps import Deps
from store.people import directory_events, duty_roster
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Account

log = structlog.get_logger(__name__)
JOB, TOLD = "directory.compared", "directory.told"
NIGHT = (time(1, 0), time(6, 0))
PORTION = 100  # accounts in one run
RENAMED, BACK = "renamed", "back"  # beside the presences: another name there; gone here, but there


def sweep(deps: Deps, now: datetime) -> int:
    """One portion of a running comparison; returns how many accounts were looked up."""
    with deps.store.read() as session:
        state = _state(session, now)
        if state is None:
            return 0
        portion = _portion(session, deps.platforms, state)
    found: dict[str, str] = {}
    for number, platform, user, name, gone in portion:
        try:
            member = deps.platforms[platform].look_up(user)
        except PlatformError as error:
            log.warning("the directory can't be compared now", platform=platform, code=error.code)
            break
        state["after"] = number
        if says := judged(member, name, gone=gone):
            found[str(number)] = says
    state["found"] |= found
    done = not portion
    with deps.store.write() as session:
        run_claims.write_note(session, JOB, json.dumps(state | {"done": done}))
        if done:
            run_claims.write_note(session, COMPARE, "")
            _tell(deps, session, state, now)
    return len(portion)


def judged(member: Member, name: str, *, gone: bool) -> str:
    """What is wrong with an account, "" where nothing is."""
    if member.presence is not Presence.HERE:
        return "" if gone else member.presence.value
    if member.name and folded(member.name) != folded(name):
        return RENAMED
    return BACK if gone else ""


def _state(session: Session, now: datetime) -> dict[str, Any] | None:
    """The comparison under way, or a new one where it is night or one was asked for; None where none is due."""
    noted = run_claims.note(session, JOB)
    state: dict[str, Any] = json.loads(noted) if noted else {"day": "", "done": True}
    if not state["done"]:
        return state
    local, today = now.astimezone(SHANGHAI), local_date(now).isoformat()
    nightly = NIGHT[0] <= local.time() < NIGHT[1] and state["day"] != today
    if nightly or run_claims.note(session, COMPARE) == DUE:
        return {"day": today, "after": 0, "found": {}}
    return None


def _portion(
    session: Session, platforms: Mapping[str, ChatPlatform], state: Mapping[str, Any]
) -> list[tuple[int, str, str, str, bool]]:
    rows = directory_events.holders(session, platforms, after=state["after"], limit=PORTION)
    return [(row.id, row.platform, row.user, row.person.name, row.gone) for row in rows]


def _tell(deps: Deps, session: Session, state: Mapping[str, Any], now: datetime) -> None:
    """To the operators, where it is not what they were told last."""
    found: Mapping[str, str] = state["found"]
    mark = sha256(json.dumps(found, sort_keys=True).encode()).hexdigest() if found else ""
    if mark == run_claims.note(session, TOLD):
        return
    run_claims.write_note(session, TOLD, mark)
    if not found:
        return
    card = comparison_card(_named(session, found), now=now)
    duty = duty_roster.load(session, local_date(now))
    post = Post(session, deps.store.vault, now, deps.dialects)
    for person in duty_roster.people(session, duty.desk() or duty.having("supervisor")).values():
        post.notify(person, card, event=f"{JOB}:{mark[:16]}:{state['day']}", lane=Lane.REMINDER)


def _named(session: Session, found: Mapping[str, str]) -> Sequence[Unreached]:
    """Those on duty first."""
    rows: dict[int, Account] = directory_events.by_ids(session, [int(number) for number in found])
    named = [
        Unreached(row.person.department.name, row.person.name, row.user, found[str(row.id)], on_duty(row))
        for row in rows.values()
    ]
    return sorted(named, key=lambda each: not each.on_duty)


def on_duty(row: Account) -> bool:
    return bool(set(row.person.roles.split()) - set(duty_roster.PLAIN))
