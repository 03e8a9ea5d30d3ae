"""Statutory limits: automatic acts at their end, reminders, digests, handover (P3, G1, M7, M14)."""
