"""An index by which an answer finds an earlier one to the same person that waits for its next attempt."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import index

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index("outbox", "platform", "user_index", "id", name="ix_outbox_reader", where="state = 'pending'")


def downgrade() -> None:
    op.drop_index("ix_outbox_reader", "outbox")
