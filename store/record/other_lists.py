"""Lists kept elsewhere whose heads the daily head includes, so that nothing of them is changed unnoticed either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.engine.list_head import ListHead
from store.readings import reading_chain

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class OtherList:
    """One list: its head now, and the digest of its first lines as they are now, None where they are gone."""

    name: str
    head: Callable[[Session], ListHead | None]
    digest_at: Callable[[Session, int], str | None]


OTHER_LISTS: tuple[OtherList, ...] = (OtherList(reading_chain.NAME, reading_chain.head, reading_chain.digest_at),)
