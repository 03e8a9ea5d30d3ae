"""Find, decide, record, show: the one road from a command to the law and back (habit 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.context import Context
from bot.ports import Card
from regulation.case import Actor
from regulation.states import Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import Laws
    from bot.post import Post
    from regulation.decision import Decision
    from store.tickets import Ticket
    from store.vault import Vault


class Scene(Protocol):
    """What an act needs around it: a Context has it, and so has a sweep of the scheduler (`Stage`)."""

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


def act(ctx: Context, ticket: Ticket, action: Action, given: Mapping[str, object] | None = None) -> Card:
    """Do it as the caller and show them their fresh card; raises Refusal with the sentence they read."""
    raise NotImplementedError


def perform(
    scene: Scene, ticket: Ticket, action: Action, actor: Actor, given: Mapping[str, object] | None = None
) -> Decision:
    """Decide, record, and tell everybody concerned; the system's own acts (告知结果, 补正逾期 …) come here too."""
    raise NotImplementedError
