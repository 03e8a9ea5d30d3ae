"""A rehearsal (演练) without a tenant: stand-in platforms, a chat page, a demo district and a clock to move."""
