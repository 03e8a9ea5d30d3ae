"""Exit codes of the commands, for supervisors and scripts (docs/operations.md)."""

from __future__ import annotations

import click

PROBLEM = 1  # named in one line, to be mended by the operator
UNAVAILABLE = 69  # EX_UNAVAILABLE: port or database are not to be had now; a later try may succeed
INTERNAL = 70  # EX_SOFTWARE: a fault of the program; what happened is in the file that the line names


class Unavailable(click.ClickException):
    """The database or the port can't be had now."""

    exit_code = UNAVAILABLE


class Internal(click.ClickException):
    """A fault of the program."""

    exit_code = INTERNAL
