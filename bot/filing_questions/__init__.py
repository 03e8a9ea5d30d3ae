"""Questions of a filing: which data, what kind of fault, by what evidence, and how to reach the proposer (G3, M9)."""
