"""Where the data platform listens, and the secret that both sides share; a wrong value stops the start."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

SHORTEST = 16  # characters of a secret


@dataclass(frozen=True, slots=True)
class Settings:
    """Raises ValueError where a value cannot work."""

    flag_url: str
    secret: str = field(repr=False)
    ca_bundle: str | None = None
    connect_timeout: float = 3.05  # seconds
    read_timeout: float = 10.0  # seconds

    def __post_init__(self) -> None:
        parts = urlsplit(self.flag_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
            raise ValueError("portal.flag_url: must be an http or https address without name, password and #")
        if len(self.secret) < SHORTEST:
            raise ValueError(f"portal.secret: must have at least {SHORTEST} characters, agreed with the data platform")
