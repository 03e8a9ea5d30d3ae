"""The one spelling of JSON that is hashed."""

from __future__ import annotations

import orjson


def canonical(value: object) -> str:
    """The canonical JSON that is hashed: sorted keys, no spaces, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
