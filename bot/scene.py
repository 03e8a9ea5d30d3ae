"""What an act needs around it: an instant, a transaction, the law in force, and the way out to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.laws import Laws
from bot.outbound import Post
from store.vault import Vault

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Scene(Protocol):
    """A Context has it, and so has a sweep of the scheduler (`Stage`)."""

    @property
    def now(self) -> datetime: ...
    @property
    def session(self) -> Session: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def laws(self) -> Laws: ...
    @property
    def post(self) -> Post: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """The scene of an act that no person calls for."""

    now: datetime
    session: Session
    vault: Vault
    laws: Laws
    post: Post
