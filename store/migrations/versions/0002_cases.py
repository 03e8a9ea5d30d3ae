"""Makes tickets, their clocks and their history."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, DAY, FLAG, INSTANT, JSON, TEXT, index, key, may, need, once, refer

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _day_numbers()
    _tickets()
    _ticket_indexes()
    _clocks()
    _history()
    _texts()
    _flags()


def downgrade() -> None:
    for table in ("flags", "texts", "history", "clocks", "tickets", "day_numbers"):
        op.drop_table(table)


def _day_numbers() -> None:
    op.create_table(
        "day_numbers",
        *need(BIG, "last"),
        *need(DAY, "day"),
        *key("day_numbers", "day"),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        *key("tickets"),
        *need(BIG, "round", "seq", "version", "proposer_id", "filed_by", "supplement_asked", "returns", "pending_days"),
        *need(FLAG, "on_behalf", "fusion", "owner_locked", "flagged", "evaluated"),
        *need(INSTANT, "filed_at"),
        *need(JSON, "related_ids"),
        *need(
            TEXT,
            "number",
            "rulebook",
            "track",
            "state",
            "channel",
            "source_words",
            "kind",
            "record_key_index",
            "title",
            "joint",
            "pending",
            "pending_reason",
            "party",
            "city_order",
            "history_head",
            "contact_sealed",
        ),
        *may(BIG, "department_id", "handler_id", "entry_id", "score"),
        *may(DAY, "promised_on"),
        *may(INSTANT, "original_at", "received_at", "closed_at"),
        *may(TEXT, "outcome", "result"),
        *refer("tickets", department_id="departments", entry_id="entries", handler_id="people"),
        once("tickets", "number"),
    )


def _ticket_indexes() -> None:
    index("tickets", "closed_at", name="ix_tickets_closed", where="closed_at IS NOT NULL")
    index("tickets", "filed_at")
    held, handed = (f"closed_at IS NULL AND {name} IS NOT NULL" for name in ("department_id", "handler_id"))
    index("tickets", "department_id", "state", name="ix_tickets_open_department", where=held)
    index("tickets", "handler_id", name="ix_tickets_open_handler", where=handed)
    index("tickets", "state", "id", name="ix_tickets_open_state", where="closed_at IS NULL")
    index("tickets", "proposer_id")


def _clocks() -> None:
    op.create_table(
        "clocks",
        *key("clocks"),
        *need(BIG, "ticket_id", "round", "start_seq", "limit_days", "cap_days", "total_days"),
        *need(DAY, "due_on"),
        *need(FLAG, "provisional", "missed"),
        *need(INSTANT, "started_at", "due_at"),
        *need(TEXT, "kind", "clause", "party", "reason"),
        *may(BIG, "department_id"),
        *may(INSTANT, "stopped_at", "remind_at"),
        *may(TEXT, "verdict"),
        *refer("clocks", department_id="departments", ticket_id="tickets"),
    )
    index("clocks", "due_at", "kind", name="ix_clocks_due", where="stopped_at IS NULL")
    index("clocks", "remind_at", name="ix_clocks_remind", where="stopped_at IS NULL")
    index("clocks", "ticket_id")


def _history() -> None:
    op.create_table(
        "history",
        *key("history"),
        *need(BIG, "ticket_id", "seq", "actor_id", "acting_for"),
        *need(INSTANT, "at"),
        *need(TEXT, "action", "role", "state_to", "party", "clause", "decision", "prev_hash", "hash"),
        *may(BIG, "department_id"),
        *may(TEXT, "state_from"),
        *refer("history", ticket_id="tickets"),
        once("history", "ticket_id", "seq"),
    )
    index("history", "at")


def _texts() -> None:
    op.create_table(
        "texts",
        *key("texts"),
        *need(BIG, "ticket_id", "seq"),
        *need(TEXT, "field", "sealed", "salt", "digest"),
        *refer("texts", ticket_id="tickets"),
        once("texts", "ticket_id", "seq", "field"),
    )


def _flags() -> None:
    op.create_table(
        "flags",
        *key("flags"),
        *need(BIG, "ticket_id"),
        *need(FLAG, "special"),
        *need(INSTANT, "set_at"),
        *need(TEXT, "record_index"),
        *may(BIG, "entry_id"),
        *may(INSTANT, "cleared_at"),
        *refer("flags", entry_id="entries", ticket_id="tickets"),
    )
    index("flags", "entry_id")
    index("flags", "record_index")
    index("flags", "ticket_id")
