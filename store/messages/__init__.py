"""Inbox, outbox, leases, read receipts, and the cards in people's chats."""
