"""Makes people and the catalogue."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, DAY, FLAG, INSTANT, TEXT, index, key, may, need, once, refer

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _departments()
    _people()
    _accounts()
    _stand_ins()
    _entries()


def downgrade() -> None:
    for table in ("entries", "stand_ins", "accounts", "people", "departments"):
        op.drop_table(table)


def _departments() -> None:
    op.create_table(
        "departments",
        *key("departments"),
        *need(FLAG, "active"),
        *need(TEXT, "code", "name", "kind"),
        once("departments", "code"),
    )


def _people() -> None:
    op.create_table(
        "people",
        *key("people"),
        *need(BIG, "department_id"),
        *need(FLAG, "active"),
        *need(INSTANT, "created_at"),
        *need(TEXT, "name", "roles", "mobile_sealed", "mobile_index"),
        *refer("people", department_id="departments"),
    )
    index("people", "department_id")
    index("people", "mobile_index")


def _accounts() -> None:
    op.create_table(
        "accounts",
        *key("accounts"),
        *need(BIG, "person_id"),
        *need(TEXT, "platform", "user", "user_key"),
        *refer("accounts", person_id="people"),
        once("accounts", "platform", "user_key"),
    )
    index("accounts", "person_id")


def _stand_ins() -> None:
    op.create_table(
        "stand_ins",
        *key("stand_ins"),
        *need(BIG, "person_id", "deputy_id"),
        *need(DAY, "from_on", "to_on"),
        *need(INSTANT, "created_at"),
        *may(INSTANT, "ended_at"),
        *refer("stand_ins", deputy_id="people", person_id="people"),
    )
    index("stand_ins", "deputy_id")
    index("stand_ins", "person_id")


def _entries() -> None:
    op.create_table(
        "entries",
        *key("entries"),
        *need(BIG, "department_id"),
        *need(FLAG, "active"),
        *need(TEXT, "code", "name", "origin", "kind", "sources", "words"),
        *refer("entries", department_id="departments"),
        once("entries", "code"),
    )
    index("entries", "department_id")
