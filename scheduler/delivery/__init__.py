"""Messages on their way: handled when they arrive, sent, retried, given up with a reason."""
