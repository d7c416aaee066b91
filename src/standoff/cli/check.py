"""`standoff check`: is a model sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from standoff.cli import parameters
from standoff.cli.help import Command
from standoff.cli.output import Output, output_options
from standoff.cli.places import located
from standoff.errors import ModelError

if TYPE_CHECKING:
    from standoff.review import Finding

PLACED = 50  # findings that are looked up in the file; each takes a moment


@click.command(
    "check", cls=Command, short_help="Whether a model is sound.", examples=["check mine.yaml"]
)
@parameters.case
@output_options
def command(case: str, output: Output) -> None:
    """Check a model: load it, build its states, rank them for every party and reading.

    The first error ends the check, with file, line and column. Findings are no errors: they point
    at what may be a slip, such as an option that nobody cares about.
    """
    from standoff.cases import load
    from standoff.review import Review, review

    model = load(case)
    extents, findings = [], []
    reviewed = review(model)
    for reading in (None, *model.readings):
        with located(case, reading):
            extent, found = next(reviewed)
        extents.append(extent)
        findings += found
    said = f", {len(findings)} worth a second look" if findings else ""
    result = Review(model, tuple(extents), tuple(_placed(case, findings)))
    output.write(result, ending=f"\n{case}: ok{said}")


def _placed(case: str, findings: Sequence[Finding]) -> list[Finding]:
    from standoff.cases import model_path
    from standoff.files import locate

    path = model_path(case)
    lines = [locate(ModelError(f.path, f.message), path).line for f in findings[:PLACED]]
    placed = [replace(f, line=line) for f, line in zip(findings, lines, strict=False)]
    return sorted(placed, key=lambda f: f.line) + list(findings[PLACED:])
