"""The statutory limits as they run: deadlines, reminders, digests and handover (P3, G1, M7, M14)."""
