"""Put the help of every command into cli.md: ``python docs/make_cli.py``."""

from __future__ import annotations

import re
from pathlib import Path

from standoff.cli.root import root

PAGE = Path(__file__).parent / "cli.md"
COLUMNS = 88
_BLOCK = re.compile(
    r"(<!-- help of standoff *([\w ]*?) -->\n+```text\n).*?(^```$)", re.DOTALL | re.M
)


def help_text(name: str) -> str:
    """Return what ``standoff NAME --help`` prints; the help of `standoff` for no name."""
    context = root.make_context("standoff", [], resilient_parsing=True, terminal_width=COLUMNS)
    if not name:
        return root.get_help(context)
    first, *rest = name.split()
    command = root.get_command(context, first)
    assert command is not None, name
    own = command.make_context(first, rest, parent=context, resilient_parsing=True)
    return own.command.get_help(own)


def with_help(page: str) -> str:
    """Return the page with every marked block replaced by the help it names."""
    return _BLOCK.sub(lambda block: f"{block[1]}{help_text(block[2]).rstrip()}\n{block[3]}", page)


if __name__ == "__main__":
    PAGE.write_text(with_help(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
