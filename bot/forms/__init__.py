"""A form in the chat: its questions asked one by one, its answers kept, its navigation."""
