"""`python -m objection`: the command line."""

from objection.cli.main import main

if __name__ == "__main__":
    main(prog_name="objection")
