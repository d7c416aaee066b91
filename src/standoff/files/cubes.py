"""A formula as an ``or`` of ``and``s: its truth over a few options, covered by cubes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
Cube = tuple[tuple[int, bool], ...]
"""A conjunction: variables by position, each with the value it must have."""


def cover(truth: BoolArray) -> list[Cube]:
    """Return cubes whose union is exactly where `truth` holds, none of which could be left out.

    Splits at the last variable: what needs it false, what needs it true, and the rest, which does
    without it. The cover is irredundant, though not always the smallest.

    Parameters
    ----------
    truth : (2**n,) bool array
        Entry v is the truth where variable k has the value of bit k of v.

    References
    ----------
    Minato 1992, "Fast generation of irredundant sum-of-products forms from binary decision
    diagrams", SASIMI, after Morreale 1970, IEEE Trans. Computers C-19.

    Examples
    --------
    >>> cover(np.array([False, True, True, True]))
    [((0, True),), ((1, True),)]
    """
    return _cover(truth, truth)[0]


def _cover(lower: BoolArray, upper: BoolArray) -> tuple[list[Cube], BoolArray]:
    """Return cubes that cover `lower` within `upper`, and what they cover."""
    if not lower.any():
        return [], np.zeros_like(lower)
    if upper.all():
        return [()], np.ones_like(lower)
    half = len(lower) // 2
    last = half.bit_length() - 1
    without, covered_without = _cover(lower[:half] & ~upper[half:], upper[:half])
    taken, covered_with = _cover(lower[half:] & ~upper[:half], upper[half:])
    left = (lower[:half] & ~covered_without) | (lower[half:] & ~covered_with)
    either, covered_either = _cover(left, upper[:half] & upper[half:])
    cubes = either + [(*c, (last, False)) for c in without] + [(*c, (last, True)) for c in taken]
    halves = (covered_without | covered_either, covered_with | covered_either)
    return cubes, np.concatenate(halves)
