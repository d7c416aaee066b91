"""`standoff show`: what a model says."""

from __future__ import annotations

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options


@click.command(
    "show",
    cls=Command,
    short_help="What a model says.",
    examples=["show nk-2017", "show korea-2006 --reading nuclear_first"],
)
@parameters.case
@parameters.reading
@output_options
def command(case: str, reading: str | None, output: Output) -> None:
    """Show what a model says: parties, options, rules, states, preferences, sources."""
    from standoff.cases import load
    from standoff.report.description import Description

    output.write(Description(load(case), reading))
