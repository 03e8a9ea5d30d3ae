"""Short hashes of the settings that all servers of one database share, by name: none of them is a secret."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pydantic import BaseModel

from objection.config.schema import Config

SHARED = (  # what changes dates, rights, what people are told and what is kept; never a secret
    "clock", "server.public_url", "law.service_hours", "reminders", "digest", "report.reply_days",
    "security.two_persons", "security.request_days", "retention.anonymise_after_days", "retention.reading_days",
    "privacy.notice", "catalogue.synonyms", "centre", "attachments", "wecom.corp_id", "wecom.agent_id",
    "portal.flag_url",
)  # fmt: skip


def fingerprints(config: Config) -> Mapping[str, str]:
    return {name: hashlib.sha256(_value(config, name).encode()).hexdigest()[:16] for name in SHARED}


def _value(config: Config, name: str) -> str:
    """A setting by its dotted name; empty where its section is not there."""
    found: object = config
    for key in name.split("."):
        found = getattr(found, key, None)
    return found.model_dump_json() if isinstance(found, BaseModel) else str(found)
