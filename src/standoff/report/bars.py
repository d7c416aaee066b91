"""The bars of a tornado chart: how far each premise moves a conclusion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from standoff.results import printable
from standoff.uncertainty.changes import MOVED, Change
from standoff.uncertainty.estimate import Estimate
from standoff.uncertainty.hinges import Hinges
from standoff.uncertainty.sweep import SAME, Given

MOST = 15


@dataclass(frozen=True)
class End:
    """One end of a bar.

    Parameters
    ----------
    value : float
    cause : str
        What takes the conclusion there.
    low, high : float
        The interval; the value where it is exact.
    """

    value: float
    cause: str
    low: float
    high: float


@dataclass(frozen=True)
class Bar:
    """How far one premise moves the conclusion; an end without a cause is where it is anyway."""

    premise: str
    text: str
    ends: tuple[End, End]

    @property
    def width(self) -> float:
        """How far apart the ends are."""
        return self.ends[1].value - self.ends[0].value


@dataclass(frozen=True)
class Chart:
    """What is drawn.

    Parameters
    ----------
    found : Hinges
    every : tuple of Bar
        Widest first.
    middle : Estimate
        Where the conclusion stands.
    uncertain : bool
        Whether the ends are probabilities given what comes of a premise, not values after changes.
    """

    found: Hinges
    every: tuple[Bar, ...]
    middle: Estimate
    uncertain: bool

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Those that are drawn."""
        return self.every[:MOST]

    @property
    def heading(self) -> str:
        """The question."""
        return printable(self.found.lines()[1])

    @property
    def yes_or_no(self) -> bool:
        """Whether each end is an answer, not a probability."""
        return self.found.conclusion.two_valued and not self.uncertain

    def told(self, value: float) -> str:
        """Return a value as people read it."""
        if self.yes_or_no:
            return "yes" if value else "no"
        return str(Estimate(value))

    @property
    def note(self) -> str:
        """How to read it, and what it leaves out."""
        said = "Each bar runs from the least to the greatest probability of the conclusion, given "
        said += "what comes of one premise." if self.uncertain else "one change of one premise."
        if self.yes_or_no:
            said = "Each bar is a premise that changes the answer alone, and the changes that do."
        left = len(self.every) - MOST
        return said + (f" {left} more premises move it no further." if left > 0 else "")


def chart(found: Hinges) -> Chart:
    """Return what to draw: outcomes of uncertain premises, or else changes of single premises."""
    given = Chart(found, _widest(map(_of_outcomes, _by_premise(found))), found.probability, True)
    if given.bars:
        return given
    changed = _widest(_of_changes(found)) if found.nominal == found.nominal else ()
    return Chart(found, changed, Estimate(found.nominal), False)


def _widest(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    return tuple(sorted((b for b in bars if b.width > SAME), key=lambda b: -b.width))


def _by_premise(found: Hinges) -> list[list[Given]]:
    known = (g for g in found.given if g.estimate is not None)
    return [list(own) for _, own in groupby(known, key=lambda g: g.premise.name)]


def _of_outcomes(given: list[Given]) -> Bar:
    ends = sorted((_end(g) for g in given), key=lambda e: e.value)
    return Bar(given[0].premise.name, given[0].premise.text, (ends[0], ends[-1]))


def _end(given: Given) -> End:
    known = given.estimate
    assert known is not None
    low, high = (known.value if b is None else b for b in (known.low, known.high))
    return End(known.value, given.outcome, low, high)


def _of_changes(found: Hinges) -> list[Bar]:
    bars = []
    for name, own in groupby(found.one_at_a_time, key=lambda pair: pair[0].premise):
        tried = [(c, v) for c, v in own if v == v]
        values = [found.nominal, *(v for _, v in tried)]
        low, high = (_changed(found, tried, v) for v in (min(values), max(values)))
        bars.append(Bar(name, found.texts.get(name, ""), (low, high)))
    return bars


def _changed(found: Hinges, tried: list[tuple[Change, float]], value: float) -> End:
    """Return an end, with the changes that take the conclusion there."""
    if abs(value - found.nominal) <= SAME:
        return End(value, "", value, value)
    causes = [c.kind if c.removes or c.kind == MOVED else c.what for c, v in tried if v == value]
    return End(value, ", ".join(dict.fromkeys(causes)), value, value)
