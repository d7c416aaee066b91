"""Where a result goes: the options --json, --csv and --xlsx, and the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from standoff.results import Result


@dataclass(frozen=True)
class Output:
    """What was asked for; at most one of the three."""

    json: bool
    csv: bool
    xlsx: str | None

    def __post_init__(self) -> None:
        if self.json + self.csv + (self.xlsx is not None) > 1:
            raise click.UsageError("Choose one of --json, --csv and --xlsx.")
        if self.xlsx is not None and not self.xlsx.lower().endswith(".xlsx"):
            raise click.UsageError(f"The name of an Excel file ends in .xlsx, not {self.xlsx!r}.")

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
            click.echo(f"wrote {self.xlsx}", err=True)
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


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options for its output, and pass them on as `output`."""

    @click.option("--json", is_flag=True, help="Print JSON (UTF-8).")
    @click.option("--csv", is_flag=True, help="Print the first table as CSV.")
    @click.option("--xlsx", metavar="FILE", help="Write all tables to an Excel file.")
    @wraps(command)
    def collected(*, json: bool, csv: bool, xlsx: str | None, **given: Any) -> None:
        command(output=Output(json, csv, xlsx), **given)

    return collected
