"""Rights that an imported roster grants: with `security.two_persons` the security administrators are asked for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.outbound import Post
from bot.ports import Card, CardKind
from clock.time_source import open_clock
from importer.people.waiting_rights import WaitingRights, waiting_rights
from objection.app import Application
from objection.config.load import Config
from store.people import role_grants

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from importer.plan import Transaction


def of_district(session: Session, config: Config) -> WaitingRights:
    days = timedelta(days=config.security.request_days)
    now = open_clock(config.clock).now()
    return waiting_rights(session, now - days if config.security.two_persons else None)


def tell(config: Config, rights: WaitingRights, at: Transaction) -> None:
    """In the transaction of the import: one card to every security administrator, for all of its requests."""
    if not rights.numbers:
        return
    dialects = {name: platform.dialect for name, platform in Application(config).platforms.items()}
    post = Post(at.session, at.vault, at.now, dialects)
    card = Card(CardKind.TEXT, title=f"名册导入提出{len(rights.numbers)}项授权申请", body=_todo(rights, config))
    for person in role_grants.others(at.session):
        post.notify(person, card, event=f"roster-rights:{rights.numbers[0]}")


def said(rights: WaitingRights) -> str:
    """What the operator is told at the end."""
    if not rights.numbers:
        return ""
    return f"其中 {len(rights.numbers)} 项角色待两位安全管理员在聊天中确认（授权申请 {_span(rights)}）。"


def _todo(rights: WaitingRights, config: Config) -> str:
    span = _span(rights)
    return (
        f"请发送“授权申请”核对，再发送“同意授权 {span}”或“不同意授权 {span}”。须由两位安全管理员先后同意，"
        f"{config.security.request_days}日内不确认即失效。"
    )


def _span(rights: WaitingRights) -> str:
    first, last = rights.numbers[0], rights.numbers[-1]
    return str(first) if first == last else f"{first}-{last}"
