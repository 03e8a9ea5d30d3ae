"""Who read what: the reading log, its lists, its head, and how long its words are kept."""
