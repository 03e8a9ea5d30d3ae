"""TODO tests.bot"""
