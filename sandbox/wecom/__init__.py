"""A stand-in for the WeCom server: API and callbacks as the real one's, independent of the bot's code."""
