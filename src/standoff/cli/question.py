"""The options that ask about one conclusion: --state, --heading or --to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.roadmap import METHODS

if TYPE_CHECKING:
    from standoff.uncertainty.conclusions import Conclusion

QUESTIONS = {"state": ("concept", "party"), "heading": ("start",), "to": ("design", "method")}
"""The options that ask a question, and those that go with each."""

_OPTIONS = (
    click.option(
        "--state",
        metavar="STATE",
        help="Ask about: this state, or some state of an endgame, is an equilibrium.",
    ),
    click.option("--concept", metavar="CONCEPT", help="Of the equilibria; seq unless given."),
    click.option("--party", metavar="NAME", help="With --state: stable for this party alone."),
    click.option(
        "--heading", metavar="STATE", help="Ask about: improvements from the status quo end there."
    ),
    click.option(
        "--from",
        "start",
        metavar="STATE",
        help="With --heading: start from this state, not from the status quo.",
    ),
    click.option("--to", metavar="ENDGAME", help="Ask about: a road map leads there."),
    click.option("--design", metavar="NAME", help="With --to: in this design of the model."),
    click.option(
        "--method", type=click.Choice(METHODS[:3]), help="With --to: as in `standoff roadmap`."
    ),
)


def question_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a question, and pass on its `conclusion`; None if none.

    Without a question --concept is passed on as `concept`, which the command may refuse.
    """

    @wraps(command)
    def collected(
        *,
        state: str | None,
        concept: str | None,
        party: str | None,
        heading: str | None,
        start: str | None,
        to: str | None,
        design: str | None,
        method: str | None,
        **given: Any,
    ) -> None:
        asked = {"state": state, "concept": concept, "party": party, "heading": heading}
        asked |= {"start": start, "to": to, "design": design, "method": method}
        command(conclusion=_conclusion(asked), concept=concept, **given)

    for option in reversed(_OPTIONS):
        collected = option(collected)
    return collected


def no_question() -> click.UsageError:
    """Return the error of a command that needs a question and was asked none."""
    asks = ", ".join(f"--{name}" for name in QUESTIONS)
    return click.UsageError(f"Ask one question, with one of {asks}; found none.")


def _conclusion(asked: dict[str, str | None]) -> Conclusion | None:
    """Return the one conclusion that was asked about."""
    from standoff.uncertainty.conclusions import Heading, Holds, Leads

    given = {name: value for name, value in asked.items() if value is not None}
    kinds = [name for name in QUESTIONS if name in given]
    if len(kinds) > 1:
        asks = ", ".join(f"--{name}" for name in QUESTIONS)
        found = " and ".join(f"--{name}" for name in kinds)
        raise click.UsageError(f"Ask one question, with one of {asks}; found {found}.")
    for question, extras in QUESTIONS.items():
        for extra in extras:
            if question not in kinds and extra in given and (kinds or extra != "concept"):
                flag = "--from" if extra == "start" else f"--{extra}"
                asking = f", not with --{kinds[0]}" if kinds else ""
                raise click.UsageError(f"{flag} goes with --{question}{asking}.")
    if not kinds:
        return None
    state = given[kinds[0]]
    if kinds[0] == "state":
        return Holds(state, given.get("concept", "seq"), given.get("party"))
    if kinds[0] == "heading":
        return Heading(state, given.get("start"))
    return Leads(state, given.get("design"), given.get("method"))
