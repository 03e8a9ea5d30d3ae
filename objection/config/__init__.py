"""Configuration: its schema, and its loading from file and environment."""
