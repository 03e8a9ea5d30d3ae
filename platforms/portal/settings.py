"""The section `portal` of the configuration: where the data platform listens, and the secret that both sides share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr, model_validator

from platforms.section import Section, WebAddress, without

SHORTEST = 16  # characters of a secret


def _no_name(value: str) -> str:
    return without(value, "username", "password", "fragment")


class Settings(Section):
    """The data platform's portal (G6): where it wants to hear which records are marked; empty: not told."""

    connect_timeout: ClassVar[float] = 3.05  # seconds
    read_timeout: ClassVar[float] = 10.0  # seconds

    flag_url: Annotated[WebAddress, AfterValidator(_no_name)] = Field(
        default="", description="例：https://portal.example.gov.cn/flags，空为不通知"
    )
    secret: SecretStr = Field(default=SecretStr(""), description="与数据平台约定的签名密钥，至少 16 个字符")
    ca_bundle: Path | None = Field(default=None, description="自建证书机构的 PEM 文件")

    @model_validator(mode="after")
    def _signed(self) -> Settings:
        if self.flag_url and len(self.secret.get_secret_value()) < SHORTEST:
            raise ValueError("填了 flag_url, secret 也要填，至少 16 个字符")
        return self
