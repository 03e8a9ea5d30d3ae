"""Queries over many tickets: lists, search, due and overdue limits, audit, reports; each answered by an index."""
