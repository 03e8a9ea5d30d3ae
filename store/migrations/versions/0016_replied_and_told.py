"""Which department replied last and when, whether a result was told, who repaired the platform first (P4, P6)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, FLAG, INSTANT

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NUMBERS = ("replied_by", "platform_repaired_by")


def upgrade() -> None:
    for name in _NUMBERS:
        op.add_column("tickets", sa.Column(name, BIG, nullable=False, server_default=sa.text("0")))
    op.add_column("tickets", sa.Column("replied_at", INSTANT, nullable=True))
    op.add_column("tickets", sa.Column("result_told", FLAG, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in (*_NUMBERS, "replied_at", "result_told"):
        op.drop_column("tickets", name)
