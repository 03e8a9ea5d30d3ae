"""Pages that a person opens from a card; each shows what that person may see, and nothing to anybody else."""

COOKIE = "objection"  # the session of a person who logged in
