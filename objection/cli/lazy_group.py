"""Lazy commands: a command's module is imported when it is called, so that `--help` imports none (0024)."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

import click

from objection.provenance import stop_where_shadowed

INTERNAL_ERRORS = "objection.cli.internal_errors"


class Place(NamedTuple):
    """A command's module and attribute, and its line in `objection --help`."""

    module: str
    attribute: str
    help: str


class LazyGroup(click.Group):
    """The commands by name; provenance is checked before anything else of ours is imported."""

    def __init__(self, *arguments: Any, places: Mapping[str, Place], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.places = places

    def main(self, *arguments: Any, **options: Any) -> Any:
        stop_where_shadowed()
        return super().main(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            raise import_module(INTERNAL_ERRORS).for_operator(error) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        place = self.places.get(cmd_name)
        if place is None:
            return None
        with building():
            command = getattr(import_module(place.module), place.attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.places[name].help) for name in self.list_commands(ctx)])


@contextmanager
def building() -> Iterator[None]:
    """No garbage collection during the start, which saves a fifth of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
