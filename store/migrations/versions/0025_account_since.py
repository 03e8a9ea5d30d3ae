"""When a roster gave a user id to its person: what is reported of the time before is of another (M7)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import INSTANT

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("since", INSTANT, nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "since")
