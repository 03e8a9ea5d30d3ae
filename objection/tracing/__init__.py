"""What became of a message, from door to reader, in Chinese lines for operators."""
