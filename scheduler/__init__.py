"""Background work: sweeps (deadlines, reminders, digests, reports), delivery of the outbox, handling of the inbox."""
