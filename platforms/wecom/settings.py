"""What one WeCom tenant must tell us; a wrong value stops the start and names its key and its cure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from bot.ports import Capabilities

PUBLIC_API = "https://qyapi.weixin.qq.com"
PUBLIC_OAUTH = "https://open.weixin.qq.com/connect/oauth2/authorize"


@dataclass(frozen=True, slots=True)
class Settings:
    """The tenant's side of one self-built app. Private editions differ in every address and in `auth_style`.

    Raises ValueError where a value cannot work; the corp id's prefix is not judged (`ww`, `wx`, `wl` all occur).
    """

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    api_base: str = PUBLIC_API
    oauth_url: str = PUBLIC_OAUTH
    ca_bundle: str | None = None
    verify: bool = True
    proxy: str | None = field(default=None, repr=False)  # may hold a password
    auth_style: Literal["auth", "user"] = "auth"  # "user": the old login paths, the only ones of private editions
    capabilities: Capabilities = field(default_factory=Capabilities)
    max_age_seconds: int = 300  # a callback's timestamp may be this far from our clock, either way
    max_body: int = 256 * 1024  # bytes of a callback; real ones are below 10 KB
    connect_timeout: float = 3.05  # seconds
    read_timeout: float = 10.0  # seconds
    minute_limit: int = 25  # messages to one member; published: 30, the excess is dropped silently
    hour_limit: int = 900  # messages to one member; published: 1000
    day_limit: int = 0  # messages of the whole app; published: accounts x 200; 0 is no limit of ours

    def __post_init__(self) -> None:
        _filled("corp_id", self.corp_id, "copy 企业ID from the console, 我的企业")
        _filled("secret", self.secret, "copy Secret from the app's page in the console")
        _check_agent(self.agent_id)
        _check_token(self.token)
        decode_key(self.encoding_aes_key)
        _check_url("api_base", self.api_base, PUBLIC_API)
        _check_url("oauth_url", self.oauth_url, PUBLIC_OAUTH)
        _check_numbers(self)
        if self.auth_style not in ("auth", "user"):
            raise ValueError("wecom.auth_style: unknown word; write 'auth', or 'user' for a private edition")

    @property
    def api_root(self) -> str:
        """The base without a closing slash; a port and a path prefix stay."""
        return self.api_base.rstrip("/")


def decode_key(text: str) -> bytes:
    """The 32 bytes behind an EncodingAESKey; its last character's spare bits are usually not zero, and don't count."""
    if not re.fullmatch(r"[A-Za-z0-9+/]{43}", text):
        raise ValueError(
            f"wecom.encoding_aes_key: must be exactly 43 letters and digits, found {len(text)} characters; "
            "copy EncodingAESKey from the console, 接收消息"
        )
    return base64.b64decode(text + "=")


def _filled(key: str, value: str, cure: str) -> None:
    if not value.strip() or value != value.strip():
        raise ValueError(f"wecom.{key}: is empty or has blanks around it; {cure}")


def _check_agent(agent_id: int) -> None:
    if agent_id < 0:
        raise ValueError("wecom.agent_id: must be a whole number; copy AgentId from the app's page in the console")


def _check_token(token: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9]{1,32}", token):
        raise ValueError(
            f"wecom.token: must be 1 to 32 letters and digits, found {len(token)} characters; "
            "copy Token from the console, 接收消息"
        )


def _check_url(key: str, url: str, example: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"wecom.{key}: must be an http or https address without ? and #; write e.g. {example}")
    if parts.username or parts.password:
        raise ValueError(f"wecom.{key}: must not hold a name or password; write e.g. {example}")


def _check_numbers(settings: Settings) -> None:
    for key in ("max_age_seconds", "max_body", "connect_timeout", "read_timeout", "minute_limit", "hour_limit"):
        if getattr(settings, key) <= 0:
            raise ValueError(f"wecom.{key}: must be above zero; leave it out for the default")
    if settings.day_limit < 0:
        raise ValueError("wecom.day_limit: must not be negative; 0 is no limit")
