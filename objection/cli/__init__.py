"""One file a command, imported when the command is asked for (`lazy_group`)."""
