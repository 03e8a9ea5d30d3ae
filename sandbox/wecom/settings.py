"""Settings of one stand-in: its tenant, its strictness, its edition (public or private server)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Profile:
    """An edition of the server; a missing feature answers as there: unknown path 404, unknown message type 40008."""

    name: str
    cards: bool = True
    recall: bool = True
    auth_paths: bool = True  # `auth/getuserinfo`; older servers have `user/getuserinfo` with capital letters only
    old_members: bool = False  # `positions`, `extattr` without types, and the mobile number still included
    corp_prefix: str = "ww"


SAAS_2026 = Profile("saas-2026")
PRIVATE_OLD = Profile("private-old", cards=False, recall=False, auth_paths=False, old_members=True, corp_prefix="wl")
PROFILES = {profile.name: profile for profile in (SAAS_2026, PRIVATE_OLD)}


@dataclass(frozen=True, slots=True)
class Settings:
    """`callback_url` empty means the app has no callback, so cards that call back are refused (43012).

    `base_url` is our own address as the bot sees it; `trusted_host` (host:port) is the only redirect the login
    accepts, empty accepts all. `callback_timeout` and `retry_pause` are seconds.
    """

    corp_id: str = "ww0000sandbox0001"
    agent_id: int = 1000002
    secret: str = field(default="sandbox-secret", repr=False)
    token: str = field(default="sandboxToken", repr=False)
    aes_key: str = field(default="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", repr=False)
    callback_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    trusted_host: str = ""
    profile: Profile = SAAS_2026
    callback_timeout: float = 5.0
    retry_pause: float = 1.0
    app_name: str = "公共数据异议"


@dataclass(slots=True)
class Switches:
    """Settings that the rehearsal's page may change at run time."""

    strict: bool = True  # list lengths, required blocks, single-use codes, recall window; off: takes almost anything
    files: bool = False  # this client delivers files to the app; most do not
    cdata: bool = True  # strings of the callback in CDATA; off: plain text with entities
    json: bool = False  # the callback in JSON instead of XML
    throttle: bool = True  # more than 30 messages a minute or 1000 an hour to one member vanish without an error
