"""Who left: the directory's events, the accounts that are gone, and the instant of each case's last step (M5, M7)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import FLAG, INSTANT, TEXT, key, need

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INSTANTS = (("accounts", "left_at"), ("people", "left_at"), ("staged_changes", "left_at"), ("tickets", "stepped_at"))
_LAST = "SELECT at FROM history WHERE history.ticket_id = tickets.id AND history.seq = tickets.seq"


def upgrade() -> None:
    op.create_table(
        "directory_events",
        *need(TEXT, "platform", "user_key"),
        *need(INSTANT, "at"),
        *need(TEXT, "change"),
        *key("directory_events", "platform", "user_key"),
    )
    op.add_column("accounts", sa.Column("gone", FLAG, nullable=False, server_default=sa.false()))
    for table, name in _INSTANTS:
        op.add_column(table, sa.Column(name, INSTANT, nullable=True))
    op.execute(f"UPDATE tickets SET stepped_at = ({_LAST})")  # noqa: S608 - both names are ours


def downgrade() -> None:
    for table, name in (*_INSTANTS, ("accounts", "gone")):
        op.drop_column(table, name)
    op.drop_table("directory_events")
