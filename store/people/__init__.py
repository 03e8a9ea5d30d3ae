"""Directory: persons, accounts, departments, officers and stand-ins (M6, M7)."""
