"""机构合并: the department that one no longer in use was merged into; its open cases go on there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, TEXT

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("departments", sa.Column("merged_into_id", BIG, nullable=True))
    op.add_column("departments", sa.Column("merged_from", TEXT, nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("departments", "merged_from")
    op.drop_column("departments", "merged_into_id")
