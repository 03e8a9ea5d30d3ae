"""Evidence is looked through before it is submitted: what its sender can't see in it is pointed out to them (M4)."""
