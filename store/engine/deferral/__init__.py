"""Jobs: what is done later, deferred in the transaction of the change, and the tables they lie in (PostgreSQL)."""
