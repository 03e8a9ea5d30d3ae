"""Upkeep: run claims, write probe, clock rollback, operator log."""
