"""What a district sets for rights and personal data, as the chat and the pages need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DistrictSettings:
    """`two_persons`: a right is granted by two administrators, the second within `request_days` calendar days.

    `privacy_notice` is the district's own text, empty for none; `retention_days` of closed cases, 0 for ever;
    `reading_days` of the words of the reading log. `synonyms`: what people call data, and what the catalogue calls it.
    `centre_phone` and `service_hours` are told to whoever asks.
    """

    two_persons: bool = False
    request_days: int = 5
    privacy_notice: str = ""
    retention_days: int = 0
    reading_days: int = 1095
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    centre_name: str = "区大数据中心"
    centre_phone: str = ""
    service_hours: str = "09:00–17:30"
