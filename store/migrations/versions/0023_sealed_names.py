"""Names are encrypted, with a keyed hash by which they are compared; the lines of corrections allow that alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import TEXT

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_FINAL = "id, correction_id, act, at, person_id, acting_for, reason, ticket_id, seq, before_id, after_id"
_INDEXES = (("people", "name_index"), ("staged_changes", "name_index"), ("staged_changes", "was_name_index"))


def upgrade() -> None:
    op.execute("DELETE FROM staged_changes")  # of an import that never ended
    op.drop_column("staged_changes", "was_name")
    for table, name in _INDEXES:
        op.add_column(table, sa.Column(name, TEXT, nullable=False, server_default=sa.text("''")))
    op.create_index("ix_people_name_index", "people", ["name_index"])
    _guard(f"UPDATE OF {_FINAL}")


def downgrade() -> None:
    _guard("UPDATE")
    op.drop_index("ix_people_name_index", "people")
    for table, name in _INDEXES:
        op.drop_column(table, name)
    op.add_column("staged_changes", sa.Column("was_name", TEXT, nullable=False, server_default=sa.text("''")))


def _guard(update: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER correction_lines_no_update")
        op.execute(
            f"CREATE TRIGGER correction_lines_no_update BEFORE {update} ON correction_lines "
            "BEGIN SELECT RAISE(ABORT, 'the lines of catalogue corrections are final'); END"
        )
        return
    op.execute("DROP TRIGGER correction_lines_final ON correction_lines")
    op.execute(
        f"CREATE TRIGGER correction_lines_final BEFORE {update} OR DELETE ON correction_lines "
        "FOR EACH ROW EXECUTE FUNCTION correction_lines_are_final()"
    )
