"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from standoff.cli.output import check_folder

Decorator = Callable[[Callable[..., None]], Callable[..., None]]

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
samples = click.option(
    "--samples",
    metavar="N",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help=(
        "How many draws of what is uncertain. Where there are no more combinations of what may be, "
        "each is looked at once and the answer is exact."
    ),
)
seed = click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the draws: the same seed gives the same numbers, whoever does the work.",
)
workers = click.option(
    "--workers",
    metavar="K",
    type=click.IntRange(min=1),
    help=(
        "Share the work among K processes; one per core unless given. Small jobs, and all jobs "
        "with 1, stay in this process."
    ),
)
cluster = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Do the work on the Dask cluster with this scheduler, such as tcp://10.0.0.1:8786.",
)
resume = click.option(
    "--resume",
    metavar="DIR",
    help=(
        "Keep finished pieces of the work in this folder. The same command goes on where it was "
        "stopped; with more --samples it adds to what is there."
    ),
)


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of work over many draws, and pass them on as `run`.

    `run` holds arguments of `standoff.robustness` and its like.
    """

    @samples
    @seed
    @workers
    @cluster
    @resume
    @wraps(command)
    def collected(
        *,
        samples: int,
        seed: int,
        workers: int | None,
        cluster: str | None,
        resume: str | None,
        **given: Any,
    ) -> None:
        if workers is not None and cluster is not None:
            raise click.UsageError("A --cluster has its own workers: leave --workers out.")
        from standoff.uncertainty.work import cores

        run = {"samples": samples, "seed": seed, "cluster": cluster, "resume": resume}
        try:
            command(run=run | {"workers": workers or cores()}, **given)
        except KeyboardInterrupt:
            _say_kept(resume)
            raise

    return collected


def _say_kept(resume: str | None) -> None:
    """Tell a user who stopped the work what is left of it, and how to go on."""
    if resume is not None and any(Path(resume).rglob("*.parquet")):
        said = f"stopped: finished pieces are kept in {resume}; the same command goes on from there"
        click.echo(said, err=True)


def picture(about: str) -> Decorator:
    """Return the option for a picture, whose file name is looked at before any work is done.

    Parameters
    ----------
    about : str
        What is drawn, as the beginning of the help.
    """

    def checked(ctx: click.Context, param: click.Parameter, file: str | None) -> str | None:
        if file is not None:
            from standoff.report.drawing import kind

            kind(file)
            check_folder(file)
        return file

    said = f"{about} to a file ending in .svg or .png."
    return click.option("--picture", metavar="FILE", callback=checked, help=said)
