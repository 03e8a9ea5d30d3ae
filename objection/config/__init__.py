"""The configuration: its schema, and how file and environment become one frozen tree."""
