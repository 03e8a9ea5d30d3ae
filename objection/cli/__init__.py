"""One file a command; what a command needs from the rest of the program is imported when it runs."""
