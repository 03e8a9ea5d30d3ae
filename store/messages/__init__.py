"""Messages in and out, and the cards people hold."""
