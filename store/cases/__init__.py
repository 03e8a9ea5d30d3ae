"""Tickets: state, history, flags, and the drafts they are filed from."""
