"""One ticket: its state, its history, its flags, and the draft that becomes it."""
