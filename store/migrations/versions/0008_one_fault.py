"""Ties tickets of one fault to the first, finds equal records and city orders, and keeps the log of flags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, FLAG, INSTANT, TEXT, index, key, may, need, refer

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("root_id", BIG, nullable=True))
    index("tickets", "root_id", name="ix_tickets_root", where="root_id IS NOT NULL")
    index("tickets", "record_key_index", name="ix_tickets_record")
    index("tickets", "city_order", name="ix_tickets_city_order", where="city_order <> ''")
    op.create_table(
        "flag_events",
        *key("flag_events"),
        *need(TEXT, "event", "record_index"),
        *need(BIG, "ticket_id", "seq", "flagged"),
        *need(INSTANT, "at"),
        *need(FLAG, "special"),
        *may(BIG, "entry_id"),
        *may(INSTANT, "queued_at"),
        *refer("flag_events", ticket_id="tickets", entry_id="entries"),
    )
    index("flag_events", "ticket_id")
    index("flag_events", "id", name="ix_flag_events_waiting", where="queued_at IS NULL")


def downgrade() -> None:
    op.drop_table("flag_events")
    for name in ("root", "record", "city_order"):
        op.drop_index(f"ix_tickets_{name}", "tickets")
    op.drop_column("tickets", "root_id")
