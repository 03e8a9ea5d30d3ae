"""Ratios, never bare figures: each benchmark runs a peer or a limit beside us in the same shuffled rounds."""
