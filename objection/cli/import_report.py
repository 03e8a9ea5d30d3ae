"""The output of `objection import`: faults, the change of each row, and entries missing in the file."""

from __future__ import annotations

from collections.abc import Sequence

import click

from importer.plan import Plan, RowOutcome
from importer.row_fields import Fault

SHOWN = 50  # most faults, unchanged rows and missing entries that are printed


def tell_notes(notes: Sequence[str]) -> None:
    """What of the file is not imported, and what is hidden in it."""
    for note in notes:
        click.echo(f"注意：{note}。")


def tell_faults(faults: Sequence[Fault]) -> None:
    for fault in faults[:SHOWN]:
        click.echo(str(fault), err=True)
    if len(faults) > SHOWN:
        click.echo(f"… 另有 {len(faults) - SHOWN} 处", err=True)


def tell_plan(plan: Plan, *, unchanged: bool = True) -> None:
    """Print new and changed rows, unchanged ones if wanted, and active entries missing in the file."""
    left = SHOWN if unchanged else 0
    for line in plan.lines:
        left -= line.outcome is RowOutcome.SAME
        if line.outcome is not RowOutcome.SAME or left >= 0:
            click.echo(str(line))
    if unchanged and left < 0:
        click.echo(f"… 另有 {-left} 行未变")
    for note in plan.notes:
        click.echo(note)
    if plan.missing:
        click.echo(f"文件中没有、仍在用的 {len(plan.missing)} 个（未作改动）：")
        for missing in plan.missing[:SHOWN]:
            click.echo(f"  {missing}")
    if len(plan.missing) > SHOWN:
        click.echo(f"  … 另有 {len(plan.missing) - SHOWN} 个")
    click.echo(
        "，".join(f"{outcome.value} {plan.count(outcome)} 行" for outcome in RowOutcome)
        + f"，文件中没有的 {len(plan.missing)} 个。"
    )
