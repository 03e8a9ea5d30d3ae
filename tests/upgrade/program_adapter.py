"""Adapter to the program: apart from the generator and `pending_data` the only file here that imports its modules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Column, Text, bindparam, select, text, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from bot.cards.dialects.render import render
from bot.cards.ticket_card import task_card
from bot.notify.readers import actors_of
from bot.ports import CallKind, Card, RemoteFile
from bot.visibility.projection import facts_of, first_view
from doctor import sealed_record, stored_record
from quality.report import Report
from regulation.shanghai import SHANGHAI
from regulation.states import Outcome, State
from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import CircuitBreaker
from scheduler.delivery.record_outcome import record_outcome
from scheduler.deps import Deps
from scheduler.jobs import JOBS
from store.cases import history, history_chain
from store.engine.columns import KeyedIndex, SealedText
from store.engine.session import Store
from store.lists import report_source
from store.messages import inbox, outbox, taking
from store.people import persons
from store.protection import erasures, key_check, look_up_hashes
from store.record import sealed_as_found
from store.tables import Base, Draft, Ticket
from store.vault import Key, Vault
from tests.bot.world import vault
from tests.permissions.district import PORTAL, VIEWERS, DistrictWorld
from tests.permissions.steps import PICTURE
from tests.scheduler.fake_platform import FakePlatform, Sent

__all__ = ["JOBS", "PICTURE", "SHANGHAI", "VIEWERS", "Card", "Outcome", "State"]

ALIVE = ("active", "parked")
ROUNDS = 20  # rounds of delivery; a message caused by another is sent in the next one
Values: TypeAlias = dict[str, list[str]]


def open_upgraded(url: str) -> None:
    """Run the migrations that the program runs at its start. Raises where the keys don't match."""
    store = Store(url, vault())
    store.migrate()
    key_check.keep(store)
    look_up_hashes.complete(store)
    store.close()


def seal_as_found(url: str) -> tuple[int, list[str]]:
    """Seal what an older release wrote, as the first start does; returns how many rows, and what the doctor finds."""
    with closing(Store(url, vault())) as store:
        sealed = sealed_as_found.seal_all(store, datetime(2026, 12, 1, tzinfo=UTC))
        found = [*sealed_record.record(store, ()), *stored_record.tickets(store, lambda *_: None)]
        return sealed, [each.text for each in found if not each.ok]


def copy_to_postgresql(url: str, empty: str) -> None:
    """Copy every row of a SQLite database into an empty, migrated PostgreSQL database."""
    old, new = Store(url, vault()), Store(empty, vault())
    with old.engine.connect() as source, new.engine.begin() as target:
        for table in Base.metadata.sorted_tables:
            target.execute(table.delete())
            stored = {column.name: _as_stored(column) for column in table.columns}
            columns = (type_coerce(table.c[name], kind).label(name) for name, kind in stored.items())
            found = [dict(row) for row in source.execute(select(*columns)).mappings()]
            if found:
                values = {name: bindparam(f"its_{name}", type_=kind) for name, kind in stored.items()}
                rows = [{f"its_{name}": value for name, value in row.items()} for row in found]
                target.execute(table.insert().values(values), rows)
            if found and "id" in table.primary_key:
                target.execute(_NEXT, {"table": table.name, "last": max(row["id"] for row in found)})
    old.close()
    new.close()


def _as_stored(column: Column[Any]) -> TypeEngine[Any]:
    """What is encrypted or hashed is copied as it is."""
    return Text() if isinstance(column.type, SealedText | KeyedIndex) else column.type


_NEXT = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)")


def key_problem(url: str) -> str:
    """The error for another key of the same name."""
    store = Store(url, Vault([Key("test", "aes-256-gcm", b"x" * 32)], b"index secret of thirty-two bytes!"))
    try:
        key_check.keep(store)
    except key_check.KeysDoNotFit as problem:
        return problem.told
    finally:
        store.close()
    return ""


def plain_text_of(card: Card) -> str:
    """The text of a card, as WeCom shows it without cards."""
    message = render(card, "wecom_text", key="k", base_url="https://bot.example", media_id="M")
    return str(message["text"]["content"] if "text" in message else json.dumps(message))


class AcceptingPlatform(FakePlatform):
    """A fake platform that accepts update codes of cards sent before it existed."""

    def update(self, user: str, message: Mapping[str, Any], *, code: str) -> None:
        self.updated.append(Sent(user, dict(message), code, self._now()))


def deps_of(world: DistrictWorld, folder: Path) -> tuple[Deps, FakePlatform]:
    """The sweeps' parts with the data platform's portal, and that portal."""
    portal = FakePlatform(lambda: world.now, PORTAL)
    deps = world.deps(folder)
    return replace(deps, systems={PORTAL: portal}), portal


def numbers(session: Session) -> list[str]:
    return list(session.scalars(select(Ticket.number).order_by(Ticket.id)))


def case(session: Session, world: DistrictWorld, number: str) -> dict[str, Any]:
    """The case's state, contradictions in its record, and what everybody may read of it."""
    ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
    facts = facts_of(session, world.store.vault, world.deps(Path()).laws(session), ticket, world.now)
    seen: dict[str, list[str]] = {}
    for viewer, user in VIEWERS.items():
        person = persons.by_account(session, "wecom", user)
        view = first_view(facts, actors_of(session, person, world.now)) if person else None
        seen.setdefault(plain_text_of(task_card(view, world.now, whole=True)) if view else "", []).append(viewer)
    return {
        "stands": {name: str(getattr(ticket, name)) for name in _STANDS},
        "limits": [" ".join(str(getattr(clock, name)) for name in _LIMIT) for clock in ticket.clocks],
        "history": [f"{line.action} {line.role}" for line in history.lines(session, ticket)],
        "replayed": [str(found) for found in history.replay_check(session, ticket)],
        "seen": {", ".join(viewers): text for text, viewers in seen.items()},
    }


_STANDS = (
    *("state", "outcome", "result", "track", "round", "seq", "department_id", "handler_id", "party", "flagged"),
    *("joint", "pending", "promised_on", "closed_at", "root_id", "evaluated", "score", "city_order", "on_behalf"),
)


_LIMIT = (
    *("kind", "clause", "round", "party", "department_id", "started_at", "total_days", "due_on", "due_at"),
    *("provisional", "missed", "stopped_at", "verdict", "reason"),
)


def breaks(session: Session, world: DistrictWorld) -> list[str]:
    """Broken hash chains of histories, texts and erasures."""
    heads = history_chain.heads(session)
    found = [
        *history_chain.verify_lines(session, heads),
        *history_chain.verify_numbering(session),
        *history.verify_texts(session, world.store.vault, heads),
        *erasures.verify_records(session),
    ]
    return [str(each) for each in found]


def drafts_alive(session: Session) -> list[tuple[int, str, str, str, int]]:
    """Id, form, account, open question and version of each unfinished draft."""
    rows = session.scalars(select(Draft).where(Draft.state.in_(ALIVE)).order_by(Draft.id))
    return [(row.id, row.form, account_of(session, row.person_id), row.step, row.version) for row in rows]


def draft_of(session: Session, draft_id: int) -> tuple[str, str, int]:
    row = session.get_one(Draft, draft_id)
    return row.state, row.step, row.version


def account_of(session: Session, person_id: int) -> str:
    person = persons.person(session, person_id)
    assert person is not None
    return person.accounts[0].user


def deliver_outbox(world: DistrictWorld, folder: Path) -> list[dict[str, Any]]:
    """Deliver everything that is due, as the senders do; what each message was and what became of it."""
    deps, portal = deps_of(world, folder)
    deps.file_store.put(PICTURE)
    breaker, done, phones = CircuitBreaker(), [], AcceptingPlatform(lambda: world.now)
    deps = replace(deps, platforms={"wecom": phones})
    with world.store.write() as session:
        for lost in outbox.dead(session):
            outbox.revive(session, lost.id, world.now)
    for _ in range(ROUNDS):
        with world.store.write() as session:
            parcels = taking.due(session, world.store.vault, world.now, limit=1000)
        if not parcels:
            break
        for parcel in parcels:
            for each in (phones, portal):
                each.arrived.clear()
                each.updated.clear()
            outcome = attempt(deps, parcel, world.now)
            arrived = [*phones.arrived, *phones.updated, *portal.arrived]
            done.append(
                {
                    "dedupe": parcel.dedupe,
                    "kind": parcel.kind,
                    "lane": int(parcel.lane),
                    "to": parcel.user,
                    "fate": outcome.fate.value,
                    "message": [sent.text for sent in arrived],
                }
            )
            record_outcome(deps, outcome, breaker, world.now)
    return sorted(done, key=lambda each: str(each["dedupe"]))


def retry_failed(world: DistrictWorld) -> None:
    """Retry what was given up, as the operators' ledger does."""
    with world.store.write() as session:
        for row in inbox.failed(session):
            inbox.release(session, row.id, world.now)


def reports(session: Session) -> Iterator[tuple[str, int, str, bool]]:
    """Every version of every closed period as stored, and whether it verifies; each can be parsed."""
    for period, version in report_source.versions(session):
        row = report_source.version_of(session, period, version)
        assert row is not None
        assert Report.read(row.content).period == period
        yield period, version, row.content, report_source.digest(row.content) == row.sha256


def press_card(
    world: DistrictWorld, user: str, command: str, *, card: str = "", values: Values | None = None, code: str = ""
) -> list[str]:
    """Press a card in somebody's chat; returns the cards shown."""
    chosen = {name: tuple(ids) for name, ids in (values or {}).items()}
    call = world.call(user, CallKind.CLICK, command, values=chosen, card=card, update_code=code)
    return [plain_text_of(each) for each in world.process(call)]


def send_file(world: DistrictWorld, user: str) -> list[str]:
    file = RemoteFile("image", "media-later", "补充.png")
    return [plain_text_of(each) for each in world.process(world.call(user, CallKind.FILE, file=file))]
