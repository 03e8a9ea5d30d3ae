"""Lists kept elsewhere whose heads the daily head includes, so that nothing of them is changed unnoticed either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class ListHead(NamedTuple):
    """How many lines a list has, and the digest of all of them."""

    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class OtherList:
    """One list: its head now, and the digest of its first lines as they are now, None where they are gone."""

    name: str
    head: Callable[[Session], ListHead | None]
    digest_at: Callable[[Session, int], str | None]


OTHER_LISTS: tuple[OtherList, ...] = ()  # the reading log joins here
