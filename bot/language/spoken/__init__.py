"""From what was said to what is meant: tables of what people write, and the step that reads a message with them."""
