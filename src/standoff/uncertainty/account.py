"""What is uncertain, and how the numbers came about, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from standoff.preferences.premises import Premise
from standoff.results import Table


def said_of_draws(found: Any) -> list[str]:
    """Return how the numbers of a result came about, as sentences."""
    count = len(found.premises)
    if not count:
        return ["Nothing in the model is said to be uncertain."]
    said = f"{count} uncertain premise{'s' if count > 1 else ''}; "
    if found.exact:
        return [said + f"exact, from all {found.draws:,} combinations of what they may be."]
    said += f"{found.draws:,} draws (seed {found.seed})."
    if found.precision is not None and found.widest > found.precision:
        said += (
            f" The widest interval is ± {found.widest:.3f}, not ± {found.precision:g}: allow more "
            "samples."
        )
    return [said]


def premises_table(premises: Sequence[Premise]) -> Table:
    """Return what is uncertain, and with which chances."""
    rows = tuple((p.name, p.text, _chances(p)) for p in premises)
    return Table("What is uncertain", ("premise", "what it says", "chances"), rows)


def _chances(premise: Premise) -> str:
    if premise.term is not None:
        term = premise.term
        peak = "" if term.likely is None else f", most likely {term.likely:g}"
        return f"{term.low:g} to {term.high:g}, {term.distribution}{peak}"
    pairs = zip(premise.outcomes, premise.chances, strict=True)
    kept = [(o, c) for o, c in pairs if c > 0]
    if premise.place.kind == "order" and len(kept) > 2:
        others = f"each of {len(kept) - 1} others {premise.chances[-1]:.3g}"
        return f"as written {premise.chances[0]:.3g}, {others}"
    return ", ".join(f"{o} {c:.3g}" for o, c in kept[::-1][:6])


def premise_dict(premise: Premise) -> dict[str, Any]:
    """Return a premise as plain data."""
    term = premise.term
    spread = term and {
        "low": term.low,
        "high": term.high,
        "likely": term.likely,
        "distribution": str(term.distribution),
    }
    chances = dict(zip(premise.outcomes, premise.chances, strict=True))
    return {"name": premise.name, "text": premise.text, "chances": chances, "amount": spread}
