"""牵头机构: the office inside a department that leads the handling of objections (M7)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import TEXT

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("departments", sa.Column("lead_office", TEXT, nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("departments", "lead_office")
