"""A stand-in for the WeCom server: answers and calls back as the real one does, knows nothing of the bot."""
