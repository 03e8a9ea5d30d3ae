"""Directory check: every account of the roster that the platform doesn't know or can't reach (M7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.cards.directory_cards import Unreached
from bot.ports import ChatPlatform, Finding, PlatformError
from scheduler.sweeps.directory_comparison import judged, on_duty
from store.people import directory_events

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Account

SUBJECT = "平台通讯录"
MOST = 8000  # below the platform's calls a minute; people on duty come first
PORTION = 1000


def reach(session: Session, platform: ChatPlatform, watch: Callable[[int, int], None]) -> Iterator[Finding]:
    """An error of the platform's is a finding itself: nobody is called absent by it."""
    rows = _accounts(session, platform.name)
    wrong = 0
    for done, row in enumerate(rows[:MOST], 1):
        try:
            says = judged(platform.look_up(row.user), row.person.name, gone=row.gone)
        except PlatformError as error:
            yield Finding(SUBJECT, False, f"核对到第{done}个帐号时中断：{error}")
            return
        if says:
            wrong += 1
            text = Unreached(row.person.department.name, row.person.name, row.user, says, on_duty(row)).text
            yield Finding(SUBJECT, False, text)
        watch(done, min(len(rows), MOST))
    rest = f"，其余{len(rows) - MOST}个由夜间核对" if len(rows) > MOST else ""
    if not wrong:
        yield Finding(SUBJECT, True, f"{min(len(rows), MOST)}个帐号平台都认得、够得着{rest}")


def _accounts(session: Session, platform: str) -> list[Account]:
    found: list[Account] = []
    while part := directory_events.holders(session, [platform], after=found[-1].id if found else 0, limit=PORTION):
        found += part
    return sorted(found, key=lambda row: not on_duty(row))
