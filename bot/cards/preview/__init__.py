"""One example of every card, and the page that shows them all."""
