"""Many tickets: lists, searches and what is due, each answered by an index."""
