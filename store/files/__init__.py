"""Attached files: what they are, where they lie, and when their bytes go."""
