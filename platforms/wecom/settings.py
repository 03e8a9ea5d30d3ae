"""Settings section `wecom`: one self-built app of one tenant."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, SecretStr

from platforms.section import Endpoint, SecretWord, Section, WebAddress, Word


def _aes_key(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9+/]{43}", value.get_secret_value()):
        raise ValueError(f"应为 43 个字母或数字，现有 {len(value.get_secret_value())} 个字符")
    return value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9]{1,32}", value.get_secret_value()):
        raise ValueError(f"应为 1 到 32 个字母或数字，现有 {len(value.get_secret_value())} 个字符")
    return value


class WecomCapabilities(Section):
    """Features of this WeCom installation; older private editions have no template cards."""

    cards: bool = True
    update: bool = True
    markdown: bool = True
    files: bool = True


class Settings(Section):
    """Private editions differ in every URL and in `auth_style`; the format of the corp id is not checked."""

    max_body: ClassVar[int] = 256 * 1024  # limit of a callback body in bytes; real ones are below 10 KB
    connect_timeout: ClassVar[float] = 3.05  # seconds
    read_timeout: ClassVar[float] = 10.0  # seconds

    api_base: Endpoint = Field(default="https://qyapi.weixin.qq.com", description="例：https://qyapi.weixin.qq.com")
    oauth_url: Endpoint = Field(
        default="https://open.weixin.qq.com/connect/oauth2/authorize", description="网页授权地址，政务微信为本地地址"
    )
    corp_id: Word = Field(description="管理后台“我的企业”页底部的企业 ID，例：ww1234567890abcdef")
    agent_id: int = Field(ge=0, description="应用详情页的 AgentId，例：1000002")
    secret: SecretWord = Field(description="应用详情页的 Secret")
    token: Annotated[SecretStr, AfterValidator(_token)] = Field(description="“接收消息”页的 Token")
    encoding_aes_key: Annotated[SecretStr, AfterValidator(_aes_key)] = Field(
        description="“接收消息”页的 EncodingAESKey"
    )
    ca_bundle: Path | None = Field(default=None, description="自建证书机构的 PEM 文件")
    verify: bool = Field(default=True, description="是否校验服务器证书，正式环境为 true")
    proxy: WebAddress = Field(default="", repr=False, description="例：http://10.0.0.8:3128")  # may contain a password
    auth_style: Literal["auth", "user"] = Field(default="auth", description="登录接口写法，旧版政务微信为 user")
    max_age_seconds: int = Field(default=300, ge=10, description="回调时间戳最多相差多少秒，例：300")
    capabilities: WecomCapabilities = WecomCapabilities()
    minute_limit: int = Field(default=25, ge=1, description="每分钟最多发给一人几条，平台公布 30")
    hour_limit: int = Field(default=900, ge=1, description="每小时最多发给一人几条，平台公布 1000")
    day_limit: int = Field(default=0, ge=0, description="整个应用每天最多多少人次，0 为不另设限")

    @property
    def trust(self) -> bool | str:
        """The `verify` argument of `requests`: how the server's certificate is checked."""
        return str(self.ca_bundle) if self.ca_bundle else self.verify

    @property
    def key(self) -> bytes:
        """The 32-byte key that encrypts callbacks."""
        return decode_key(self.encoding_aes_key.get_secret_value())


def decode_key(text: str) -> bytes:
    """The 32 bytes of an EncodingAESKey; the spare bits of its last character may be set, and are ignored."""
    return base64.b64decode(text + "=")
