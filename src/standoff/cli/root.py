"""The command `standoff`: its subcommands, and how errors end it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import IO, Any

import click

from standoff import __version__
from standoff.cli.help import write_sections
from standoff.errors import StandoffError, nearest
from standoff.results import printable

COMMANDS = (
    "list",
    "show",
    "check",
    "solve",
    "prospects",
    "explain",
    "roadmap",
    "compare",
    "robustness",
    "hinges",
    "readings",
    "backtest",
    "convert",
    "new",
    "schema",
)
"""Each is the `command` of the module of that name, imported when it is used."""

INTERRUPTED, BROKEN_PIPE = 130, 141  # as shells report these signals
EXAMPLES = ("list", "solve korea-2006", "new mine.yaml")


def _meant(name: str) -> str:
    from standoff.cases import case_names

    if name in case_names() or "." in name:
        return f"did you mean `standoff solve {name}`?"
    return nearest(name, COMMANDS)


class Failure(click.ClickException):
    """What the user can mend: a message, a hint, exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message on standard error."""
        click.echo(f"error: {printable(self.message)}", file=file, err=file is None)


class Mishap(Failure):
    """What only the developers can mend."""

    exit_code = 1

    def __init__(self, error: Exception) -> None:
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        super().__init__(
            f"something went wrong inside standoff ({said})\n"
            "  Sorry: this is a mistake in the program. Please report it with the traceback,\n"
            "  which the same command shows when it begins with `standoff --debug`."
        )


class Root(click.Group):
    """A group that imports a command when it is used, and ends every error in one way."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: D102
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: D102
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"standoff.cli.{cmd_name}").command
        return found

    def resolve_command(  # noqa: D102
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"No such command {name!r}: {_meant(name)}", ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: D102
        write_sections(self, EXAMPLES, "standoff", formatter)
        super().format_options(ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; nothing but the errors of Click leaves it."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
            return done
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _close_output()
            ctx.exit(BROKEN_PIPE)
        except StandoffError as error:
            raise Failure(str(error)) from error
        except OSError as error:
            _close_output()
            raise Failure(str(error)) from error
        except MemoryError as error:
            hint = "leave options out, or add rules that exclude states"
            raise Failure(f"the memory of this machine does not suffice\n  {hint}") from error
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            raise Mishap(error) from error


def _close_output() -> None:
    """Keep Python from writing to the closed pipe again when it ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error inside standoff.")
@click.version_option(__version__, prog_name="standoff", message="%(prog)s %(version)s")
def root(debug: bool) -> None:
    """Which outcomes of a standoff hold, for whom and why, and where it is heading.

    A standoff is written down in a text file: who takes part, what each party can do, what cannot
    be, and who wants what, with sources. Some standoffs are bundled.
    """
