"""Tickets in the conversation: selection, access, paging, and performing an act."""
