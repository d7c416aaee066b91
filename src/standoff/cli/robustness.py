"""`standoff robustness`: how probable it is that each state holds."""

from __future__ import annotations

from typing import Any

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, frame_options, wrote
from standoff.cli.places import located
from standoff.cli.progress import progress
from standoff.cli.roadmap import METHODS

EXAMPLES = (
    "robustness korea-2006",
    "robustness korea-2006 --concepts nash,seq --picture heat.svg",
    "robustness mine.yaml --samples 100000 --precision 0.005 --resume run",
    "robustness mine.yaml --samples 100000 --resume run --parquet all.parquet",
    "robustness mine.yaml --to peace --designs linked,separate --samples 200",
)
STATES_ONLY = ("concepts", "start", "precision", "picture")
DEALS_ONLY = ("designs", "method", "budget")


@click.command(
    "robustness",
    cls=Command,
    short_help="How probable it is that each state holds.",
    examples=EXAMPLES,
)
@parameters.case
@click.option("--concepts", metavar="CONCEPTS", help="Only these; nash,gmr,smr,seq unless given.")
@parameters.reading
@parameters.start
@click.option(
    "--no-heading", is_flag=True, help="Do not ask where improvements lead; that is faster."
)
@click.option(
    "--precision",
    metavar="P",
    type=click.FloatRange(min=0, min_open=True),
    help=(
        "Stop once the probabilities of all equilibria, and of where it is heading, are known "
        "to within ± P (95 % intervals); at the latest after all --samples."
    ),
)
@click.option(
    "--exact/--draws",
    default=None,
    help=(
        "Look at all combinations of what may be, however many; or draw in any case. Unless given: "
        "all combinations, if there are no more than --samples."
    ),
)
@click.option("--to", metavar="ENDGAME", help="Ask instead: does a road map lead there?")
@click.option(
    "--designs",
    metavar="NAMES",
    help="With --to: in these designs of the model, parted by commas; all unless given.",
)
@click.option(
    "--method", type=click.Choice(METHODS[:3]), help="With --to: as in `standoff roadmap`."
)
@click.option(
    "--budget",
    metavar="N",
    type=click.IntRange(min=1),
    help="With --to: as in `standoff roadmap`; less is quicker and leaves more undecided.",
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="With --json, list at most so many states; --parquet takes all.",
)
@parameters.run_options
@parameters.picture("Draw a heat map, states by concepts,")
@frame_options
def command(
    case: str,
    no_heading: bool,
    to: str | None,
    exact: bool | None,
    limit: int,
    reading: str | None,
    run: dict[str, Any],
    output: Output,
    **asked: Any,
) -> None:
    """Say how probable it is that each state holds, given how sure the premises are.

    A model file says how sure: confidence on a claim, claims in any order, worth as a range,
    experts with weights, premises that stand and fall together. Each draw settles all of that and
    is then an ordinary standoff. A star marks what holds when every premise is as written. With
    --to: how probable it is that each design of a deal has a road map.
    """
    from standoff.uncertainty.ask import robust_designs, robustness

    _check(asked, to, no_heading)
    picture = asked.pop("picture")
    shared = {"reading": reading, "exact": exact, **run}
    with located(case, reading), progress() as say:
        if to is not None:
            names = asked["designs"] and [n.strip() for n in asked["designs"].split(",")]
            deals = {"designs": names, "method": asked["method"], "budget": asked["budget"]}
            designs = robust_designs(case, to, **deals, **shared, progress=say)
        else:
            states = {name: asked[name] for name in STATES_ONLY[:3]}
            found = robustness(case, heading=not no_heading, **states, **shared, progress=say)
    if to is not None:
        output.write(designs)
        return
    output.write(found, data=lambda: found.to_dict(limit))
    if picture is not None:
        from standoff.report.heat import heat_map

        heat_map(found).save(picture)
        wrote(picture)


def _check(asked: dict[str, Any], to: str | None, no_heading: bool) -> None:
    """Refuse options that say nothing about the question asked."""
    if no_heading and asked["start"] is not None:
        raise click.UsageError("--from asks where it is heading: leave --no-heading out.")
    for name in DEALS_ONLY if to is None else STATES_ONLY:
        if asked[name] is not None:
            flag = "--from" if name == "start" else f"--{name}"
            goes = "goes with --to." if to is None else "does not go with --to."
            raise click.UsageError(f"{flag} {goes}")
    if to is not None and no_heading:
        raise click.UsageError("--no-heading does not go with --to.")
