"""One file a platform: a function from an outgoing card to the platform's message, for every kind of card."""
