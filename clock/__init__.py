"""The clocks of the program, and how far this machine's is from another's."""
