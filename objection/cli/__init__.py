"""Command line: one file a command, imported lazily (`lazy_group`)."""
