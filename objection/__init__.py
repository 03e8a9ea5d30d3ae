"""The program: the one place that knows every package, its commands, its configuration and its logs."""
