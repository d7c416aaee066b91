"""`standoff explain`: the argument for or against one state."""

from __future__ import annotations

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options
from standoff.cli.places import located

EXAMPLES = (
    "explain nk-2017 10",
    "explain korea-2006 today --reading linked",
    "explain chicken row.yields --concepts nash,seq",
)


@click.command(
    "explain", cls=Command, short_help="Why a state holds or does not.", examples=EXAMPLES
)
@parameters.case
@click.argument("state", metavar="STATE")
@parameters.concepts
@parameters.reading
@output_options
def command(
    case: str, state: str, concepts: str | None, reading: str | None, output: Output
) -> None:
    """Say why a state holds or does not: who could leave, who would answer, who is worse off."""
    from standoff.api import explain

    with located(case, reading):
        found = explain(case, state, concepts=concepts, reading=reading)
    output.write(found)
