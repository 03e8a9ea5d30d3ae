"""One module per platform: renders an outgoing card of every kind as the platform's message."""
