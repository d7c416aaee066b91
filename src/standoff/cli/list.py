"""`standoff list`: the bundled standoffs."""

from __future__ import annotations

import click

from standoff.cli.help import Command
from standoff.cli.output import Output, output_options


@click.command(
    "list", cls=Command, short_help="The bundled standoffs.", examples=["list", "list --json"]
)
@output_options
def command(output: Output) -> None:
    """List the bundled standoffs with their parties, options and readings."""
    from standoff.cases.outline import case_list

    ending = "Any of these names can stand for CASE: try `standoff solve korea-2006`."
    output.write(case_list(), ending=f"\n{ending}")
