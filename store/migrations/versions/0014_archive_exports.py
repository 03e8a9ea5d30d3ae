"""Keeps which tickets were archived and whose erasure was announced; names in catalogue corrections as they were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, INSTANT, TEXT, index, key, need, once, refer

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archive_exports",
        *key("archive_exports"),
        *need(BIG, "ticket_id", "seq", "person_id"),
        *need(TEXT, "way", "sha256"),
        *need(INSTANT, "at"),
        *refer("archive_exports", ticket_id="tickets"),
    )
    index("archive_exports", "ticket_id", "seq")
    op.create_table(
        "erasure_warnings",
        *key("erasure_warnings"),
        *need(BIG, "ticket_id"),
        *need(INSTANT, "closed_at", "at"),
        *refer("erasure_warnings", ticket_id="tickets"),
        once("erasure_warnings", "ticket_id", "closed_at"),
    )
    op.add_column("correction_lines", sa.Column("names", TEXT, nullable=True))


def downgrade() -> None:
    op.drop_column("correction_lines", "names")
    op.drop_table("erasure_warnings")
    op.drop_table("archive_exports")
