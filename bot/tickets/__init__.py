"""One ticket in the conversation: found, listed, page by page, and an act performed on it."""
