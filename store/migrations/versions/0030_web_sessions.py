"""Sessions of browsers end: after rest, after a day's work, by logout, when people leave; on every server."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, INSTANT, TEXT, index, key, need, refer

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_sessions",
        *need(TEXT, "token_hash"),
        *need(BIG, "person_id"),
        *need(INSTANT, "started_at", "seen_at"),
        *key("web_sessions", "token_hash"),
        *refer("web_sessions", person_id="people"),
    )
    index("web_sessions", "person_id")


def downgrade() -> None:
    op.drop_table("web_sessions")
