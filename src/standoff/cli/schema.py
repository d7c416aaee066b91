"""`standoff schema`: the JSON Schema of the model file."""

from __future__ import annotations

import click

from standoff.cli.help import Command
from standoff.cli.output import put


@click.command(
    "schema",
    cls=Command,
    short_help="The JSON Schema of the model file.",
    examples=["schema > standoff.schema.json"],
)
def command() -> None:
    """Print the JSON Schema of the model file, for editors that complete and check by it."""
    from standoff.files import schema_text

    put(schema_text())
