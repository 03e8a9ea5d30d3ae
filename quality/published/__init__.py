"""A published report: the day of publication, the public edition, the charts, and why verdicts were corrected (M15)."""
