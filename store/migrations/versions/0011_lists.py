"""Finds tickets of a title, of a department that ever had them, of a handler, and by how they ended, by index."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import index

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ENDED, _REACHED, _JOINT = "closed_at IS NOT NULL", "action IN ('转交', '裁定')", "kind = '协同办理'"


def upgrade() -> None:
    index("tickets", "title", "id", name="ix_tickets_title")
    index("tickets", "outcome", "id", name="ix_tickets_ended", where=_ENDED)
    index("tickets", "handler_id", "id", name="ix_tickets_ended_handler", where=f"{_ENDED} AND handler_id IS NOT NULL")
    index("history", "department_id", "ticket_id", name="ix_history_reached", where=_REACHED)
    index("clocks", "department_id", "ticket_id", name="ix_clocks_joint", where=_JOINT)


def downgrade() -> None:
    op.drop_index("ix_clocks_joint", "clocks")
    op.drop_index("ix_history_reached", "history")
    for name in ("ended_handler", "ended", "title"):
        op.drop_index(f"ix_tickets_{name}", "tickets")
