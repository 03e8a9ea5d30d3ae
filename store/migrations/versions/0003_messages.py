"""Makes messages, drafts, cards and upkeep."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, BYTES, DAY, FLAG, INSTANT, JSON, TEXT, index, key, may, need, once, refer

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _inbox()
    _drafts()
    _conversations()
    _attachments()
    _cards()
    _outbox()
    _reminders()
    _notice_files()
    _slots()
    _meta()


def downgrade() -> None:
    for table in (
        "meta",
        "slots",
        "notice_files",
        "reminders",
        "outbox",
        "cards",
        "attachments",
        "conversations",
        "drafts",
        "inbox",
    ):
        op.drop_table(table)


def _inbox() -> None:
    op.create_table(
        "inbox",
        *key("inbox"),
        *need(BIG, "attempts"),
        *need(BYTES, "payload_sealed"),
        *need(INSTANT, "next_at", "received_at"),
        *need(TEXT, "platform", "message_key", "user_key", "state", "error"),
        *may(INSTANT, "done_at"),
        once("inbox", "platform", "message_key"),
    )
    index("inbox", "done_at")
    index("inbox", "id", name="ix_inbox_failed", where="state = 'failed'")
    index("inbox", "platform", "user_key", "id", name="ix_inbox_waiting", where="state = 'received'")


def _drafts() -> None:
    op.create_table(
        "drafts",
        *key("drafts"),
        *need(BIG, "person_id", "form_version", "version"),
        *need(INSTANT, "created_at", "updated_at"),
        *need(TEXT, "form", "step", "answers_sealed", "state"),
        *may(BIG, "ticket_id"),
        *refer("drafts", person_id="people", ticket_id="tickets"),
    )
    index("drafts", "person_id", name="ix_drafts_alive", where="state IN ('active', 'parked')")
    index("drafts", "ticket_id")


def _conversations() -> None:
    op.create_table(
        "conversations",
        *need(BIG, "person_id"),
        *need(INSTANT, "updated_at"),
        *need(JSON, "menu"),
        *key("conversations", "person_id"),
        *refer("conversations", person_id="people"),
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        *key("attachments"),
        *need(BIG, "size", "person_id"),
        *need(INSTANT, "created_at"),
        *need(TEXT, "sha256", "name_sealed", "content_type", "state", "platform", "media_id", "reason"),
        *may(BIG, "draft_id", "ticket_id", "seq"),
        *refer("attachments", draft_id="drafts", person_id="people", ticket_id="tickets"),
    )
    index("attachments", "draft_id")
    index("attachments", "id", name="ix_attachments_pending", where="state = 'pending'")
    index("attachments", "sha256")
    index("attachments", "ticket_id")


def _cards() -> None:
    op.create_table(
        "cards",
        *key("cards"),
        *need(BIG, "generation"),
        *need(FLAG, "live"),
        *need(TEXT, "key", "platform", "user", "template", "update_code_sealed"),
        *may(BIG, "ticket_id", "person_id", "outbox_id"),
        *may(INSTANT, "sent_at", "update_until"),
        *refer("cards", person_id="people", ticket_id="tickets"),
        once("cards", "key"),
    )
    index("cards", "ticket_id", name="ix_cards_live", where="live")
    index("cards", "outbox_id")


def _outbox() -> None:
    op.create_table(
        "outbox",
        *key("outbox"),
        *need(BIG, "lane", "generation", "attempts"),
        *need(BYTES, "payload_sealed"),
        *need(INSTANT, "next_at", "created_at"),
        *need(TEXT, "dedupe", "kind", "platform", "user", "state", "lease_owner", "message_id", "reason"),
        *may(BIG, "person_id", "ticket_id", "card_id"),
        *may(INSTANT, "lease_until", "sent_at", "read_at"),
        *refer("outbox", card_id="cards", person_id="people", ticket_id="tickets"),
        once("outbox", "dedupe"),
    )
    index("outbox", "id", name="ix_outbox_dead", where="state = 'dead'")
    index("outbox", "message_id", name="ix_outbox_message", where="message_id <> ''")
    index("outbox", "lane", "next_at", "id", name="ix_outbox_pending", where="state = 'pending'")
    index("outbox", "lease_until", name="ix_outbox_sending", where="state = 'sending'")
    index("outbox", "ticket_id")
    index("outbox", "sent_at", name="ix_outbox_unread", where="state = 'sent' AND lane = 0")


def _reminders() -> None:
    op.create_table(
        "reminders",
        *key("reminders"),
        *need(BIG, "clock_id", "person_id"),
        *need(DAY, "due_on"),
        *need(INSTANT, "found_at"),
        *need(TEXT, "rung", "dedupe"),
        *refer("reminders", clock_id="clocks", person_id="people"),
        once("reminders", "clock_id", "rung", "due_on", "person_id"),
    )
    index("reminders", "dedupe")
    index("reminders", "found_at")


def _notice_files() -> None:
    op.create_table(
        "notice_files",
        *need(BIG, "year", "version"),
        *need(INSTANT, "loaded_at"),
        *need(JSON, "content"),
        *need(TEXT, "number"),
        *key("notice_files", "year", "version"),
    )


def _slots() -> None:
    op.create_table(
        "slots",
        *need(INSTANT, "taken_at"),
        *need(TEXT, "job", "slot", "owner"),
        *key("slots", "job", "slot"),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        *need(TEXT, "key", "value"),
        *key("meta", "key"),
    )
