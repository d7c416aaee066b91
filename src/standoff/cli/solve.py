"""`standoff solve`: what holds, and where it is heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options
from standoff.cli.places import located
from standoff.cli.progress import progress

if TYPE_CHECKING:
    pass

EXAMPLES = (
    "solve korea-2006",
    "solve korea-2006 --reading linked --summary seq",
    "solve mine.yaml --concepts nash,seq --json",
)


@click.command(
    "solve", cls=Command, short_help="Where it is heading, and what holds.", examples=EXAMPLES
)
@parameters.case
@parameters.reading
@parameters.concepts
@parameters.start
@click.option(
    "--summary", metavar="CONCEPT", help="Say what the states that hold under it have in common."
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="With --json, list at most so many states per concept; the count is always whole.",
)
@output_options
def command(
    case: str,
    reading: str | None,
    concepts: str | None,
    start: str | None,
    summary: str | None,
    limit: int,
    output: Output,
) -> None:
    """Say where a standoff is heading, and which outcomes hold under which concept."""
    from standoff.api import solve

    asked = ",".join(part for part in (concepts, summary) if part) or None
    with located(case, reading), progress() as say:
        solution = solve(case, concepts=asked, reading=reading, start=start, progress=say)
        if summary is None:
            _ = solution.prospects  # worked out here, while the bar is up
        else:
            found = solution.summary(summary.strip().lower())
    if summary is None:
        further = _further(case, reading)
        output.write(solution, data=lambda: solution.to_dict(limit), ending=further)
    else:
        output.write(found)


def _further(case: str, reading: str | None) -> str:
    read = f" --reading {reading}" if reading else ""
    commands = {
        f"standoff explain {case} STATE{read}": "why a state holds, or does not",
        f"standoff solve {case} --summary seq{read}": "what the states that hold share",
        f"standoff prospects {case} --agreements 2{read}": "where agreements would lead",
    }
    lines = (f"  {purpose}:\n    {command}" for command, purpose in commands.items())
    return "\nTo ask further\n" + "\n".join(lines)
