"""The uncertain premises of a model: what can come of each, and with which chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.model import AnyOrder, Claim, Claims, Distribution, Experts, Standoff, WorthTerm
from standoff.model.premises import Place, places

FloatArray = NDArray[np.float64]
NORMAL_95 = 1.959963984540054
REVERSED, FAILS, HOLDS = range(3)
CLAIM_OUTCOMES = ("reversed", "fails", "holds")
TINY = 2.0**-54


@dataclass(frozen=True)
class Premise:
    """One uncertain element of a model.

    Parameters
    ----------
    place : Place
        Its name, where it stands, and the parties whose preference it shapes.
    text : str
        What it says, for people.
    outcomes : tuple of str
        What can come of it; none for an amount, which has a range.
    chances : tuple of float
        Of the outcomes.
    nominal : float
        The outcome, or the amount, that counts without uncertainty.
    term : WorthTerm, optional
        Of an amount.
    """

    place: Place
    text: str
    outcomes: tuple[str, ...]
    chances: tuple[float, ...]
    nominal: float
    term: WorthTerm | None = None

    @property
    def name(self) -> str:
        """The name by which people call it."""
        return self.place.name

    def values(self, u: FloatArray) -> FloatArray:
        """Return the outcomes, as positions, or the amounts for uniform numbers u in [0, 1)."""
        if self.term is not None:
            return amounts(self.term, u)
        bounds = np.cumsum(self.chances)[:-1]
        return np.searchsorted(bounds, u, side="right").astype(float)

    def named(self, value: float) -> str:
        """Return an outcome, or an amount, in words."""
        return self.outcomes[int(value)] if self.outcomes else f"{value:g}"


def amounts(term: WorthTerm, u: FloatArray) -> FloatArray:
    """Return the amounts of worth below which a term lies with probability u."""
    low, high = term.low, term.high
    if term.distribution is Distribution.NORMAL:
        from scipy.special import ndtri

        middle, sigma = (low + high) / 2, (high - low) / (2 * NORMAL_95)
        return np.asarray(middle + sigma * ndtri(np.clip(u, TINY, 1 - TINY)))
    uniform = term.likely is None and term.distribution is Distribution.UNIFORM
    if uniform or low == high:
        return np.asarray(low + u * (high - low))
    peak, width = term.central, high - low
    rising = low + np.sqrt(u * width * (peak - low))
    falling = high - np.sqrt((1 - u) * width * (high - peak))
    return np.where(u < (peak - low) / width, rising, falling)


def premises(model: Standoff) -> Iterator[Premise]:
    """Yield the uncertain premises of a model, in its order."""
    for place in places(model):
        thing, text = stated(model, place), said(model, place)
        if isinstance(thing, Experts):
            if len(thing.experts) > 1:
                yield _experts(place, text, thing)
        elif isinstance(thing, Claim):
            if thing.confidence < 1:
                yield _claim(place, text, thing)
        elif isinstance(thing, AnyOrder):
            if thing.confidence != 1:
                names = _names(_spoken(model, place), thing)
                yield _order(place, text, names, thing)
        elif thing.low < thing.high:
            yield Premise(place, text, (), (), thing.central, thing)


def _spoken(model: Standoff, place: Place) -> Any:
    """Return the preference, or the worth of road maps, that a place stands in."""
    if place.road_map:
        assert model.road_map is not None
        return model.road_map.worth[place.party]
    preference = model.preferences[place.party]
    if place.expert is None:
        return preference
    assert isinstance(preference, Experts)
    return next(e for e in preference.experts if e.id == place.expert).preference


def stated(model: Standoff, place: Place) -> Claim | AnyOrder | WorthTerm | Experts:
    """Return what stands at a place of a model."""
    preference = _spoken(model, place)
    parts = {"claim": "claims", "order": "orders", "worth": "terms"}
    if place.kind == "experts":
        return preference  # type: ignore[no-any-return]
    return getattr(preference, parts[place.kind])[place.index]  # type: ignore[no-any-return]


def said(model: Standoff, place: Place) -> str:
    """Return what a premise says, for people."""
    thing = stated(model, place)
    if isinstance(thing, Experts):
        return f"who is right: {', '.join(e.id for e in thing.experts)}"
    if thing.about:
        return thing.about
    if isinstance(thing, Claim):
        return f"wants {thing.wants}"
    if isinstance(thing, AnyOrder):
        return f"order of {', '.join(_names(_spoken(model, place), thing))}"
    spread = f"{thing.low:g}" if thing.low == thing.high else f"{thing.low:g} to {thing.high:g}"
    return f"worth {spread} if {thing.condition}"


def _names(preference: Claims, order: AnyOrder) -> list[str]:
    inside = range(order.first, order.first + order.count)
    return [preference.claims[k].id or str(k + 1) for k in inside]


def _claim(place: Place, text: str, claim: Claim) -> Premise:
    fails = max(0.0, round(1 - claim.confidence - claim.reversed, 15))
    chances = (claim.reversed, fails, claim.confidence)
    return Premise(place, text, CLAIM_OUTCOMES, chances, float(HOLDS))


def _order(place: Place, text: str, names: list[str], order: AnyOrder) -> Premise:
    count = factorial(order.count)
    first = 1 / count if order.confidence is None else order.confidence
    chances = (first, *[(1 - first) / (count - 1)] * (count - 1))
    outcomes = tuple(" > ".join(way) for way in permutations(names))
    return Premise(place, text, outcomes, chances, 0.0)


def _experts(place: Place, text: str, preference: Experts) -> Premise:
    total = sum(e.weight for e in preference.experts)
    chances = tuple(e.weight / total for e in preference.experts)
    names = tuple(e.id for e in preference.experts)
    leading = float(names.index(preference.leading.id))
    return Premise(place, text, names, chances, leading)
