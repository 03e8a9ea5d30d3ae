"""Dependencies of an act: the instant, the transaction, the law in force, and the outgoing messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.laws import Laws
from bot.outbound import Post
from store.cases.who_acted import NOBODY, Caller
from store.vault import Vault

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Scene(Protocol):
    """Provided by a Context, and for acts of the scheduler by a `Stage`."""

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
    @property
    def caller(self) -> Caller: ...  # whose press this is, and by which account


@dataclass(frozen=True, slots=True)
class Stage:
    """The dependencies of an act that no person has called."""

    now: datetime
    session: Session
    vault: Vault
    laws: Laws
    post: Post
    caller: Caller = NOBODY
