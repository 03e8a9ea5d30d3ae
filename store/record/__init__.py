"""The record of everything: an authenticated, gapless list of what was written, and its signed heads (M5)."""
