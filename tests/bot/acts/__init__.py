"""TODO tests.bot.acts"""
