"""Import of city orders (M8): entered in an operator's name, idempotent, all of a file or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.filing.city_order_entry import Order, enter_and_tell
from bot.outbound import Post
from bot.scene import Stage
from bot.tickets.perform import perform
from clock.time_source import open_clock
from importer.row_fields import Record
from importer.spellings import PLATFORMS
from objection.app import Application
from objection.config.load import Config
from objection.district_rules import laws_in_force
from regulation.case import Actor
from regulation.refusals import AlreadyDone, Refusal
from regulation.shanghai import SHANGHAI
from regulation.states import Action, Role
from store.cases import related_tickets
from store.catalogue import entries
from store.people import persons
from store.tables import Ticket
from store.vault import Vault

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BASIS = "市级平台下发工单，由公共数据主管部门处置（办法第八条）"


def enter_orders(session: Session, vault: Vault, config: Config, records: Sequence[tuple[int, Record]], by: str) -> int:
    """Enter the orders that are not known yet; returns how many. Raises ClickException for the row that won't do."""
    actor, stage, entered = _operator(session, by), _stage(session, vault, config), 0
    for row, record in records:
        if related_tickets.of_city_order(session, record["order"]) is not None:
            continue
        try:
            ticket = enter_and_tell(stage, _order(session, row, record), actor)
            _hand_on(stage, ticket, actor, record["department"])
            entered += 1
        except AlreadyDone:
            continue
        except Refusal as refusal:
            raise click.ClickException(f"第 {row} 行：{refusal.text} 什么也没有写入。") from None
    return entered


def _operator(session: Session, by: str) -> Actor:
    found = next((p for name in PLATFORMS if (p := persons.by_account(session, name, by))), None)
    if found is None:
        raise click.ClickException(f"--by：通讯录中没有帐号“{by[:40]}”。请写录入人的平台帐号。")
    actor = persons.actor_of(found)
    if not actor.roles & {Role.OPERATOR, Role.DIRECTOR}:
        raise click.ClickException(f"--by: {by[:40]} 不是中心运营或中心负责人，不能录入市级工单（办法第八条）。")
    return actor


def _stage(session: Session, vault: Vault, config: Config) -> Stage:
    now = open_clock(config.clock).now()
    dialects = {name: platform.dialect for name, platform in Application(config).platforms.items()}
    return Stage(now, session, vault, laws_in_force(config)(session), Post(session, vault, now, dialects))


def _order(session: Session, row: int, record: Record) -> Order:
    if not record["entry"] and not record["source"]:
        raise click.ClickException(f"第 {row} 行：entry 与 source 至少填一项。什么也没有写入。")
    received = datetime.fromisoformat(record["received"])
    aware = received if received.tzinfo else received.replace(tzinfo=SHANGHAI)
    return Order(
        number=record["order"],
        received=aware.astimezone(UTC),
        kind=record["kind"],
        entry=entries.by_code(session, record["entry"]) if record["entry"] else None,
        source=record["source"],
        records=record["records"],
        doubt=record["doubt"],
    )


def _hand_on(stage: Stage, ticket: Ticket, actor: Actor, code: str) -> None:
    department = persons.department_by_code(stage.session, code) if code else None
    if department is not None:
        given = {"department_id": department.id, "target": department.kind, "basis": BASIS}
        perform(stage, ticket, Action.TRANSFER, actor, given)
