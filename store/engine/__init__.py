"""Database engine: sessions, transactions, locks, column types, schema and migrations."""
