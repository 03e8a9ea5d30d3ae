"""Protection of personal data: encryption keys, key rotation, erasure."""
