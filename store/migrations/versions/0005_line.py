"""Finds the next message to handle without passing by those that were handled."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_inbox_line ON inbox (id) WHERE state = 'received'")


def downgrade() -> None:
    op.execute("DROP INDEX ix_inbox_line")
