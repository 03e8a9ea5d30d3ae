"""Personal data: what is kept how long, as its owner is told."""
