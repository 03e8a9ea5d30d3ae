"""Inbox, outbox and its takings, read receipts, and the cards in people's chats."""
