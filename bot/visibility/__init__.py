"""Who sees what of a ticket, and in which words (M4, M9)."""
