"""Jobs by Procrastinate on PostgreSQL; a message has the number of its takings as a fence, and leases are gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.engine.deferral import job_tables
from store.migrations.shorthand import BIG, INSTANT, TEXT, index

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever was sending them is stopped; whether they arrived is unknown, and the platform knows a repeat by its key.
    op.execute("UPDATE outbox SET state = 'pending', attempts = attempts + 1 WHERE state = 'sending'")
    op.drop_index("ix_outbox_sending", "outbox")
    op.drop_column("outbox", "lease_owner")
    op.drop_column("outbox", "lease_until")
    op.add_column("outbox", sa.Column("taken", BIG, nullable=False, server_default=sa.text("0")))
    op.add_column("outbox", sa.Column("taken_at", INSTANT, nullable=True))
    index("outbox", "id", name="ix_outbox_sending", where="state = 'sending'")
    if op.get_bind().dialect.name == "postgresql":
        job_tables.create(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        job_tables.drop(op.get_bind())
    op.drop_index("ix_outbox_sending", "outbox")
    op.drop_column("outbox", "taken_at")
    op.drop_column("outbox", "taken")
    op.add_column("outbox", sa.Column("lease_owner", TEXT, nullable=False, server_default=sa.text("''")))
    op.add_column("outbox", sa.Column("lease_until", INSTANT, nullable=True))
    index("outbox", "lease_until", name="ix_outbox_sending", where="state = 'sending'")
