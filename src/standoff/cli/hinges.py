"""`standoff hinges`: which premises a conclusion hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, frame_options, wrote
from standoff.cli.places import located
from standoff.cli.progress import progress
from standoff.cli.question import no_question, question_options

if TYPE_CHECKING:
    from standoff.uncertainty.conclusions import Conclusion

EXAMPLES = (
    "hinges korea-2006 --state today",
    "hinges korea-2006 --state core_deal --concept nash --party nk",
    "hinges korea-2006 --heading more_launches --picture tornado.svg",
    "hinges mine.yaml --to peace --design linked --samples 200",
)


@click.command(
    "hinges", cls=Command, short_help="Which premises a conclusion hangs on.", examples=EXAMPLES
)
@parameters.case
@question_options
@parameters.reading
@click.option(
    "--budget",
    metavar="N",
    type=click.IntRange(min=1),
    default=2000,
    show_default=True,
    help="Look at no more than N sets of premises for the smallest that flips the conclusion.",
)
@parameters.run_options
@parameters.picture("Draw a tornado chart, the premises that matter most on top,")
@frame_options
def command(
    case: str,
    conclusion: Conclusion | None,
    concept: str | None,
    reading: str | None,
    budget: int,
    picture: str | None,
    run: dict[str, Any],
    output: Output,
) -> None:
    """Say which premises a conclusion hangs on: one of --state, --heading and --to.

    Each premise is dropped, reversed and moved, the others as written; the fewest premises are
    sought that flip the conclusion together. Where the model says how sure its premises are, the
    conclusion also gets a probability, given what comes of each premise, and the share of its
    variance that each accounts for.
    """
    from standoff.uncertainty.probe import hinges

    if conclusion is None:
        raise no_question()
    with located(case, reading), progress() as say:
        found = hinges(case, conclusion, reading=reading, budget=budget, progress=say, **run)
    output.write(found)
    if picture is not None:
        from standoff.report.tornado import tornado

        tornado(found).save(picture)
        wrote(picture)
