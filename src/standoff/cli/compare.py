"""`standoff compare`: rival designs of one deal side by side."""

from __future__ import annotations

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options
from standoff.cli.places import located
from standoff.cli.progress import progress
from standoff.cli.roadmap import METHODS, budget, patience, to

EXAMPLES = (
    "compare korea-2006 --to nuclear_deal",
    "compare mine.yaml --to peace --designs linked,separate --patience 0.8",
)


@click.command(
    "compare", cls=Command, short_help="Rival designs of a deal side by side.", examples=EXAMPLES
)
@parameters.case
@to
@click.option("--designs", metavar="NAMES", help="Only these, parted by commas.")
@click.option("--method", type=click.Choice(METHODS[:3]), help="As in `standoff roadmap`.")
@patience
@click.option(
    "--samples",
    metavar="N",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help="How many worths to draw from their ranges.",
)
@budget
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the draws.",
)
@parameters.reading
@output_options
def command(
    case: str,
    to: str,
    designs: str | None,
    method: str | None,
    patience: float | None,
    samples: int,
    seed: int,
    budget: int,
    reading: str | None,
    output: Output,
) -> None:
    """Put the designs of a deal side by side: which holds, at what patience, risk and price.

    All designs lead to the same endgame and are weighed by the same worths.
    """
    from standoff.road_maps.ask import compare

    names = None if designs is None else [part.strip() for part in designs.split(",")]
    with located(case, reading), progress() as say:
        found = compare(
            case,
            to,
            designs=names,
            method=method,
            patience=patience,
            samples=samples,
            seed=seed,
            budget=budget,
            reading=reading,
            progress=say,
        )
    output.write(found)
