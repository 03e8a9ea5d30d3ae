"""Provisional verdicts; the earliest end of a limit that was moved; every calendar by which limits were counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import DAY, INSTANT, TEXT, key, need

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clocks", sa.Column("verdict_if_kept", TEXT, nullable=True))
    op.add_column("clocks", sa.Column("not_before", DAY, nullable=True))
    op.create_table("calendars", *key("calendars"), *need(TEXT, "version", "content"), *need(INSTANT, "since"))


def downgrade() -> None:
    op.drop_table("calendars")
    op.drop_column("clocks", "not_before")
    op.drop_column("clocks", "verdict_if_kept")
