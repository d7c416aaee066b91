"""`standoff readings`: where readings agree, and what accounts for their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options, wrote
from standoff.cli.places import located
from standoff.cli.progress import progress
from standoff.cli.question import no_question, question_options

if TYPE_CHECKING:
    from standoff.uncertainty.conclusions import Conclusion

EXAMPLES = (
    "readings korea-2006",
    "readings korea-2006 --only linked,nuclear_first --picture agreement.svg",
    "readings korea-2006 --between linked,base --state more_launches",
    "readings korea-2006 --between base,linked --heading more_launches",
)


@click.command(
    "readings", cls=Command, short_help="Where readings agree, and why not.", examples=EXAMPLES
)
@parameters.case
@click.option(
    "--only", metavar="NAMES", help="Compare these, parted by commas; base: the model itself."
)
@click.option(
    "--between",
    metavar="ONE,OTHER",
    help="Say which premises account for the difference; they are moved from ONE into OTHER.",
)
@question_options
@click.option(
    "--orders",
    metavar="N",
    type=click.IntRange(min=2),
    default=50,
    show_default=True,
    help="With --between: random orders in which more than ten premises are moved.",
)
@click.option(
    "--budget",
    metavar="N",
    type=click.IntRange(min=1),
    default=2000,
    show_default=True,
    help="With --between: look at no more than N sets of premises for the smallest that matters.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="With --between: seed of the orders.",
)
@parameters.picture("Draw how far the readings agree, as a matrix,")
@output_options
def command(
    case: str,
    only: str | None,
    between: str | None,
    conclusion: Conclusion | None,
    concept: str | None,
    orders: int,
    budget: int,
    seed: int,
    picture: str | None,
    output: Output,
) -> None:
    """Ask every reading the same, and say which premises account for a difference.

    Without a question: whether each labelled state and endgame is an equilibrium, and whether
    improvements from the status quo end there. With --between, the premises in which two readings
    differ are moved from one into the other, alone and together, until its answer is another.
    """
    from standoff.uncertainty.side_by_side import difference, readings

    if between is not None:
        pair = _names(between)
        if len(pair) != 2:
            raise click.UsageError("--between takes two readings parted by a comma: base,linked.")
        if only is not None or picture is not None:
            raise click.UsageError("--only and --picture do not go with --between.")
        if conclusion is None:
            raise no_question()
        one, other = pair
        work = {"orders": orders, "budget": budget, "seed": seed}
        with located(case, None), progress() as say:
            found = difference(case, one, other, conclusion, **work, progress=say)
        output.write(found)
        return
    asked = None if conclusion is None else [conclusion]
    with located(case, None), progress() as say:
        compared = readings(
            case, asked, only=only and _names(only), concept=concept or "seq", progress=say
        )
    output.write(compared)
    if picture is not None:
        from standoff.report.agreement import agreement_picture

        note = "Share of the equilibria of either reading that both have."
        agreement_picture(compared.readings, compared.overlap, compared.title, note).save(picture)
        wrote(picture)


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]
