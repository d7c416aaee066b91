"""The recorded moves and periods in which a model was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.oracle.conflict import State
from tests.oracle_from_model import as_taken, conflict_of, holds

from standoff.model import Claims, Standoff

from .backtest import AskedMove, AskedPeriod
from .premises import nominal


def move_misses(asked: Sequence[AskedMove], concept: str) -> list[int]:
    """The rows whose move was not an improvement, or left a state stable for the mover."""
    return [m.row for m in asked if not m.improved or not m.unstable[concept]]


def period_misses(asked: Sequence[AskedPeriod], concept: str) -> list[tuple[date, date, State]]:
    """The periods forecast wrongly, from - to by their first days, successive ones merged.

    Periods are merged where the state and what was forecast are the same and none lies between.
    """
    runs: list[list[AskedPeriod]] = []
    for before, period in zip([None, *asked], asked, strict=False):
        if period.holds[concept] == period.held:
            continue
        if runs and runs[-1][-1] is before and same_forecast(before, period, concept):
            runs[-1].append(period)
        else:
            runs.append([period])
    return [(run[0].start, run[-1].start, run[0].state) for run in runs]


def same_forecast(one: AskedPeriod, other: AskedPeriod, concept: str) -> bool:
    return one.state == other.state and one.holds[concept] == other.holds[concept]


def deciding_claim(model: Standoff, asked: AskedMove) -> int | None:
    """The place, from 1, of the mover's first claim that is true in only one of the two states."""
    preference = nominal(model).preferences[asked.party]
    conflict = conflict_of(nominal(model))
    if not isinstance(preference, Claims) or conflict.vectors is None:
        return None
    before, after = (
        as_taken(model, conflict.vectors[state]) for state in (asked.before, asked.after)
    )
    for place, claim in enumerate(preference.claims, 1):
        if holds(model, claim.wants, before) != holds(model, claim.wants, after):
            return place
    return None
