"""Numerals and the phrases by which a date is spoken; on half-width text, without any other reading of it."""
