"""Visibility: which viewer reads what of a ticket (M4, M9)."""
