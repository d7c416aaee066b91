"""Arguments and options that several commands share."""

from __future__ import annotations

import click

case = click.argument("case", metavar="CASE")
reading = click.option(
    "--reading", metavar="NAME", help="Take the standoff as this reading in the model has it."
)
concepts = click.option(
    "--concepts", metavar="CONCEPTS", help="Only these stability concepts; all unless given."
)
start = click.option(
    "--from", "start", metavar="STATE", help="Start from this state, not from the status quo."
)
