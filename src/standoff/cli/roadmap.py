"""`standoff roadmap`: steps to an endgame that nobody wants to leave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options
from standoff.cli.places import located
from standoff.cli.progress import progress
from standoff.errors import FileError, StandoffError

if TYPE_CHECKING:
    from standoff.road_maps import RoadMap, RoadMaps
    from standoff.road_maps.corridor import Corridor

EXAMPLES = (
    "roadmap korea-2006 --to nuclear_deal",
    "roadmap korea-2006 --to nuclear_deal --design linked --best exposure --picture map.svg",
    "roadmap mine.yaml --to peace --remedies",
    "roadmap check mine.yaml first_steps",
)
CHECK_EXAMPLES = (
    "roadmap check korea-2006 february_2007",
    'roadmap check mine.yaml "north.freeze; south.aid south.talks; north.dismantle"',
    "roadmap check mine.yaml found.json --patience 0.8",
)
METHODS = ("discounted", "payments", "walk-away", "corridor")
OBJECTIVES = ("steps", "exposure", "patience", "even", "payments")


class Search(Command):
    """The search, which hands over to the check where `check` comes first."""

    def make_context(  # noqa: D102
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if args[:1] == ["check"]:
            return check.make_context(f"{info_name} check", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


to = click.option(
    "--to", metavar="ENDGAME", required=True, help="An endgame of the model, or a state."
)
design = click.option(
    "--design", metavar="NAME", help="Keep to the order and the terms of this design in the model."
)
patience = click.option(
    "--patience",
    metavar="D",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help=(
        "How much the next period counts against this one, such as 0.9: one discount factor for "
        "all parties, not those of the model."
    ),
)
budget = click.option(
    "--budget",
    metavar="N",
    type=click.IntRange(min=1),
    default=20_000,
    show_default=True,
    help="Follow at most N continuations before the search keeps only a few per state.",
)
picture = click.option(
    "--picture", metavar="FILE", help="Draw the road map to a file ending in .svg or .png."
)


@click.command(
    "roadmap",
    cls=Search,
    short_help="Steps to an endgame that nobody wants to leave.",
    examples=EXAMPLES,
)
@parameters.case
@to
@design
@click.option(
    "--method",
    type=click.Choice(METHODS),
    help=(
        "discounted: nobody gains by a breach at the patience given; payments: the same with side "
        "payments in escrow; walk-away: patience without bound; corridor: every waypoint is stable "
        "for all. Unless given: discounted where the model has worths and patience, else walk-away."
    ),
)
@click.option(
    "--best",
    "objective",
    type=click.Choice(OBJECTIVES),
    default="steps",
    show_default=True,
    help=(
        "What the first road map is the best at: fewest steps; least exposure; least patience; "
        "even: the largest smallest share of what each could gain at most; least payments found."
    ),
)
@patience
@click.option(
    "--concept",
    metavar="CONCEPT",
    default="seq",
    show_default=True,
    help="With --method corridor: the concept under which the waypoints are stable.",
)
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help="Give at most N road maps.",
)
@click.option(
    "--remedies",
    is_flag=True,
    help="Where there is none, say what would make one possible (discounted and walk-away).",
)
@budget
@picture
@parameters.reading
@output_options
def command(
    case: str, picture: str | None, reading: str | None, output: Output, **asked: Any
) -> None:
    """Say whether steps lead to an endgame that no party is ever better off leaving.

    The answer is found, with a certificate that anyone can check; proved impossible, and why; or
    undecided, with the gap. --json prints the whole certificate.

    `standoff roadmap check CASE MAP` checks a given road map instead; `standoff roadmap check
    --help` says how.
    """
    from standoff.road_maps.ask import roadmaps

    with located(case, reading), progress() as say:
        found = roadmaps(case, reading=reading, progress=say, **asked)
    output.write(found)
    _draw(picture, found)


@click.command("check", cls=Command, short_help="Check a given road map.", examples=CHECK_EXAMPLES)
@parameters.case
@click.argument("steps", metavar="MAP")
@design
@click.option(
    "--method",
    type=click.Choice(METHODS[:3]),
    help="As in the search; payments adds the least side payments that make it hold.",
)
@patience
@picture
@parameters.reading
@output_options
def check(
    case: str,
    steps: str,
    design: str | None,
    method: str | None,
    patience: float | None,
    picture: str | None,
    reading: str | None,
    output: Output,
) -> None:
    """Check a road map step by step: who could gain by what breach, and how much is missing.

    MAP is the name of one in the model file, a JSON file that `standoff roadmap --json` wrote, or
    its steps: options that change, parted by spaces, steps parted by semicolons.
    """
    from standoff.road_maps.ask import check_roadmap

    asked, given = _read(steps)
    own = {"design": design, "method": method, "patience": patience, "reading": reading}
    given |= {key: value for key, value in own.items() if value is not None}
    with located(case, given.get("reading")):
        found = check_roadmap(case, asked, **given)
    output.write(found)
    _draw(picture, found)


def _read(steps: str) -> tuple[str | list[list[str]], dict[str, Any]]:
    """Return the name of a road map, or its steps, and the terms that come with them."""
    if steps.lower().endswith(".json"):
        return _from_file(Path(steps))
    if "." in steps or ";" in steps:
        return [part.replace(",", " ").split() for part in steps.strip("; ").split(";")], {}
    return steps, {}


def _from_file(path: Path) -> tuple[list[list[str]], dict[str, Any]]:
    """Return the steps of a certificate, and its design, method and patience."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        maps = data.get("road_maps") or [data.get("closest") or data]
        steps = [[str(m) for m in step["measures"]] for step in maps[0]["steps"]]
        given = {key: maps[0].get(key) for key in ("design", "method")}
        known = maps[0].get("patience") or {}
        given["patience"] = {k: v for k, v in known.items() if v is not None} or None
        given["reading"] = (data.get("model") or {}).get("reading")
    except FileNotFoundError:
        raise FileError(str(path), "no such file") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        hint = "write one with standoff roadmap CASE --to ENDGAME --json"
        raise StandoffError(f"{path} holds no road map", hint) from None
    return steps, {key: value for key, value in given.items() if value is not None}


def _draw(picture: str | None, found: RoadMap | RoadMaps | Corridor) -> None:
    """Draw a road map: the first one found, or the one that comes closest."""
    if picture is None:
        return
    from standoff.report.picture import draw
    from standoff.road_maps import RoadMap, RoadMaps

    if isinstance(found, RoadMaps):
        shown = found.maps[0] if found.maps else found.near
    else:
        shown = found if isinstance(found, RoadMap) else None
    if shown is None:
        raise StandoffError("there is no road map to draw", "leave --picture out")
    draw(shown, picture)
    click.echo(f"wrote {picture}", err=True)
