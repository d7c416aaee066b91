"""`standoff new`: a model to start from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from standoff.cli.help import Command
from standoff.errors import FileError


@click.command("new", cls=Command, short_help="A model to start from.", examples=["new mine.yaml"])
@click.argument("file", metavar="FILE")
def command(file: str) -> None:
    """Write a small model with comments to FILE (.yaml), ready to be changed into your own."""
    from standoff.files import write_text

    if Path(file).suffix.lower() not in (".yaml", ".yml"):
        raise FileError(file, "the model is written as YAML", "choose a name that ends in .yaml")
    if Path(file).exists():
        raise FileError(file, "the file exists", "choose another name")
    write_text(file, files("standoff.cli").joinpath("starter.yaml").read_text(encoding="utf-8"))
    click.echo(f"wrote {file}; next: `standoff check {file}` and `standoff solve {file}`", err=True)
