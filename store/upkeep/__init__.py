"""Runs claimed once, readiness, a clock set back, and what operators did by hand."""
