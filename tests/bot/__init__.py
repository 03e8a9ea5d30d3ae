"""Tests of the conversation: forms, acts, cards and notices, over the real inbox and outbox."""
