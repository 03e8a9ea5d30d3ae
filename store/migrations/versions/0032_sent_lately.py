"""Messages to one reader within a span, from all processes: the platform drops more than so many a minute."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import index

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index("outbox", "platform", "user_index", "taken_at", name="ix_outbox_taken", where="taken_at IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_outbox_taken", "outbox")
