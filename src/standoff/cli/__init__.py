"""The command line; one file per command."""

__all__ = ["main"]


def main() -> None:
    """Run the command `standoff` with the arguments of the process, and exit."""
    from standoff.cli.root import root

    root(prog_name="standoff")
