"""What an act must be given, asked for in the chat by its kind."""
