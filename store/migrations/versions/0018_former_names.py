"""Former names: what people, departments and lead offices were called until when, for what is shown of the past."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, INSTANT, TEXT, index, key, need

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
NOW = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')",
    "postgresql": """to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')""",
}


def upgrade() -> None:
    op.create_table(
        "former_names",
        *key("former_names"),
        *need(TEXT, "kind"),
        *need(BIG, "row_id"),
        *need(TEXT, "name"),
        *need(INSTANT, "until"),
    )
    index("former_names", "kind", "row_id")
    if op.get_bind().execute(sa.text("SELECT 1 FROM history LIMIT 1")).first() is not None:
        now = NOW[op.get_bind().dialect.name]
        op.get_bind().exec_driver_sql(f"INSERT INTO meta (key, value) SELECT 'former-names', {now}")


def downgrade() -> None:
    op.drop_table("former_names")
    op.execute("DELETE FROM meta WHERE key = 'former-names'")
