"""Benchmarks as ratios: each runs a peer or a lower bound beside this program, in the same shuffled rounds."""
