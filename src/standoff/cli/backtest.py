"""`standoff backtest`: the record of what happened against the model."""

from __future__ import annotations

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options
from standoff.cli.places import located
from standoff.cli.progress import progress

EXAMPLES = (
    "backtest cuban-1962",
    "backtest mine.yaml record.csv --split 2005-09-19",
    "backtest mine.yaml record.csv --reading base --reading hawk --every week",
)
PERIODS = ("day", "week", "month", "quarter", "year")


@click.command(
    "backtest", cls=Command, short_help="What happened, against the model.", examples=EXAMPLES
)
@parameters.case
@click.argument("record", metavar="[RECORD]", required=False)
@click.option(
    "--reading",
    "readings",
    metavar="NAME",
    multiple=True,
    help="Only this reading, or base for the model itself; may be repeated.",
)
@click.option("--concepts", metavar="CONCEPTS", help="Only these; nash,gmr,smr,seq unless given.")
@parameters.start
@click.option("--split", metavar="DATE", help="Score what comes after this day apart.")
@click.option(
    "--every",
    type=click.Choice(PERIODS),
    default="month",
    show_default=True,
    help="Length of the calendar periods in which a state holds or is left.",
)
@click.option("--until", metavar="DATE", help="The last day; that of the last row unless given.")
@click.option(
    "--block",
    metavar="N",
    type=click.IntRange(min=1),
    help="Block length of the bootstrap; the cube root of the observations unless given.",
)
@click.option(
    "--resamples",
    metavar="N",
    type=click.IntRange(min=1),
    default=2000,
    show_default=True,
    help="Of the bootstrap.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of the bootstrap.",
)
@output_options
def command(
    case: str,
    record: str | None,
    readings: tuple[str, ...],
    concepts: str | None,
    start: str | None,
    split: str | None,
    every: str,
    until: str | None,
    block: int | None,
    resamples: int,
    seed: int,
    output: Output,
) -> None:
    """Replay the record of what happened, and count how often the model was right.

    RECORD is a CSV file with one move per row: date, party, options taken, options dropped,
    source. Without it, the file record.csv beside the model is replayed.

    A random legal move and the guess that nothing changes are scored with it.
    """
    from standoff.history.ask import backtest

    with located(case), progress() as say:
        found = backtest(
            case,
            record,
            readings=readings or None,
            concepts=concepts,
            start=start,
            split=split,
            every=every,
            until=until,
            block=block,
            resamples=resamples,
            seed=seed,
            progress=say,
        )
        _ = found.shares  # worked out here, while the bar is up
    output.write(found)
