"""Parsing of user input: text normalisation, numbers, dates, ticket references, search queries."""
