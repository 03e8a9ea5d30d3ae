"""Delivery: handling the inbox, sending the outbox, retries with backoff, circuit breaker, dead letters."""
