"""Import of people: who a row is, what changes, and what waits for a second administrator."""
