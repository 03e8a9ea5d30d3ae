"""Staged changes of people: what an import writes in batches before one short switch; empty between imports."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, FLAG, TEXT, key, need

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staged_changes",
        *need(BIG, "person_id"),
        *need(TEXT, "run", "name"),
        *need(BIG, "department_id"),
        *need(TEXT, "roles"),
        *need(FLAG, "active"),
        *need(TEXT, "mobile_sealed", "mobile_index", "was_name"),
        *need(BIG, "was_department_id"),
        *need(TEXT, "was_roles"),
        *need(FLAG, "was_active"),
        *need(TEXT, "was_mobile_index"),
        *key("staged_changes", "person_id"),
    )


def downgrade() -> None:
    op.drop_table("staged_changes")
