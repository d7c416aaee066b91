"""Help teaches, and the documentation shows it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from standoff.cli.root import COMMANDS
from standoff.stability import CONCEPTS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run, command: str):
    text = run(command, "--help").stdout
    assert f"Usage: standoff {command}" in text
    assert f"Examples:\n  standoff {command}" in text
    for word in ("CASE", "STATE"):
        assert (f"  {word} " in text) == (word in text.replace(f"  {word} ", ""))


def test_help_lists_the_concepts(run):
    text = " ".join(run("solve", "--help").stdout.split())
    assert all(f"{c.id} {c.about}" in text for c in CONCEPTS.values())


def test_every_command_is_listed(run):
    text = run("--help").stdout
    assert all(f"\n  {command} " in text for command in COMMANDS)


def test_the_page_shows_the_help():
    spec = importlib.util.spec_from_file_location("make_cli", DOCS / "make_cli.py")
    make_cli = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_cli)
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert make_cli.with_help(page) == page, "run: python docs/make_cli.py"
    assert all(f"help of standoff {command} " in page for command in COMMANDS)
