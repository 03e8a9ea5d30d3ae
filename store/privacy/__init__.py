"""Personal data for its owner: what is kept, which notice was shown, which corrections were asked for."""
