"""What cases are recognised and found by: keyed hashes and words, both written with the filing."""
