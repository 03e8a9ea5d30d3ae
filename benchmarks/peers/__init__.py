"""Other people's programs, doing the same work beside ours; they are installed by whoever runs the benchmarks."""
