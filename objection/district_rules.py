"""Settings as the chat, the pages and the scheduler need them: service hours, rights and personal data."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from bot.district_settings import DistrictSettings
from bot.laws import LawsInForce
from objection import shared_settings
from objection.config.load import Config, ConfigError
from regulation.holiday_calendar import HolidayCalendar
from regulation.holiday_notices import load_notice, shipped_notices
from regulation.rulebook_file import SHIPPED, load_rulebooks
from scheduler.deps import ServiceHours

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

log = logging.getLogger(__name__)


def service_hours(config: Config) -> ServiceHours:
    """The configured service hours, in which reminders and digests are sent (G1)."""
    return ServiceHours(
        start=config.law.service_hours.start,
        end=config.law.service_hours.end,
        remind_at=config.reminders.at,
        digest_at=config.digest.at,
        receive_hours=config.reminders.receive_hours,
        spread_minutes=config.reminders.spread_minutes,
    )


def district_settings(config: Config) -> DistrictSettings:
    hours = config.law.service_hours
    return DistrictSettings(
        two_persons=config.security.two_persons,
        request_days=config.security.request_days,
        privacy_notice=config.privacy.shown,
        retention_days=config.retention.anonymise_after_days,
        reading_days=config.retention.reading_days,
        synonyms=config.catalogue.synonyms,
        centre_name=config.centre.name,
        centre_phone=config.centre.phone,
        service_hours=f"{hours.start:%H:%M}–{hours.end:%H:%M}",
    )


def laws_in_force(config: Config) -> LawsInForce:
    """The shipped rulebooks or the district's own, with every holiday notice and closure that is configured."""
    own = Path(config.law.rulebook)
    if not own.is_dir() and not (SHIPPED / f"{own}.toml").is_file():
        raise ConfigError(f"law.rulebook：没有附带规则 {own}，也没有这个文件夹。请写 changning-2022 或文件夹的路径。")
    rulebooks = load_rulebooks((own,) if own.is_dir() else (SHIPPED,))
    shipped, notices = shipped_notices(), tuple(load_notice(path) for path in config.law.notices)
    closures = {closure.date: closure.reason for closure in config.law.closures}
    try:
        HolidayCalendar((*shipped, *notices), closures)
    except ValueError as error:
        raise ConfigError(f"law.notices：{error}。") from None
    return LawsInForce(rulebooks, shipped, closures, notices)


def begin_with(laws: LawsInForce, session: Session, config: Config, now: datetime) -> None:
    """At every start: rulebooks and shared settings are recorded; notices and closures are taken over once (0040)."""
    laws.record_rulebooks(session, now)
    taken = laws.take_over(session, now)
    if taken:
        log.warning("law.closures、law.notices 已载入数据库（%d 项），今后以数据库为准，请从配置文件中删去", taken)
    for difference in (*laws.differences(session), shared_settings.record(session, config, now)):
        if difference:
            log.warning("%s", difference)
