"""The file: every row that is kept, and the only place that knows SQLAlchemy."""
