"""Readings of one standoff side by side, and what accounts for a difference between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.results import Cell, Result, Table, finite
from standoff.stability import CONCEPTS
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.estimate import Estimate
from standoff.uncertainty.mixture import Unit
from standoff.uncertainty.pivotal import Pivotal, pivotal_dict, said_of_sets
from standoff.uncertainty.sweep import SAME

BASE = "base"
"""What faces call the model without a reading."""
FORMAT = "standoff.readings/1"
DIFFERENCE_FORMAT = "standoff.difference/1"
SETS_SHOWN = 12
DIFFER, OPEN, AGREE = KINDS = ("differ", "open", "agree")


@dataclass(frozen=True, eq=False, repr=False)
class Readings(Result):
    """The same conclusions under every reading, without uncertainty.

    Parameters
    ----------
    title, digest : str
        Of the model.
    readings : tuple of str
        ``base`` and the names of readings.
    concept : str
        Of the equilibria that are compared.
    conclusions : tuple of Conclusion
    values : (conclusions, readings) array
        nan where a conclusion is undecided, or has no meaning in the reading.
    counts : tuple of int
        Equilibria in each reading.
    agreement : (readings, readings) array
        Share of the states that both have on which they agree whether it is an equilibrium.
    overlap : (readings, readings) array
        Equilibria of both among those of either (Jaccard index); 1 where neither has any.
    usual : bool
        Whether nobody asked for these conclusions; those that no reading comes to are not drawn.
    """

    title: str
    digest: str
    readings: tuple[str, ...]
    concept: str
    conclusions: tuple[Conclusion, ...]
    values: NDArray[np.float64]
    counts: tuple[int, ...]
    agreement: NDArray[np.float64]
    overlap: NDArray[np.float64]
    usual: bool = True

    def __repr__(self) -> str:
        return f"Readings({self.title!r}: {', '.join(self.readings)})"

    @property
    def disputed(self) -> tuple[Conclusion, ...]:
        """The conclusions on which the readings differ."""
        pairs = zip(self.conclusions, self.values, strict=True)
        return tuple(c for c, row in pairs if _kind(row) == DIFFER)

    def lines(self) -> Sequence[str]:  # noqa: D102
        kinds = [_kind(row) for row in self.values]
        said = f"Readings: {', '.join(self.readings)}. Of {len(kinds)} conclusions they agree on "
        said += f"{kinds.count(AGREE)} and differ on {kinds.count(DIFFER)}"
        open_ = kinds.count(OPEN)
        return [self.title, said + (f"; {open_} cannot be told in all." if open_ else ".")]

    def tables(self) -> Sequence[Table]:  # noqa: D102
        return (self._conclusions(), self._equilibria(), self._agreement())

    def _conclusions(self) -> Table:
        shown = [k for k, v in enumerate(self.values) if not self.usual or np.nan_to_num(v).any()]
        order = sorted(shown, key=lambda k: KINDS.index(_kind(self.values[k])))
        rows = tuple(
            (
                "" if _kind(self.values[k]) == AGREE else _kind(self.values[k]),
                self.conclusions[k].text,
                *(_answer(self.conclusions[k], v) for v in self.values[k].tolist()),
            )
            for k in order
        )
        note = "Without uncertainty. Of where it is heading: the probability. "
        note += "A - is undecided, or has no meaning."
        if left := len(self.conclusions) - len(shown):
            note += f" {left} conclusions that no reading comes to are left out."
        return Table("What each reading concludes", ("", "conclusion", *self.readings), rows, note)

    def _equilibria(self) -> Table:
        name = CONCEPTS[self.concept].name
        rows = tuple(zip(self.readings, self.counts, strict=True))
        return Table(f"{name} equilibria", ("reading", "states"), rows)

    def _agreement(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for k, name in enumerate(self.readings):
            cells = zip(self.agreement[k].tolist(), self.overlap[k].tolist(), strict=True)
            rows.append((name, *(f"{a:.0%} / {o:.0%}" for a, o in cells)))
        note = (
            "Share of states on which both agree whether they are equilibria / share that is so in "
            "both, of the states that are in either."
        )
        title = f"How far readings agree ({CONCEPTS[self.concept].name})"
        return Table(title, ("reading", *self.readings), tuple(rows), note)

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        return finite(  # type: ignore[no-any-return]
            {
                "format": FORMAT,
                "model": {"title": self.title, "digest": self.digest},
                "readings": list(self.readings),
                "concept": self.concept,
                "conclusions": [
                    {"conclusion": c.text, "values": row.tolist(), "agree": _kind(row) == AGREE}
                    for c, row in zip(self.conclusions, self.values, strict=True)
                ],
                "equilibria": list(self.counts),
                "agreement": self.agreement.tolist(),
                "overlap": self.overlap.tolist(),
            }
        )


def _kind(row: NDArray[np.float64]) -> str:
    """Return whether readings agree, differ, or cannot be compared in all."""
    known = row[np.isfinite(row)]
    if len(known) and float(np.ptp(known)) > SAME:
        return DIFFER
    return AGREE if len(known) == len(row) else OPEN


def _answer(conclusion: Conclusion, value: float) -> str:
    if value != value:
        return "-"
    if conclusion.two_valued:
        return "yes" if value else "no"
    return f"{value:.3g}"


@dataclass(frozen=True, eq=False, repr=False)
class Difference(Result):
    """What accounts for a conclusion on which two readings differ.

    Parameters
    ----------
    title, digest : str
        Of the model.
    one, other : str
        The readings; premises are moved from the one into the other.
    conclusion : Conclusion
    values : (float, float)
        In the one and in the other.
    units : tuple of Unit
        What they differ in.
    joining : tuple of float
        Value in the other reading with this unit alone moved into it.
    leaving : tuple of float
        Value in the one reading without this unit, which is as in the other.
    accounts : tuple of Estimate, or None
        Shapley value of each unit; they sum to the difference of the values. None where there is no
        difference, or where it is undecided between the two.
    pivotal : Pivotal of Unit, or None
        The fewest units that change the other's answer to the one's; None for probabilities.
    seed : int
        Of the random orders behind estimated Shapley values.
    """

    title: str
    digest: str
    one: str
    other: str
    conclusion: Conclusion
    values: tuple[float, float]
    units: tuple[Unit, ...]
    joining: tuple[float, ...]
    leaving: tuple[float, ...]
    accounts: tuple[Estimate, ...] | None
    pivotal: Pivotal[Unit] | None
    seed: int

    def __repr__(self) -> str:
        return f"Difference({self.one} - {self.other}: {self.conclusion.text})"

    def lines(self) -> Sequence[str]:  # noqa: D102
        said = [self.title, f"Does it hold that {self.conclusion.text}?"]
        mine, theirs = (_answer(self.conclusion, v) for v in self.values)
        said.append(f"{self.one}: {mine}. {self.other}: {theirs}.")
        count = len(self.units)
        said.append(f"They differ in {count} {'premise' if count == 1 else 'premises'}.")
        if abs(self.values[0] - self.values[1]) <= SAME:
            return [*said, "On this they agree, so there is no difference to account for."]
        if not np.isfinite(self.values).all():
            return [*said, "Where - stands it is undecided, or has no meaning: nothing to compare."]
        if self.accounts is None:
            said.append("It cannot be shared out: it is undecided for some sets of premises moved.")
        if self.pivotal is not None:
            what = f"moved from {self.one} into {self.other}"
            said.append(said_of_sets(self.pivotal, what, "its answer"))
        return said

    def tables(self) -> Sequence[Table]:  # noqa: D102
        found = [self._accounts()]
        if self.pivotal is not None and self.pivotal.sets:
            rows = tuple(("; ".join(u.name for u in one),) for one in self.pivotal.sets)
            note = f"{self.pivotal.looked:,} sets were looked at, the smaller ones first."
            title = f"Fewest premises that flip {self.other}"
            found.append(Table(title, ("premises moved",), rows, note, most=SETS_SHOWN))
        return found

    def _accounts(self) -> Table:
        order = sorted(range(len(self.units)), key=lambda k: -abs(self._value(k)))
        matter = [k for k in order if self._matters(k)]
        rows = []
        for k in matter:
            row = [self.units[k].name]
            if self.accounts is not None:
                row.append(_signed(self.accounts[k]))
            ends = (self.joining[k], self.leaving[k])
            rows.append((*row, *(_answer(self.conclusion, v) for v in ends)))
        shared = ("accounts for",) if self.accounts is not None else ()
        columns = ("premise", *shared, f"{self.other} with it", f"{self.one} without it")
        note = "Each premise moved alone."
        if self.accounts is not None:
            total = self.values[0] - self.values[1]
            note = f"Shapley values; those of all premises sum to the difference, {total:+.3g}."
            if any(a.low is not None for a in self.accounts):
                note += f" Estimated from random orders (seed {self.seed}), 95 % interval."
        if left := len(order) - len(matter):
            note += f" Premises that made no difference wherever they were moved: {left}."
        return Table("Which premises account for the difference", columns, tuple(rows), note)

    def _value(self, k: int) -> float:
        return 0.0 if self.accounts is None else self.accounts[k].value

    def _matters(self, k: int) -> bool:
        one, other = self.values
        changed = (self.joining[k] - other, self.leaving[k] - one, self._value(k))
        return any(not abs(c) <= SAME for c in changed)

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        accounts = [None] * len(self.units) if self.accounts is None else list(self.accounts)
        columns = (self.units, self.joining, self.leaving, accounts)
        units = [
            {"premise": u.name, "kind": u.kind, "joining": j, "leaving": left}
            | {"accounts": a and vars(a)}
            for u, j, left, a in zip(*columns, strict=True)
        ]
        return finite(  # type: ignore[no-any-return]
            {
                "format": DIFFERENCE_FORMAT,
                "model": {"title": self.title, "digest": self.digest},
                "one": self.one,
                "other": self.other,
                "conclusion": self.conclusion.text,
                "values": list(self.values),
                "premises": units,
                "pivotal": self.pivotal and pivotal_dict(self.pivotal, lambda unit: unit.name),
                "seed": self.seed,
            }
        )


def _signed(found: Estimate) -> str:
    if found.low is None or found.high is None:
        return f"{found.value:+.3g}"
    return f"{found.value:+.2f} ({found.low:+.2f} to {found.high:+.2f})"
