"""Web pages opened from cards: each shows what this person may see, and 404 to everybody else."""

COOKIE = "objection"  # the session cookie
