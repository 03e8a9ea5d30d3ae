"""Staged changes of catalogue entries: written in batches before one short switch; empty between imports."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, FLAG, TEXT, key, need

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staged_entries",
        *need(BIG, "entry_id"),
        *need(TEXT, "run", "name"),
        *need(BIG, "department_id"),
        *need(TEXT, "origin", "kind", "sources"),
        *need(FLAG, "active"),
        *need(TEXT, "was_name"),
        *need(BIG, "was_department_id"),
        *need(TEXT, "was_origin", "was_kind", "was_sources"),
        *need(FLAG, "was_active"),
        *key("staged_entries", "entry_id"),
    )


def downgrade() -> None:
    op.drop_table("staged_entries")
