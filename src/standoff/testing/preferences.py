"""Hypothesis strategies for what the parties want, and how uncertain that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from standoff.model import (
    AnyOrder,
    Claim,
    Claims,
    Correlation,
    Distribution,
    Expert,
    Experts,
    Formula,
    Preference,
    Ranking,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.testing.frame import Frame

CHANCES = ((1.0, 0.0), (0.75, 0.0), (0.5, 0.25), (0.25, 0.5), (0.9, 0.1), (0.0, 0.0), (0.0, 1.0))
"""Confidence and `reversed` of claims."""

TENTHS = st.integers(-30, 30)
WIDTHS = st.integers(0, 20)
SHARES = st.sampled_from([0.0, 0.5, 1.0, 0.25])
SPREADS = st.sampled_from(Distribution)
SIZES = st.integers(1, 3)
ORDER_CHANCES = st.sampled_from([None, 0.75, 0.0, 1.0])
WEIGHTS = st.sampled_from([(1.0, 1.0, 1.0), (1.0, 2.0, 1.0)])  # few, so that parties share experts


def preferences(
    frame: Frame, states: Sequence[str], formula: st.SearchStrategy[Formula]
) -> st.SearchStrategy[Preference]:
    """Every kind of preference; formulas are made the same all over merged states.

    Parameters
    ----------
    frame : Frame
    states : sequence of str
        What a ranking has to list.
    formula : strategy
        Of formulas over the names of the frame.
    """
    drawn = formula
    if frame.merge:
        drawn = st.builds(guarded, formula, st.just(frame.merge), st.booleans())
    uniform = [name for name in frame.options if frame.is_uniform(Formula(name))]
    tenth = TENTHS.map(lambda n: n / 10)
    weights = st.dictionaries(st.sampled_from(uniform), tenth) if uniform else st.just({})
    terms = st.lists(st.builds(_term, drawn, TENTHS, WIDTHS, SHARES, SPREADS), max_size=5)
    worth = terms.map(lambda found: Worth(tuple(found), "points"))
    claims = st.lists(st.builds(_claim, drawn, st.sampled_from(CHANCES)), max_size=6)
    single = st.one_of(_ordered(claims), rankings(states), weights.map(Weights), worth)
    return st.one_of(single, experts(single))


def guarded(formula: Formula, merge: Mapping[str, Formula], on: bool) -> Formula:
    """Return the formula made true, or made false, in every merged state."""
    if not merge:
        return formula
    word = "or" if on else "and not"
    guards = [f"{word} ({inside})" for inside in merge.values()]
    return Formula(" ".join([f"({formula})", *guards]))


@st.composite
def rankings(draw: st.DrawFn, states: Sequence[str]) -> Ranking:
    """Every state once, best first; neighbours may tie."""
    order = draw(st.permutations(states))
    groups: list[tuple[str, ...]] = [(order[0],)]
    for state in order[1:]:
        if draw(st.booleans()):
            groups.append((state,))
        else:
            groups[-1] += (state,)
    return Ranking(tuple(groups))


def experts(
    said: st.SearchStrategy[Claims | Ranking | Weights | Worth],
) -> st.SearchStrategy[Experts]:
    """One to three experts; parties often have the same, with the same weights."""
    return st.builds(_experts, st.lists(said, min_size=1, max_size=3), WEIGHTS)


def _experts(
    said: Sequence[Claims | Ranking | Weights | Worth], weights: Sequence[float]
) -> Experts:
    pairs = enumerate(zip(said, weights, strict=False))
    return Experts(tuple(Expert(f"e{k}", one, weight) for k, (one, weight) in pairs))


@st.composite
def correlations(draw: st.DrawFn, names: Sequence[str]) -> tuple[Correlation, ...]:
    """At most two correlations between different premises of these names."""
    left = draw(st.permutations(names)) if draw(st.booleans()) else []
    found: list[Correlation] = []
    while len(left) > 1 and len(found) < 2:
        size = draw(st.integers(2, min(4, len(left))))
        chosen, left = left[:size], left[size:]
        rho = draw(st.sampled_from([0.5, 1.0, 0.0, -0.25, -1 / (size - 1)]))
        found.append(Correlation(tuple(chosen), rho))
    return tuple(found)


@st.composite
def _ordered(draw: st.DrawFn, claims: st.SearchStrategy[list[Claim]]) -> Claims:
    """Claims of which some stand in an uncertain order."""
    found = draw(claims)
    orders: list[AnyOrder] = []
    start = 0
    while start < len(found) - 1:
        size = min(draw(SIZES), len(found) - start)
        if size > 1:
            orders.append(AnyOrder(start, size, draw(ORDER_CHANCES)))
        start += size
    return Claims(tuple(found), tuple(orders))


def _claim(wants: Formula, chances: tuple[float, float]) -> Claim:
    return Claim(wants, confidence=chances[0], reversed=chances[1])


def _term(
    condition: Formula, low: int, width: int, share: float, spread: Distribution
) -> WorthTerm:
    likely = None
    if spread is Distribution.TRIANGULAR and share < 1:
        likely = (low + share * width) / 10
    ends = low / 10, (low + width) / 10
    return WorthTerm(condition, *ends, likely=likely, distribution=spread)
