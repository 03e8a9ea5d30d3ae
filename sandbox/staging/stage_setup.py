"""Puts the parts of a rehearsal's staging together: the record, the clock's walk, scenarios, tour, fresh start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sandbox.case_record import CaseRecord
from sandbox.clock_control import ClockControl
from sandbox.demo_district import DemoDistrict
from sandbox.scripted_phone import ScriptedPhone
from sandbox.staging.bot_figures import BotFigures
from sandbox.staging.clock_walk import ClockWalk
from sandbox.staging.fresh_start import DATABASE, FreshStart
from sandbox.staging.running_task import RunningTask
from sandbox.staging.scenarios import PROPOSER
from sandbox.staging.scene_building import SceneBuilder
from sandbox.staging.staged_acts import Staging
from sandbox.tour.guided_tour import Tour
from sandbox.wecom.callbacks import Callbacks
from sandbox.wecom.phone import Phone
from sandbox.wecom.tenant import Tenant


def stage(
    tenant: Tenant,
    control: ClockControl,
    district: DemoDistrict,
    start: Callable[[Callable[[], None]], FreshStart],
    figures: BotFigures,
    folder: Path,
) -> Staging:
    """`start` makes the fresh start from what empties the stand-in."""
    tasks, record = RunningTask(tenant.messages.notify_watchers), CaseRecord(folder / DATABASE)
    walk = ClockWalk(control, figures, tasks.report)
    proposer = district.numbers[district.userid(PROPOSER)]
    phone_of = partial(_phone_of, tenant, Callbacks(tenant), district)
    names = {"department": district.office, "related": district.related.department}
    builder = SceneBuilder(record, control, walk, phone_of, names, tasks.report, proposer)
    tour = Tour(record, tenant.messages, district.handsets, proposer, builder.made)
    fresh = start(partial(district.begin, tenant))
    return Staging(tasks, control, walk, builder, tour, fresh, district.userid, _nothing)


def _phone_of(tenant: Tenant, callbacks: Callbacks, district: DemoDistrict, role: str) -> ScriptedPhone:
    return ScriptedPhone(Phone(tenant, callbacks, district.userid(role)), tenant.messages)


def _nothing() -> None:
    """No demo tickets unless they are asked for."""
