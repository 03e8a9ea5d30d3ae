"""What was said becomes what is meant: text, numbers, dates, references, words for a search."""
