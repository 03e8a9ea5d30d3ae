"""Personal data at rest: keys, rotation, erasure."""
