"""Sessions, transactions, locks, column types and the schema: what every table is reached through."""
