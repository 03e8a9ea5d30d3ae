"""Periodic sweeps besides limits: audit, backlog, cleanup, directory gaps, file download, monthly report, retention."""
