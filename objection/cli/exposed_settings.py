"""What `doctor` looks at for exposure: files, addresses and example values of the settings."""

from __future__ import annotations

import os

import click

from doctor.exposure import Exposure
from objection.config.load import Config, key_file, source_of
from store.engine.database_url import database_file
from store.file_storage.storage_address import BucketAddress

EXAMPLES = {
    "secret": "change-me",
    "token": "ChangeMe1234",
    "encoding_aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}  # of config.example.yaml


def exposure_of(config: Config) -> Exposure:
    """By the settings of this call."""
    wecom, named = config.wecom, click.get_current_context().find_root().obj
    addresses = {"server.public_url": config.server.public_url, "portal.flag_url": config.portal.flag_url}
    storage = config.attachments.address
    if isinstance(storage, BucketAddress):
        addresses["attachments.url"] = storage.endpoint
    if wecom is not None:
        addresses |= {"wecom.api_base": str(wecom.api_base), "wecom.oauth_url": str(wecom.oauth_url)}
    return Exposure(
        bind=config.server.bind,
        files={
            "配置文件": source_of(named, os.environ),
            "密钥文件": key_file(config),
            "data_dir": config.data_dir,
            "数据库": database_file(config.database.url.get_secret_value()),
        },
        addresses=addresses,
        examples=[f"wecom.{name}" for name in _unchanged(config)],
        unverified=["wecom.verify"] if wecom is not None and not wecom.verify and wecom.ca_bundle is None else [],
    )


def _unchanged(config: Config) -> list[str]:
    if config.wecom is None:
        return []
    return [name for name, value in EXAMPLES.items() if getattr(config.wecom, name).get_secret_value() == value]
