"""Accounts are encrypted or hashed, deeds and corrections encrypted; the triggers of those two allow that alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import TEXT

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TEXTS = (("outbox", "user_index"), ("conversations", "menu_sealed"))
_CORRECTION = "id, correction_id, act, at, person_id, acting_for, {}ticket_id, seq, before_id, after_id"
_GUARDS = (
    ("correction_lines", "correction_lines_are_final()", "the lines of catalogue corrections are final"),
    ("deeds", "deeds_are_final()", "deeds are final"),
)


_STAY_SEALED = (("correction_lines", "reason", *_GUARDS[0][1:]), ("deeds", "note", *_GUARDS[1][1:]))


def upgrade() -> None:
    for table, name in _TEXTS:
        op.add_column(table, sa.Column(name, TEXT, nullable=False, server_default=sa.text("''")))
    _guard(*_GUARDS[0], f"UPDATE OF {_CORRECTION.format('')}")
    _guard(*_GUARDS[1], "UPDATE OF id, at, person_id, act, subject")
    for table, column, function, told in _STAY_SEALED:
        _keep_sealed(table, column, function, told)


def downgrade() -> None:
    for table, *_ in _STAY_SEALED:
        op.execute(f"DROP TRIGGER {table}_no_clear" + ("" if _is_sqlite() else f" ON {table}"))
    _guard(*_GUARDS[1], "UPDATE")
    _guard(*_GUARDS[0], f"UPDATE OF {_CORRECTION.format('reason, ')}")
    for table, name in _TEXTS:
        op.drop_column(table, name)


def _keep_sealed(table: str, column: str, function: str, told: str) -> None:
    """A sealed text may be sealed anew by a rotation of keys, and replaced by nothing else."""
    head = f"CREATE TRIGGER {table}_no_clear BEFORE UPDATE OF {column} ON {table} "
    if _is_sqlite():
        op.execute(f"{head}WHEN NEW.{column} NOT LIKE 'v1:%' BEGIN SELECT RAISE(ABORT, '{told}'); END")
        return
    op.execute(f"{head}FOR EACH ROW WHEN (NEW.{column} NOT LIKE 'v1:%') EXECUTE FUNCTION {function}")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _guard(table: str, function: str, told: str, update: str) -> None:
    """What is sealed may be sealed anew by a rotation of keys; the record vouches for what it says."""
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE {update} ON {table} BEGIN SELECT RAISE(ABORT, '{told}'); END"
        )
        return
    op.execute(f"DROP TRIGGER {table}_final ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_final BEFORE {update} OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}"
    )
