"""THE LAW: standard library only, no I/O but its own data files, no clock."""
