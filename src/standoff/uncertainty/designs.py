"""How probable it is that designs of a deal have a road map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from standoff.errors import unknown
from standoff.preferences.premises import Premise
from standoff.results import Result, Table, finite, read_as
from standoff.uncertainty.account import premise_dict, premises_table, said_of_draws
from standoff.uncertainty.conclusions import Leads, named
from standoff.uncertainty.estimate import Estimate, FloatArray, estimated

FORMAT = "standoff.designs/1"
STATUS = {1.0: "found", 0.0: "impossible"}


@dataclass(frozen=True, eq=False, repr=False)
class Designs(Result):
    """Designs of one deal over the draws of the uncertain premises, the same draws for all.

    Parameters
    ----------
    title, digest, reading
        Of the model, as in other results.
    conclusions : tuple of Leads
        One per design.
    values : (designs, draws) array
        1: a road map is found, 0: proved impossible, nan: undecided.
    nominal : tuple of float
        The same without uncertainty.
    weights : (draws,) array or None
        Chances, where the draws are all combinations.
    premises : tuple of Premise
    seed : int
    """

    title: str
    digest: str
    reading: str | None
    conclusions: tuple[Leads, ...]
    values: FloatArray
    nominal: tuple[float, ...]
    weights: FloatArray | None
    premises: tuple[Premise, ...]
    seed: int
    precision: None = None

    def __repr__(self) -> str:
        found = zip(self.conclusions, self.values, strict=True)
        said = ", ".join(f"{c.design or 'any'} {estimated(v, self.weights)}" for c, v in found)
        return f"Designs(to {self.conclusions[0].to}: {said})"

    @property
    def exact(self) -> bool:
        """Whether the draws are all combinations, with their chances."""
        return self.weights is not None

    @property
    def draws(self) -> int:
        """How many there are."""
        return int(self.values.shape[1])

    def probability(self, design: str | None) -> Estimate:
        """Return how probable it is that a design has a road map."""
        names = [c.design for c in self.conclusions]
        if design not in names:
            raise unknown("design", str(design), [str(name) for name in names])
        k = names.index(design)
        return estimated(self.values[k], self.weights)

    def lines(self) -> Sequence[str]:  # noqa: D102
        ends = f"Road maps to {named(self.conclusions[0].to)}."
        return [read_as(self.title, self.reading), ends, *said_of_draws(self)]

    def tables(self) -> Sequence[Table]:  # noqa: D102
        rows = tuple(
            (c.design or "any order", *(str(e) for e in _parts(v, self.weights)), _status(n))
            for c, v, n in zip(self.conclusions, self.values, self.nominal, strict=True)
        )
        columns = ("design", "found", "impossible", "undecided", "without uncertainty")
        note = "Share of the draws in which a road map is found, proved impossible, or neither."
        if not self.exact:
            note += " With the 95 % interval."
        return (Table("Designs", columns, rows, note), premises_table(self.premises))

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        designs = [
            {"design": c.design, "method": c.method, "nominal": _status(n)}
            | dict(zip(("found", "impossible", "undecided"), map(vars, parts), strict=True))
            for c, n, parts in zip(
                self.conclusions,
                self.nominal,
                (_parts(v, self.weights) for v in self.values),
                strict=True,
            )
        ]
        return finite(  # type: ignore[no-any-return]
            {
                "format": FORMAT,
                "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
                "to": self.conclusions[0].to,
                "draws": self.draws,
                "exact": self.exact,
                "seed": None if self.exact else self.seed,
                "premises": [premise_dict(p) for p in self.premises],
                "designs": designs,
            }
        )


def _parts(values: FloatArray, weights: FloatArray | None) -> list[Estimate]:
    masks = (values == 1, values == 0, np.isnan(values))
    return [estimated(mask.astype(float), weights) for mask in masks]


def _status(value: float) -> str:
    return STATUS.get(value, "undecided")
