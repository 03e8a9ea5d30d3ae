"""发送台账: what could not be delivered or handled ends here, before the operators' eyes, never nowhere."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from bot.cards import words
from regulation.states import Role
from store import inbox, outbox, people
from web.login import account, signed_in
from web.site import here

ledger = Blueprint("ledger", __name__)

LANES = ("结果告知", "应答", "任务卡片", "提醒", "摘要")


@ledger.get("/ledger")
@signed_in
def show() -> ResponseReturnValue:
    """Dead messages out, failed messages in; numbers, receivers and reasons, no contents."""
    site = here()
    with site.store.read() as db:
        person = people.by_account(db, *account())
        if person is None or not people.actor_of(person).roles & {Role.OPERATOR, Role.DIRECTOR, Role.ADMINISTRATOR}:
            abort(404)
        unsent = [
            (row.id, LANES[row.lane], row.user, words.stamp(row.created_at), row.reason) for row in outbox.dead(db)
        ]
        unread = [(row.id, row.user_key, words.stamp(row.received_at), row.error) for row in inbox.failed(db)]
        return render_template(
            "ledger.html", unsent=unsent, unread=unread, waiting=outbox.unsent(db), coming=inbox.waiting(db)
        )
