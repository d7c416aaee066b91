"""`standoff convert`: from one file format to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.places import located
from standoff.errors import FileError

if TYPE_CHECKING:
    from standoff.model import Standoff

EXAMPLES = (
    "convert game.gmcr game.yaml",
    "convert korea-2006 mine.yaml",
    "convert korea-2006 linked.gmcr --reading linked",
)


@click.command(
    "convert", cls=Command, short_help="From one file format to another.", examples=EXAMPLES
)
@parameters.case
@click.argument("out", metavar="OUT")
@parameters.reading
@click.option("--force", is_flag=True, help="Write over OUT if it exists.")
def command(case: str, out: str, reading: str | None, force: bool) -> None:
    """Write a model to the file OUT in the format of its suffix: .yaml, .json or .gmcr.

    With a reading, the model is written as that reading has it, without the others.
    """
    from standoff.cases import load
    from standoff.files import write

    if Path(out).exists() and not force:
        raise FileError(out, "the file exists", "add --force to write over it")
    model = load(case)
    with located(case, reading):
        write(model.read_as(reading), out)
    click.echo(f"wrote {out}", err=True)
    if lost := _left_out(model, out, reading):
        click.echo(f"a .gmcr file holds no {', no '.join(lost)}: left out", err=True)


def _left_out(model: Standoff, out: str, reading: str | None) -> list[str]:
    """Return what the model has and the format of the file does not."""
    if Path(out).suffix != ".gmcr":
        return []
    parts = {
        "title": model.title,
        "status quo": model.status_quo is not None,
        "names of states": model.states,
        "sources": model.sources,
        "other readings" if reading else "readings": model.readings,
        "endgames": model.endgames,
        "terms of road maps": model.road_map is not None,
        "uncertainty": _uncertain(model, reading),
    }
    return [name for name, given in parts.items() if given]


def _uncertain(model: Standoff, reading: str | None) -> bool:
    from standoff.preferences import uncertainty

    return bool(uncertainty(model.read_as(reading)).premises)
