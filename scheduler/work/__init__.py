"""Work on rows and sweeps: by Procrastinate's workers on PostgreSQL, by threads of one process on SQLite."""
