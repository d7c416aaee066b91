"""Where a result goes: the options --json, --csv, --xlsx and --parquet, and the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.errors import FileError

if TYPE_CHECKING:
    from standoff.results import Result


@dataclass(frozen=True)
class Output:
    """What was asked for; at most one of them."""

    json: bool
    csv: bool
    xlsx: str | None
    parquet: str | None = None

    def __post_init__(self) -> None:
        given = [f"--{name}" for name, value in vars(self).items() if value not in (None, False)]
        if len(given) > 1:
            raise click.UsageError(f"Choose one of {' and '.join(given)}.")
        kinds = (("Excel", ".xlsx", self.xlsx), ("Parquet", ".parquet", self.parquet))
        for kind, ending, file in kinds:
            if file is None:
                continue
            if not file.lower().endswith(ending):
                article = "an" if kind == "Excel" else "a"
                message = f"The name of {article} {kind} file ends in {ending}, not {file!r}."
                raise click.UsageError(message)
            check_folder(file)

    def write(
        self,
        result: Result,
        *,
        data: Callable[[], dict[str, Any]] | None = None,
        ending: str = "",
    ) -> None:
        """Write a result to where it was asked for.

        Parameters
        ----------
        result : Result
        data : callable, optional
            What --json prints, if not the plain data of the result.
        ending : str
            Line below the tables in the terminal.
        """
        from standoff import report

        if self.json:
            put(report.json_text((data or result.to_dict)()))
        elif self.csv:
            put(report.csv_text(result.tables()[0]))
        elif self.xlsx is not None:
            report.write_xlsx(result, self.xlsx)
            wrote(self.xlsx)
        elif self.parquet is not None:
            from standoff.uncertainty.folder import write_parquet

            frame = result.to_frame()
            write_parquet(Path(self.parquet), {str(name): frame[name] for name in frame})
            wrote(self.parquet)
        elif sys.stdout.isatty():
            columns = shutil.get_terminal_size().columns
            click.echo(report.terminal_text(result, columns) + ending)
        else:
            text = report.plain_text(result) + ending
            put(text if text.endswith("\n") else text + "\n", sys.stdout.encoding)


def put(text: str, encoding: str | None = "utf-8") -> None:
    """Write text to standard output; a character that the encoding lacks becomes a ?."""
    try:
        content = text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        content = text.replace("─", "-").encode(encoding or "utf-8", errors="replace")
    click.echo(content, nl=False)


def check_folder(file: str) -> None:
    """Raise an error, before any work is done, where there is no folder for a file.

    Raises
    ------
    FileError
    """
    if not Path(file).parent.is_dir():
        raise FileError(file, "cannot be written: there is no such folder", "make it first")


def wrote(file: str) -> None:
    """Tell, beside the output, which file was written."""
    click.echo(f"wrote {file}", err=True)


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options for its output, and pass them on as `output`."""

    @click.option("--json", is_flag=True, help="Print JSON (UTF-8).")
    @click.option("--csv", is_flag=True, help="Print the first table as CSV.")
    @click.option("--xlsx", metavar="FILE", help="Write all tables to an Excel file.")
    @wraps(command)
    def collected(
        *, json: bool, csv: bool, xlsx: str | None, parquet: str | None = None, **given: Any
    ) -> None:
        command(output=Output(json, csv, xlsx, parquet), **given)

    return collected


def frame_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command whose result is a long table the options for its output, as `output`."""
    parquet = click.option(
        "--parquet",
        metavar="FILE",
        help="Write the whole result, one row per number, to a Parquet file.",
    )
    return output_options(parquet(command))
