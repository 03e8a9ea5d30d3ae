"""The head of a list that is kept beside the record."""

from __future__ import annotations

from typing import NamedTuple


class ListHead(NamedTuple):
    """How many lines a list has, and the digest of all of them."""

    size: int
    digest: str
