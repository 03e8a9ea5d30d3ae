"""The program: composition root, command line, configuration, logging."""
