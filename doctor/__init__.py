"""Self-test of an installation (`objection doctor`): each check yields findings, never a traceback."""
