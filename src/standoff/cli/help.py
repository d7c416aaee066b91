"""Help that teaches: examples, and what the words in capitals stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

MEANINGS = {
    "CASE": "a bundled standoff (`standoff list` names them) or a model file such as mine.yaml",
    "STATE": (
        "a state: its name in the model, the options taken joined by commas (us.talk,nk.freeze), "
        "a vector with one Y or N per option in file order (YNNY), or none where no option is taken"
    ),
    "ENDGAME": "one of the model's endgames, or a state; `standoff show CASE` lists them",
    "MAP": (
        "the name of a road map in the model, a JSON file that `standoff roadmap --json` wrote, or "
        'its steps, parted by semicolons: "nk.freeze; us.talk jp.aid"'
    ),
    "CONCEPTS": "one or more stability concepts joined by commas, such as nash,seq",
    "CONCEPT": "one stability concept",
}


class Command(click.Command):
    """A command whose help shows examples and explains its arguments.

    Parameters
    ----------
    examples : sequence of str
        Without the leading ``standoff``.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.examples = tuple(examples)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, the words in capitals, the options, and the concepts."""
        write_sections(self, self.examples, "standoff", formatter)
        super().format_options(ctx, formatter)
        if {"CONCEPTS", "CONCEPT"} & _words(self):
            _write_concepts(formatter)


def write_sections(
    command: click.Command, examples: Sequence[str], program: str, formatter: click.HelpFormatter
) -> None:
    """Write the examples and the meanings of the words in capitals."""
    with formatter.section("Examples"):
        for example in examples:
            formatter.write(f"{'':{formatter.current_indent}}{program} {example}\n")
    used = _words(command)
    rows = [(word, meaning) for word, meaning in MEANINGS.items() if word in used]
    if rows:
        with formatter.section("Where"):
            formatter.write_dl(rows)


def _words(command: click.Command) -> set[str]:
    return {param.metavar for param in command.params if param.metavar}


def _write_concepts(formatter: click.HelpFormatter) -> None:
    from standoff.stability.concepts import CONCEPTS

    with formatter.section("Concepts"):
        formatter.write_dl([(concept.id, concept.about) for concept in CONCEPTS.values()])
