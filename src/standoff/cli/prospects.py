"""`standoff prospects`: where a standoff is heading."""

from __future__ import annotations

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options
from standoff.cli.places import located
from standoff.cli.progress import progress

EXAMPLES = (
    "prospects korea-2006",
    "prospects elmira-1991 --agreements 2",
    "prospects chicken --from YY --rates row=2",
)


def _rates(ctx: click.Context, param: click.Parameter, text: str | None) -> dict[str, float]:
    found = {}
    for part in text.split(",") if text else ():
        party, _, rate = part.partition("=")
        if party.strip() in found:
            raise click.BadParameter(f"{party.strip()!r} is given twice.", ctx, param)
        try:
            found[party.strip()] = float(rate)
        except ValueError:
            message = f"{part!r} is not PARTY=NUMBER, such as us=2 or us=2,nk=0.5."
            raise click.BadParameter(message, ctx, param) from None
    return found


@click.command(
    "prospects",
    cls=Command,
    short_help="Where it is heading, with probabilities.",
    examples=EXAMPLES,
)
@parameters.case
@parameters.start
@click.option(
    "--mode",
    type=click.Choice(["best", "any"]),
    default="best",
    show_default=True,
    help="A party goes to its best improvement, or to any of them.",
)
@click.option(
    "--agreements",
    metavar="K",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Up to K parties may move together where each of them gains; 1: nobody agrees.",
)
@click.option(
    "--rates",
    metavar="PARTY=R,...",
    callback=_rates,
    help="How readily parties act, 1 unless given: us=2 acts twice as often as the others.",
)
@click.option(
    "--budget",
    metavar="N",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="Exact while at most N states are reached, estimated by random walks beyond.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of the random walks.",
)
@parameters.reading
@output_options
def command(
    case: str,
    start: str | None,
    mode: str,
    agreements: int,
    rates: dict[str, float],
    budget: int,
    seed: int,
    reading: str | None,
    output: Output,
) -> None:
    """Say where improvements lead from the status quo, with what probability.

    A party with an improvement acts next, each equally likely. Where nobody has one, the standoff
    ends; it can also go round for ever.
    """
    from standoff.api import prospects

    with located(case, reading), progress() as say:
        found = prospects(
            case,
            start=start,
            mode=mode,
            agreements=agreements,
            rates=rates,
            reading=reading,
            budget=budget,
            seed=seed,
            progress=say,
        )
    output.write(found)
