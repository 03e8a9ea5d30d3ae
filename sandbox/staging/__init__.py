"""What the rehearsal does by itself on request: leaps of the clock, scenarios, a fresh start."""
