"""Peers: third-party programs that do the same work; installed by whoever runs the benchmarks."""
