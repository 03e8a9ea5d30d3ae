"""Verification of the record against the tables: what was changed, added or removed, by name (M5)."""
