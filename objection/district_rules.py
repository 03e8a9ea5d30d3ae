"""Settings as the chat, the pages and the scheduler need them: service hours, rights and personal data."""

from __future__ import annotations

from bot.district_settings import DistrictSettings
from objection.config.load import Config
from scheduler.deps import ServiceHours


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
